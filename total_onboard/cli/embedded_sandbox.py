"""``--sandbox``: open the sandbox inside this process, and describe it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Final

from total_onboard.commands.invocation.global_options import GlobalOptions, SandboxConnection
from total_onboard.settings_sources import set_in_environment

if TYPE_CHECKING:
    from total_onboard.commands.sandbox import Served
    from total_onboard.sandbox.sandbox_tenant import SandboxTenant
    from total_onboard.ui.output.documents_without_tenant import PersonaFacts

STATE_DIR: Final = "TOTAL_ONBOARD_STATE_DIR"
_MAY_CONSENT: Final = frozenset({"Privileged Role Administrator", "Global Administrator"})
_NOBODY_SEES_A_PAGE: Final = {"blocked_device_code": "refused"}
"""A blocked code ends the sign-in immediately: nobody sees the page that says so, and the code lives for 15 minutes."""
APPROVES_AFTER: Final = 1.0
"""Seconds for which the device code is shown before the sandbox approves it."""


@contextmanager
def open_sandbox_for(common: GlobalOptions) -> Iterator[SandboxConnection | None]:
    """Open the sandbox if it was requested. Raises BadValue for a persona that doesn't exist."""
    if not common.sandbox:
        _no_persona_without_sandbox(common)
        yield None
        return
    persona = common.persona or "ready"
    sandbox = sandbox_module(persona)
    with (
        TemporaryDirectory(prefix="total-onboard-sandbox-") as state,
        sandbox.SandboxTenant.start(persona, auto_approve=APPROVES_AFTER, readings=_NOBODY_SEES_A_PAGE) as tenant,
    ):
        yield _described(persona, tenant, state)


@contextmanager
def served_tenant(persona: str, *, approve: bool, readings: Sequence[str] = ()) -> Iterator[Served]:
    """Open a sandbox for commands in other terminals, with new IDs: no journal of another sandbox fits it.

    Raises BadValue for a persona or a reading that doesn't exist.
    """
    from total_onboard.commands.sandbox import Served, prepared_line

    module = sandbox_module(persona)
    with (
        TemporaryDirectory(prefix="total-onboard-sandbox-") as state,
        module.SandboxTenant.start(
            persona,
            auto_approve=APPROVES_AFTER if approve else None,
            seed=secrets.randbits(64),
            readings=_readings(readings),
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


def persona_facts(*, findings: bool) -> tuple[PersonaFacts, ...]:
    """Describe the personas of whole tenants, and those of single findings on request. Raises BadValue without the
    extra.
    """
    from total_onboard.core.platforms.extras import Extra, extra_installed
    from total_onboard.ui.output.documents_without_tenant import PersonaFacts, PreparedObject

    with extra_installed(Extra.SANDBOX, "The sandbox"):
        from total_onboard.sandbox.persona import finding_names, findings_of, load_persona, persona_names

    found = {name: load_persona(name) for name in (*persona_names(), *(finding_names() if findings else ()))}
    return tuple(
        PersonaFacts(
            name=name,
            title=persona.title,
            findings=findings_of(name),
            objects=tuple(
                PreparedObject(kind=one.kind, object_id=one.object_id, client_id=one.client_id or None)
                for one in persona.prepared
            ),
        )
        for name, persona in found.items()
    )


def _readings(given: Sequence[str]) -> dict[str, str]:
    from total_onboard.core.errors import BadValue
    from total_onboard.sandbox.unsettled_behavior import parse_reading

    try:
        return dict(parse_reading(text) for text in given)
    except ValueError as error:
        raise BadValue(
            str(error),
            remedy="Use --reading NAME=VALUE as listed in https://docs.yourtotal.com/total-onboard/assumptions.html",
        ) from None


def sandbox_module(persona: str) -> ModuleType:
    """Import the sandbox, whose servers are an extra. Raises BadValue if it isn't installed or lacks the persona."""
    from total_onboard.core.errors import BadValue
    from total_onboard.core.platforms.extras import Extra, extra_installed

    with extra_installed(Extra.SANDBOX, "The sandbox"):
        from total_onboard.sandbox import persona as personas
        from total_onboard.sandbox import sandbox_tenant
    known = (*personas.persona_names(), *personas.finding_names())
    if persona not in known:
        from total_onboard.core.text.suggestions import did_you_mean

        raise BadValue(
            f"There is no persona {persona!r}.",
            remedy=f"{did_you_mean(persona, known)}To list them: total-onboard sandbox personas --findings",
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
        settings={"state_dir": _state_dir(state), **_settings(tenant.environment)},
        scim={"scim_url": values.scim_url, "scim_token": values.scim_token},
        redirect_uris=(values.redirect_uri,),
        admins=values.admins,
        page_url=tenant.page_url,
        consents=_who_consents(tenant),
        receives_handoffs_at=tenant.receives_handoffs_at,
        take_handoff=lambda handoff: tenant.take_handoff(handoff.document()["handoff"]),
    )


def _state_dir(temporary: str) -> str:
    """Return the chosen state folder; that of a sandbox whose values this terminal has belongs to that one."""
    of_another = bool(set_in_environment(("authority_url",)))
    return temporary if of_another else os.environ.get(STATE_DIR, temporary)


def _who_consents(tenant: SandboxTenant) -> str:
    """Return an account of the persona whose role allows a tenant-wide consent."""
    people = tenant.store.persona.people
    return next((one.upn for one in people if _MAY_CONSENT & set(one.roles)), "")


def _settings(environment: dict[str, str]) -> dict[str, object]:
    prefix = "TOTAL_ONBOARD_"
    return {name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)}
