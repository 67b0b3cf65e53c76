"""The hand-off of a set-up: where it goes, when it is due, and that it goes out at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.commands.stop_signals import held_back
from total_onboard.engine.deliveries import untold_groups
from total_onboard.engine.handing_off import deliver, handoff_of
from total_onboard.sheet.delivery import Delivery

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.desk import Desk
    from total_onboard.commands.set_up_result import SetUpResult
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.journal import Journal
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.step import Run
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class SetUpHandoff:
    """To a file at ``path`` (beside the journal without one), or to the clipboard."""

    desk: Desk
    settings: Settings
    wanted: DesiredState
    path: Path | None
    clipboard: bool

    def place(self, journal: Journal, plan: Plan) -> Delivery:
        """Where the hand-off goes; known to work before a secret is minted that could not be delivered."""
        delivery = Delivery.to(self.path, journal.path, clipboard=self.clipboard)
        if any(change.step in ("client-secret", "groups") for change in plan.writes):
            delivery.check()
        return delivery

    def hand_over(self, run: Run, result: SetUpResult, delivery: Delivery) -> None:
        """At once, whatever else failed: a secret is shown only once, and must reach somebody.

        Without a secret, what TOTAL has is out of date once there is another group.
        """
        if run.new_password is None and not self._has_news(run.journal, result):
            return
        handoff = handoff_of(self.settings.the_cloud, self.wanted, result.picture, run.new_password)
        with held_back():
            deliver(handoff, run.journal, delivery)
        result.delivery, result.password = delivery, run.new_password
        if self.desk.practice and run.new_password:
            self.desk.practice.take_handoff(handoff)

    def _has_news(self, journal: Journal, result: SetUpResult) -> bool:
        """Whether there is a group of which TOTAL has not been told, by this run or by one that was interrupted."""
        there = {found.group.id for found in result.picture.groups.values() if found.group}
        return result.keeps_the_secret and bool(there & untold_groups(journal))

    def tell_of_groups(self, run: Run, result: SetUpResult) -> None:
        """Where everything is done but the telling."""
        if self._has_news(run.journal, result):
            delivery = Delivery.to(self.path, run.journal.path, clipboard=self.clipboard)
            delivery.check()
            self.hand_over(run, result, delivery)
            self.desk.screen.say(f"TOTAL has to be told of a group: the hand-off is in {_place(delivery)}.")

    def say_where(self, delivery: Delivery | None) -> None:
        """After an interruption there is no summary; a secret that was made before it is told of all the same."""
        if delivery:
            self.desk.screen.say(f"The client secret is made; its hand-off for TOTAL is in {_place(delivery)}.")


def _place(delivery: Delivery) -> str:
    return str(delivery.path or "the clipboard")
