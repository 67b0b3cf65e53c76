"""The hand-off of a run: where it goes, when it is due, and that it goes out at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.commands.session.handoff_content import deliver, handoff_of
from total_onboard.commands.stop_signals import held_back
from total_onboard.engine.journal.secret_deliveries import deliveries, is_unanswered, untold_groups
from total_onboard.steps.groups.groups import Groups
from total_onboard.ui.output.json_document import DeliveredHandoff

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.clouds import Cloud
    from total_onboard.entra.resources.applications import NewPassword
    from total_onboard.exchange.handoff.delivery import Delivery


@dataclass(frozen=True)
class HandingOver:
    """What every command does with a new client secret, and with groups that TOTAL does not know of yet."""

    desk: Desk
    cloud: Cloud
    wanted: DesiredState
    delivery: Delivery

    @property
    def place(self) -> str:
        """Where the hand-off is, for people."""
        return str(self.delivery.path or "the clipboard")

    async def prepare(self, run: Run, plan: Plan, picture: Picture) -> None:
        """Before a secret is minted that could not be delivered: the place is known to work, and so are the groups
        that a hand-off names, which no step may have looked at. Raises BadValue, ClipboardMissing."""
        makes = any(change.step in ("client-secret", Groups.id) for change in plan.writes)
        if not picture.groups and (makes or untold_groups(run.journal.entries())):
            await Groups().observe(run.tenant, self.wanted, picture)
        if makes or self.has_news(run.journal, picture):
            self.delivery.check()

    def hand_over(self, run: Run, picture: Picture, *, keeps_the_secret: bool) -> bool:
        """At once, whatever else failed: a secret is shown only once, and must reach somebody. Whether it was due.

        Without a new secret what TOTAL has is out of date once there is another group, and a sheet that was not
        answered gets a receipt; where TOTAL has no secret yet, the run that makes one tells it of the groups too.
        """
        if run.new_password is None and not (keeps_the_secret and self.has_news(run.journal, picture)):
            return False
        handoff = handoff_of(self.cloud, self.wanted, picture, run.new_password)
        with held_back():
            deliver(handoff, run.journal, self.delivery)
        picture.handed_off_keys = tuple(deliveries(run.journal.entries()))
        if self.desk.practice and run.new_password:
            self.desk.practice.take_handoff(handoff)
        return True

    def has_news(self, journal: Journal, picture: Picture) -> bool:
        """Whether TOTAL has not been told of a group, or waits for the answer to a sheet."""
        return has_new_group(journal, picture) or is_unanswered(journal.entries(), self.wanted.recipient)


def delivered(delivery: Delivery, wanted: DesiredState, password: NewPassword | None) -> DeliveredHandoff:
    """Where it went, for scripts; without a new ``password`` no secret is in it."""
    return DeliveredHandoff(
        path=str(delivery.path) if delivery.path else None,
        sealed=wanted.recipient is not None,
        client_secret_key_id=password.key_id if password else None,
        client_secret_expires_at=password.end.isoformat() if password else None,
    )


def has_new_group(journal: Journal, picture: Picture) -> bool:
    """Whether there is a group of which TOTAL has not been told, by this run or by one that was interrupted."""
    there = {found.group.id for found in picture.groups.values() if found.group}
    return bool(there & untold_groups(journal.entries()))
