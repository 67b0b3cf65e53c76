"""Comparison of a recorded run with the sandbox: what the sandbox answers to the same requests in the same state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.recording.archive import RecordedExchange, RecordedRun, moments
from total_onboard.sandbox.recording.comparison.accepted import with_reason
from total_onboard.sandbox.recording.comparison.counterparts import ids_in, ids_of
from total_onboard.sandbox.recording.comparison.cycles import UNDER_WAY, Cycles
from total_onboard.sandbox.recording.comparison.differences import (
    Answer,
    Difference,
    answer_differences,
    counted,
    path_pattern,
)
from total_onboard.sandbox.recording.comparison.lags_and_durations import (
    Duration,
    Lag,
    Refusal,
    durations_of,
    lag_of,
    overlaps_change,
    refusal_of,
    success_after,
)
from total_onboard.sandbox.recording.comparison.player import NotPlayable, Player
from total_onboard.sandbox.recording.comparison.recorded_persona import with_recorded_pace
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_BUSY: Final = (429, 500, 502, 503, 504)
_NAMED: Final = ("app_id", "group_id")
"""Settings that name objects of the recorded tenant."""


@dataclass(frozen=True)
class NotComparable:
    """Why exchanges can't be compared: how many, and the number of the first."""

    why: str
    exchange: int
    times: int = 1


@dataclass
class Comparison:
    """Result of a comparison; ``compared`` is how many of the ``exchanges`` could be compared.

    Of these, ``compared_in_shape`` are answers about a state that came from the recording itself: they prove members,
    types and headers, but nothing about values.
    """

    exchanges: int
    compared: int = 0
    compared_in_shape: int = 0
    differences: tuple[Difference, ...] = ()
    not_comparable: tuple[NotComparable, ...] = ()
    lags: list[Lag] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    durations: tuple[Duration, ...] = ()

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The differences that aren't accepted."""
        return tuple(one for one in self.differences if not one.reason)


def compare(run: RecordedRun, persona: str) -> Comparison:
    """Play a recorded run in a new tenant of a persona. Raises KeyError for an unknown persona."""
    with SandboxTenant.start(with_recorded_pace(run, load_persona(persona))) as tenant, Player(run, tenant) as player:
        return compare_with(run, player)


def compare_with(run: RecordedRun, player: Player) -> Comparison:
    """Play a recorded run with this player."""
    return _Compared(run, player).result()


class _Compared:
    """A comparison on its way."""

    def __init__(self, run: RecordedRun, player: Player) -> None:
        self._exchanges = run.exchanges
        self._player = player
        self._found = Comparison(len(run.exchanges), durations=durations_of(run.exchanges))
        self._differences: list[Difference] = []
        self._not_comparable: dict[str, list[int]] = {}
        self._named = ids_of([run.head.journals, *map(run.head.settings.get, _NAMED)]) - {run.head.tenant_id or ""}
        self._older = frozenset(self._named)
        self._sent = ids_made_by_client(run, self._named)
        self._made: set[str] = set()
        self._visible: set[int] = set()
        self._cycles = Cycles(run, player)
        for one in self._sent:
            player.counterparts.add(one, one)

    def result(self) -> Comparison:
        for number, is_answer in moments(self._exchanges):
            if is_answer:
                self._note_answered(self._exchanges[number])
            else:
                self._compare(number, self._exchanges[number])
        self._found.differences = tuple(map(with_reason, counted(self._differences)))
        self._found.not_comparable = tuple(
            NotComparable(why, numbers[0], len(numbers)) for why, numbers in self._not_comparable.items()
        )
        return self._found

    def _compare(self, number: int, exchange: RecordedExchange) -> None:
        later = success_after(self._exchanges, number) if exchange.status >= 400 else None
        if exchange.status in _BUSY:
            self._found.refusals.append(refusal_of(exchange, number))
        elif later is not None and exchange.method != "GET" and not _is_pending(exchange):
            self._note_lag(number, later)
        elif why := self._unplayable(exchange):
            self._skip(number, why)
        else:
            self._play(number, exchange, later)

    def _play(self, number: int, exchange: RecordedExchange, later: int | None) -> None:
        recorded = Answer(exchange.status, exchange.answer_headers, exchange.answer_json)
        try:
            here = self._cycles.asked_again(exchange, recorded, self._player.play(exchange))
        except NotPlayable as error:
            self._skip(number, str(error))
            return
        if later is not None and here.status < 300 and not _is_pending(exchange):
            self._note_lag(number, later)
        elif why := self._other_state(recorded, here):
            self._skip(number, why)
        else:
            self._player.counterparts.learn(recorded.document, here.document)
            self._note_differences(number, recorded, here)

    def _note_differences(self, number: int, recorded: Answer, here: Answer) -> None:
        exchange, path = self._exchanges[number], path_pattern(self._exchanges[number].path)
        found = [
            Difference(kind, exchange.method, path, member, first, second, number)
            for kind, member, first, second in self._all_differences(number, recorded, here)
        ]
        if found and self._cycles.may_show_unfinished_cycle(exchange, recorded, here):
            self._skip(number, UNDER_WAY)
            return
        self._found.compared += 1
        self._found.compared_in_shape += self._player.seeded.is_shown(number, exchange)
        self._differences += found

    def _all_differences(self, number: int, recorded: Answer, here: Answer) -> Iterator[tuple[str, str, str, str]]:
        if {recorded.status, here.status} == {200, 404} and self._exchanges[number].method == "GET":
            if overlaps_change(self._exchanges, number):
                return
            yield "visibility", "", str(recorded.status), str(here.status)
            return
        yield from answer_differences(recorded, here)
        is_read = self._exchanges[number].method == "GET" and recorded.status == here.status == 200
        if is_read and not overlaps_change(self._exchanges, number):
            yield from self._visibility(number, recorded.document, here.document)

    def _visibility(self, number: int, recorded: Any, here: Any) -> Iterator[tuple[str, str, str, str]]:  # noqa: ANN401
        """Compare which objects of this run, and which that it found, the two answers show."""
        shown, shown_here = set(ids_in(recorded)), set(ids_in(here))
        names = {one: self._player.counterparts.of(one) for one in self._made | self._player.seeded.ids}
        only_recorded = [one for one in names if one in shown and names[one] not in shown_here]
        only_here = [one for one in names if one not in shown and names[one] in shown_here]
        if only_recorded:
            yield "visibility", "", "visible", "not visible"
        elif only_here and (later := self._shows_later(number, set(only_here))) is not None:
            self._note_lag(number, later)
        elif only_here:
            yield "visibility", "", "not visible", "visible"

    def _shows_later(self, number: int, ids: set[str]) -> int | None:
        one = self._exchanges[number]
        later = range(number + 1, len(self._exchanges))
        same = (at for at in later if self._exchanges[at].url == one.url and self._exchanges[at].method == one.method)
        return next((at for at in same if ids & set(ids_in(self._exchanges[at].answer))), None)

    def _unplayable(self, exchange: RecordedExchange) -> str:
        """Return why a request can't be sent; empty if it can."""
        if not exchange.status:
            return "no answer was recorded"
        if exchange.left_out:
            return "a body was too large to be recorded"
        counterparts = self._player.counterparts
        asked = ids_in(f"{exchange.path} {exchange.query} {exchange.body}")
        unknown = next((one for one in asked if one in self._named and not counterparts.has(one)), None)
        if unknown in self._older:
            return "an object of the request is older than the recording"
        return f"the sandbox has no counterpart of {unknown}" if unknown else ""

    def _other_state(self, recorded: Answer, here: Answer) -> str:
        """Return which object exists in only one of the two tenants; empty for objects of this run."""
        if (recorded.status, here.status) == (200, 404) and not self._is_of_this_run(recorded.document):
            return "the sandbox doesn't have the object"
        made_here = {self._player.counterparts.of(one) for one in self._made}
        if (recorded.status, here.status) == (404, 200) and not made_here & set(ids_in(here.document)):
            return "the recorded tenant doesn't have the object"
        return ""

    def _is_of_this_run(self, document: Any) -> bool:  # noqa: ANN401
        """Return whether the sandbox showed an object before, or what is in an answer without an ID."""
        own = document.get("id") if isinstance(document, dict) else None
        if isinstance(own, str):
            return self._player.counterparts.has(own)
        return bool(self._made & set(ids_in(document)))

    def _note_lag(self, number: int, visible: int) -> None:
        """Measure a lag once, from the first of the attempts."""
        if visible not in self._visible:
            self._visible.add(visible)
            self._found.lags.append(lag_of(self._exchanges, number, visible))

    def _skip(self, number: int, why: str) -> None:
        self._not_comparable.setdefault(why, []).append(number)

    def _note_answered(self, exchange: RecordedExchange) -> None:
        """Note the ids that the service named."""
        self._cycles.note(exchange)
        answered = set(ids_in(exchange.answer)) - self._sent
        if exchange.method != "GET" and exchange.service == "graph" and 200 <= exchange.status < 300:
            self._made |= answered - self._named
        if exchange.service != "sign_in":
            self._named |= answered if exchange.status < 400 else set()


def ids_made_by_client(run: RecordedRun, named: set[str]) -> frozenset[str]:
    """Return the ids in requests that neither the settings nor an answer before them had named."""
    known, made = set(named), set[str]()
    for number, is_answer in moments(run.exchanges):
        one = run.exchanges[number]
        if not is_answer:
            made |= set(ids_in(f"{one.path} {one.query} {one.body}")) - known
        elif one.service != "sign_in" and one.status < 400:
            known |= set(ids_in(one.answer)) - made
    return frozenset(made)


def _is_pending(exchange: RecordedExchange) -> bool:
    """Return whether a sign-in was still waited for: that is no lag."""
    return exchange.service == "sign_in" and "authorization_pending" in exchange.answer
