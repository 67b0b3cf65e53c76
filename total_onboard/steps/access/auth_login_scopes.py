"""The permissions of a sign-in that is made for later commands: together, or for some of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.command_scopes import (
    ANY_SETUP_SCOPES,
    CHANGE_ADMINS_SCOPES,
    FINISH_SCOPES,
    PREFLIGHT_SCOPES,
    REMOVAL_TEST_SCOPES,
    ROTATE_SCOPES,
    SCIM_TOKEN_SCOPES,
    SYNC_SCOPES,
    TEARDOWN_SCOPES,
    WHO_SCOPES,
)

COMMANDS: Final[Mapping[str, tuple[ScopeReason, ...]]] = {
    "check-prereqs": PREFLIGHT_SCOPES,
    "setup": ANY_SETUP_SCOPES,
    "status": WHO_SCOPES,
    "verify": REMOVAL_TEST_SCOPES,
    "admins": CHANGE_ADMINS_SCOPES,
    "sync": SYNC_SCOPES,
    "rotate-secret": (*ROTATE_SCOPES, *FINISH_SCOPES, *SCIM_TOKEN_SCOPES),
    "teardown": TEARDOWN_SCOPES,
}
"""Scopes by command, for any of its options."""


def scopes_for_commands(names: Collection[str]) -> tuple[ScopeReason, ...]:
    """Return what these commands ask for, each permission once; of all commands if none is named. Raises KeyError."""
    chosen = [each for name in names or COMMANDS for each in COMMANDS[name]]
    return tuple({each.scope: each for each in reversed(chosen)}.values())[::-1]
