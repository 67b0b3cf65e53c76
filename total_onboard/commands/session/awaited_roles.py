"""Roles that are the admin's and not active: awaited if asked to, and named at the end, to be given back."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from total_onboard.commands.invocation.context import CommandResult
from total_onboard.commands.session.tenant_session import TenantSession
from total_onboard.diagnostics.preflight.roles.eligible_roles import (
    ActivatedRole,
    activated_roles,
    how_to_activate,
    named,
)
from total_onboard.diagnostics.preflight.tenant.license import best_tier
from total_onboard.engine.access.effective_roles import EffectiveRoles, read_effective_roles
from total_onboard.engine.access.optional_read import Unavailable, read_or_unavailable
from total_onboard.engine.polling import A_PERSON, Poller, PollTimeout
from total_onboard.entra.resources.role_management import TimedRole
from total_onboard.entra.sign_in.session import Session
from total_onboard.steps.access.role_actions import actions_of, missing_steps
from total_onboard.ui.console import Screen
from total_onboard.ui.views.run.progress import ProgressView

_AN_HOUR: Final = replace(A_PERSON, good_reads=1)


async def wait_for_roles(
    tenant_session: TenantSession, session: Session, screen: Screen, progress: ProgressView, steps: frozenset[str]
) -> TenantSession:
    """Wait until the roles are active that these steps lack and the admin could activate, and get a token that knows.

    Without such a role, or once an hour is over, everything is as it was.
    """
    could = _could_activate(tenant_session.facts.rights, steps)
    if not could:
        return tenant_session
    screen.say(
        f"{how_to_activate(could, tenant_session.facts.rights, tenant_session.tenant.cloud)}; this run waits for it."
    )

    async def probe() -> EffectiveRoles | None:
        now = await read_effective_roles(
            tenant_session.tenant, tenant_session.tenant.users.me(), offered_for=actions_of()
        )
        return None if _could_activate(now, steps) else now

    with progress:
        try:
            await Poller(progress).until(f"{named(could)} is active", probe, _AN_HOUR)
        except PollTimeout:
            return tenant_session
    await asyncio.to_thread(session.renew)
    return await tenant_session.refresh()


def _could_activate(rights: EffectiveRoles, steps: Collection[str]) -> tuple[TimedRole, ...]:
    """Return eligible roles by step, because one may be a colleague's; unknown ones are not waited for."""
    if isinstance(rights.held, Unavailable):
        return ()
    steps = [step for step in steps if rights.uncertainty(actions_of((step,))) is None]
    could = {
        role.role_definition_id: role
        for step in missing_steps(rights, steps)
        for role in rights.could_activate(actions_of((step,)))
    }
    return tuple(could.values())


async def with_activated_roles(screen: Screen, tenant_session: TenantSession, result: CommandResult) -> CommandResult:
    """Add the activated roles to the result: a line for each, and a member of the document."""
    roles = await _to_give_back(tenant_session)
    for role in roles:
        until = f" until {role.until.astimezone():%H:%M}" if role.until else ""
        screen.say(f"{role.role} is active{until}; when you are done, deactivate it at {role.page}")
    return replace(result, members={**result.members, "activated_roles": roles or None})


async def _to_give_back(tenant_session: TenantSession) -> tuple[ActivatedRole, ...]:
    """Return activated roles; read only if there is a license for activating any."""
    timed, skus = tenant_session.facts.rights.timed, tenant_session.facts.skus
    if isinstance(timed, Unavailable) and not isinstance(skus, Unavailable) and best_tier(skus, "Enabled") == "P2":
        timed = await read_or_unavailable(tenant_session.tenant.role_management.active_for_me)
    return () if isinstance(timed, Unavailable) else activated_roles(timed, tenant_session.tenant.cloud)
