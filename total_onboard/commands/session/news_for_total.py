"""Hand-off of what TOTAL doesn't know yet, from a run that has nothing to do in the tenant."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.session.change_pipeline import (
    PlannedRun,
    confirm_unplanned_sending,
    deliver,
    send_handoff,
)
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, has_new_group
from total_onboard.commands.session.public_credential import handed_credential, is_new_credential
from total_onboard.commands.session.run_result import RunResult
from total_onboard.ui.views.exchange.handoff import how_to_send, was_sent

_NEW_CREDENTIAL: Final = "TOTAL doesn't know yet that its credential is accepted here"
_NEW_GROUP: Final = "TOTAL doesn't know a new group yet"
_RECEIPT: Final = "Receipt for the value sheet, without a client secret, because TOTAL has it already"


async def tell_news(planned: PlannedRun) -> None:
    """Hand off a group, a credential or a receipt that is in no hand-off, for example after an interruption."""
    delivery, result = planned.delivery, planned.result
    if delivery is None or not result.needs_no_new_secret or not delivery.has_news(result.journal, result.state):
        return
    why = _why(result)
    await delivery.prepare(planned.reconciler.run, result.plan, result.state)
    deliver(delivery, planned)
    delivery.context.screen.say(f"{why}: the hand-off is in {delivery.location}.")
    if confirm_unplanned_sending(planned):
        await send_handoff(planned)
    _say_what_is_left(delivery, result)


def _why(result: RunResult) -> str:
    if has_new_group(result.journal, result.state):
        return _NEW_GROUP
    return _NEW_CREDENTIAL if is_new_credential(result.desired, result.journal, result.state) else _RECEIPT


def _say_what_is_left(delivery: HandoffDelivery, result: RunResult) -> None:
    screen = delivery.context.screen
    if result.sent and result.sent.receipt_id:
        screen.say(was_sent(result.sent.receipt_id))
        return
    if result.sent or delivery.sending.unsent_warning:
        screen.say(f"Warning: {result.warnings[-1]}", style="caution")
    sealed, in_a_file = result.desired.recipient is not None, delivery.target.path is not None
    credential = handed_credential(result.desired, result.state) is not None
    screen.say(how_to_send(in_a_file=in_a_file, sealed=sealed, secret=False, credential=credential))
