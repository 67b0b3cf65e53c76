"""Consent of a colleague: shows the command for that person, and waits for the consent on request."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.engine.plan import BlockedItem, Plan
from total_onboard.engine.polling import A_PERSON, PollTimeout
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunState
from total_onboard.steps.consent.consent import Consent
from total_onboard.ui.prompts import confirm
from total_onboard.ui.validated_prompts import explain
from total_onboard.ui.views.run.blocked import show_blocked
from total_onboard.ui.views.run.progress import ProgressView

_EXPLANATION: Final = (
    "If you wait, up to one hour, setup continues as soon as the consent is given. Otherwise run the same command "
    "again later."
)
_QUESTION: Final = "Wait here for the consent?"


async def wait_for_consent(
    context: CommandContext,
    progress: ProgressView,
    reconciler: Reconciler,
    state: RunState,
    blocked: tuple[BlockedItem, ...],
    *,
    asked_to: bool,
) -> tuple[BlockedItem, ...]:
    """Return what is still waited for at the end: nobody's consent, if it came meanwhile."""
    consents = [item for item in blocked if item.step == Consent.id]
    if not consents or not (asked_to or _wants_to(context)):
        return blocked
    show_blocked(context.screen.stderr, consents)
    if not asked_to and not _agrees(context):
        return blocked
    with progress:
        try:
            plan = await _granted(reconciler, state)
        except PollTimeout:
            return blocked
    return plan.blocked


def _wants_to(context: CommandContext) -> bool:
    """Return whether to ask; in a sandbox of this command alone, nobody else can consent."""
    return context.screen.interactive and not context.common.yes and context.sandbox is None


def _agrees(context: CommandContext) -> bool:
    explain(context.screen, _EXPLANATION)
    return confirm(context.screen, _QUESTION)


async def _granted(reconciler: Reconciler, state: RunState) -> Plan:
    async def probe() -> Plan | None:
        await Consent().observe(reconciler.run.tenant, reconciler.desired, state)
        plan = reconciler.plan(state)
        return None if any(item.step == Consent.id for item in plan.blocked) else plan

    return await reconciler.run.poller.until("someone has consented for the whole organization", probe, A_PERSON)
