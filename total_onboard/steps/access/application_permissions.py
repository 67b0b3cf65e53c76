"""Application permissions: what a command that only reads needs when an application signs in instead of a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import (
    READ_DIRECTORY,
    READ_PROVISIONING,
    READ_ROLES,
    SIGNED_IN_USER,
    WRITE_PROVISIONING,
)

_ABOUT_A_PERSON: Final = frozenset({SIGNED_IN_USER.scope, READ_ROLES.scope})
"""What is read of the account that signed in; an application has none of it."""
_READS_INSTEAD: Final = {WRITE_PROVISIONING.scope: READ_PROVISIONING.scope}
"""An application only reads, also where a person may do more."""
_COVERED_BY: Final = {
    READ_DIRECTORY.scope: frozenset({"Directory.ReadWrite.All"}),
    READ_PROVISIONING.scope: frozenset({WRITE_PROVISIONING.scope}),
}


def permissions_for_application(scopes: Iterable[ScopeReason]) -> tuple[ScopeReason, ...]:
    """Return the application permissions that stand for the delegated ones; Microsoft gives both the same names."""
    read = [ScopeReason(_READS_INSTEAD.get(each.scope, each.scope), each.reason) for each in scopes]
    return tuple(each for each in read if each.scope not in _ABOUT_A_PERSON)


def missing_for_application(scopes: Iterable[ScopeReason], granted: frozenset[str]) -> list[str]:
    """Return the permissions that an application lacks."""
    needed = [each.scope for each in permissions_for_application(scopes)]
    return [name for name in needed if not granted & ({name} | _COVERED_BY.get(name, frozenset()))]
