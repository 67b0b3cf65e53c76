"""Roles that are the admin's and not active: awaited if asked to, and named at the end, to be given back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.preflight.roles.pim_activation import BorrowedRole, borrowed, how_to_activate, named
from total_onboard.diagnostics.preflight.tenant.license import best_tier
from total_onboard.engine.access.effective_roles import read_rights
from total_onboard.engine.access.readable import Unreadable, if_readable
from total_onboard.engine.polling import A_PERSON, StillNotThere, Waiter

if TYPE_CHECKING:
    from collections.abc import Collection

    from total_onboard.commands.result import Result
    from total_onboard.commands.session.connection import Workplace
    from total_onboard.engine.access.effective_roles import Rights
    from total_onboard.entra.resources.role_management import TimedRole
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.ui.console import Screen
    from total_onboard.ui.views.progress import ProgressView

_AN_HOUR: Final = replace(A_PERSON, good_reads=1)


async def roles_awaited(
    place: Workplace, session: Session, screen: Screen, progress: ProgressView, steps: frozenset[str]
) -> Workplace:
    """Wait until the roles are active that these steps lack and the admin could activate, and get a token that knows.

    Without such a role, or once an hour is over, everything is as it was.
    """
    could = _could_activate(place.facts.rights, steps)
    if not could:
        return place
    screen.say(f"{how_to_activate(could, place.facts.rights, place.tenant.cloud)}; this run waits for it.")

    async def probe() -> Rights | None:
        now = await read_rights(place.tenant, place.tenant.users.me(), offered=True)
        return None if _could_activate(now, steps) else now

    with progress:
        try:
            await Waiter(progress).until(f"{named(could)} is active", probe, _AN_HOUR)
        except StillNotThere:
            return place
    await asyncio.to_thread(session.renew)
    return await place.looked_again()


def _could_activate(rights: Rights, steps: Collection[str]) -> tuple[TimedRole, ...]:
    """By step, because one of them may be a colleague's; what is not known is not waited for."""
    if isinstance(rights.held, Unreadable):
        return ()
    steps = [step for step in steps if rights.doubt((step,)) is None]
    could = {role.role_definition_id: role for step in rights.lacking(steps) for role in rights.could_activate((step,))}
    return tuple(could.values())


async def with_roles_to_give_back(screen: Screen, place: Workplace, result: Result) -> Result:
    """Names the roles that were activated: a line for each, and a member of the document."""
    roles = await _to_give_back(place)
    for role in roles:
        until = f" until {role.until.astimezone():%H:%M}" if role.until else ""
        screen.say(f"{role.role} is active{until}; when you are done, give it back at {role.page}")
    return replace(result, members={**result.members, "roles_to_give_back": roles or None})


async def _to_give_back(place: Workplace) -> tuple[BorrowedRole, ...]:
    """Asked for only where there is a licence for activating any."""
    timed, skus = place.facts.rights.timed, place.facts.skus
    if isinstance(timed, Unreadable) and not isinstance(skus, Unreadable) and best_tier(skus, "Enabled") == "P2":
        timed = await if_readable(place.tenant.role_management.active_for_me)
    return () if isinstance(timed, Unreadable) else borrowed(timed, place.tenant.cloud)
