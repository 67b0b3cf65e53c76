"""``--sandbox``: opens the sandbox tenant inside this process, and says how it is reached."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Final

from total_onboard.commands.global_options import GlobalOptions, SandboxConnection

if TYPE_CHECKING:
    from total_onboard.commands.sandbox_serve import Served
    from total_onboard.sandbox.sandbox_tenant import SandboxTenant

STATE_DIR: Final = "TOTAL_ONBOARD_STATE_DIR"
APPROVES_AFTER: Final = 1.0
"""Seconds for which the device code is shown before the sandbox tenant approves it by itself."""


@contextmanager
def open_sandbox_for(common: GlobalOptions) -> Iterator[SandboxConnection | None]:
    """The sandbox tenant, if it was asked for. Raises BadValue for a persona that does not exist."""
    if not common.sandbox:
        _no_persona_without_sandbox(common)
        yield None
        return
    persona = common.persona or "ready"
    sandbox = sandbox_module(persona)
    with (
        TemporaryDirectory(prefix="total-onboard-practice-") as state,
        sandbox.SandboxTenant.start(persona, auto_approve=APPROVES_AFTER) as tenant,
    ):
        yield _described(persona, tenant, state)


@contextmanager
def served_tenant(persona: str, *, approve: bool) -> Iterator[Served]:
    """A sandbox tenant for commands in other terminals, with ids of its own: no journal of another one fits it.

    Raises BadValue for a persona that does not exist.
    """
    from total_onboard.commands.sandbox_serve import Served, prepared_line

    module = sandbox_module(persona)
    with (
        TemporaryDirectory(prefix="total-onboard-practice-") as state,
        module.SandboxTenant.start(
            persona, auto_approve=APPROVES_AFTER if approve else None, seed=secrets.randbits(64)
        ) as tenant,
    ):
        yield Served(
            environment={**tenant.environment, STATE_DIR: os.environ.get(STATE_DIR, state)},
            sheet_environment=tenant.sheet_environment,
            page_url=tenant.page_url,
            handoff_url=tenant.handoff_url,
            ca_bundle=tenant.ca_bundle,
            prepared=tuple(prepared_line(*one) for one in tenant.store.persona.prepared),
        )


def persona_lines() -> list[str]:
    """Each persona by its name, with the ids of its prepared objects below it. Raises BadValue without the extra."""
    from total_onboard.commands.sandbox_serve import prepared_line

    sandbox_module("ready")
    from total_onboard.sandbox.persona import load_persona, persona_names

    lines: list[str] = []
    for name in persona_names():
        persona = load_persona(name)
        lines += [f"{name}: {persona.title}", *(f"  {prepared_line(*one)}" for one in persona.prepared)]
    return lines


def sandbox_module(persona: str) -> ModuleType:
    """The sandbox, whose servers are an extra. Raises BadValue where it is not installed or lacks the persona."""
    from total_onboard.core.errors import BadValue

    try:
        from total_onboard.sandbox import persona as personas
        from total_onboard.sandbox import sandbox_tenant
    except ImportError as error:
        raise BadValue(
            f"The sandbox tenant is not installed ({error.name} is missing).",
            remedy="Install total-onboard with its extra: pip install 'total-onboard[sandbox]'.",
        ) from error
    if persona not in (*personas.persona_names(), *personas.finding_names()):
        names = ", ".join(personas.persona_names())
        raise BadValue(
            f"There is no persona {persona!r}.",
            remedy=f"Choose one of: {names}; or one of those for a single finding (docs/reference.md, “Findings”).",
        )
    return sandbox_tenant


def _no_persona_without_sandbox(common: GlobalOptions) -> None:
    from total_onboard.core.errors import BadValue

    if common.persona:
        raise BadValue("--persona is for the sandbox tenant.", remedy="Add --sandbox, or leave --persona out.")


def _described(persona: str, tenant: SandboxTenant, state: str) -> SandboxConnection:
    values = tenant.sheet_values
    return SandboxConnection(
        persona=persona,
        settings={"state_dir": os.environ.get(STATE_DIR, state), **_settings(tenant.environment)},
        scim={"scim_url": values.scim_url, "scim_token": values.scim_token},
        redirect_uris=(values.redirect_uri,),
        admins=values.admins,
        page_url=tenant.page_url,
        take_handoff=lambda handoff: tenant.take_handoff(handoff.document()["handoff"]),
    )


def _settings(environment: dict[str, str]) -> dict[str, object]:
    prefix = "TOTAL_ONBOARD_"
    return {name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)}
