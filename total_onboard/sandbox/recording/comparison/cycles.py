"""Cycles of provisioning: a cycle of the sandbox that is due runs when the recording shows that the tenant's ran.

When a cycle begins and how long it takes depends on the service and its load, and no answer says it. So cycles are
held, until a recorded answer shows something that the sandbox lacks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from total_onboard.sandbox.recording.archive import RecordedExchange, RecordedRun
from total_onboard.sandbox.recording.comparison.counterparts import ids_of
from total_onboard.sandbox.recording.comparison.differences import Answer, answer_differences
from total_onboard.sandbox.recording.comparison.player import Player

UNDER_WAY: Final = "provisioning was under way"
_LONGEST: Final = timedelta(seconds=30)
"""After its first trace, in which a recorded cycle may still be at work."""


class Cycles:
    """Cycles of one comparison."""

    def __init__(self, run: RecordedRun, player: Player) -> None:
        self._orders = [one for one in run.exchanges if one.path.endswith("/provisionOnDemand")]
        self._player = player
        self._began: datetime | None = None
        self._own: set[str] = set()

    def asked_again(self, exchange: RecordedExchange, recorded: Answer, here: Answer) -> Answer:
        """Return the answer after a cycle, if one is due and the recorded answer shows its effect; else ``here``."""
        if exchange.method != "GET" or exchange.service == "sign_in" or not self._lacks(recorded, here):
            return here
        if not self._player.run_due_cycles():
            return here
        self._began = exchange.started
        return self._player.play(exchange)

    def may_show_unfinished_cycle(self, exchange: RecordedExchange, recorded: Answer, here: Answer) -> bool:
        """Return whether an answer of TOTAL can show half of what provisioning brings there."""
        if exchange.service != "total" or exchange.method != "GET":
            return False
        in_cycle = self._began is not None and exchange.started - self._began < _LONGEST
        if not in_cycle and not any(map(exchange.overlaps, self._orders)):
            return False
        own = self._own | {self._player.counterparts.of(one) for one in self._own}
        return bool(ids_of([recorded.document, here.document]) - own)

    def note(self, exchange: RecordedExchange) -> None:
        """Note what the client itself wrote at TOTAL."""
        if exchange.service == "total" and exchange.method != "GET":
            self._own |= ids_of([exchange.body, exchange.answer])

    def _lacks(self, recorded: Answer, here: Answer) -> bool:
        counterparts = self._player.counterparts
        if any(answer_differences(recorded, here)):
            return True
        counterparts.learn(recorded.document, here.document)
        return not all(map(counterparts.has, ids_of([recorded.document])))
