"""A colleague's consent: shown with the command for that person, and awaited by whoever wants to see the end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.engine.polling import A_PERSON, StillNotThere
from total_onboard.steps.consent.consent import Consent
from total_onboard.ui.prompts import confirm
from total_onboard.ui.views.blocked import show_waiting

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.engine.plan import Plan, Waiting
    from total_onboard.engine.reconciler import Onboarding
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.ui.views.progress import ProgressView

_QUESTION: Final = "Wait here until somebody has consented? (Or run the same command again later.)"


async def consent_awaited(
    desk: Desk,
    progress: ProgressView,
    onboarding: Onboarding,
    picture: Picture,
    waiting: tuple[Waiting, ...],
    *,
    asked_to: bool,
) -> tuple[Waiting, ...]:
    """What is still waited for at the end: nobody's consent, if it came meanwhile."""
    theirs = [item for item in waiting if item.step == Consent.id]
    if not theirs or not (asked_to or _wants_to(desk)):
        return waiting
    show_waiting(desk.screen.talk, theirs)
    if not asked_to and not confirm(desk.screen, _QUESTION):
        return waiting
    with progress:
        try:
            plan = await _granted(onboarding, picture)
        except StillNotThere:
            return waiting
    return plan.waiting


def _wants_to(desk: Desk) -> bool:
    return desk.screen.interactive and not desk.common.yes


async def _granted(onboarding: Onboarding, picture: Picture) -> Plan:
    async def probe() -> Plan | None:
        await Consent().observe(onboarding.run.tenant, onboarding.wanted, picture)
        plan = onboarding.plan(picture)
        return None if any(item.step == Consent.id for item in plan.waiting) else plan

    return await onboarding.run.waiter.until("somebody has consented for the whole organisation", probe, A_PERSON)
