"""Recorded requests overlap: what was known when each was sent, and what a read shows."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from total_onboard.commands.sandbox_recordings import REPLAYED_SETTINGS
from total_onboard.entra.recording.bodies import LARGEST
from total_onboard.entra.recording.recording import Recording
from total_onboard.entra.recording.tap import Exchange, Service
from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.recording.archive import (
    NotARecording,
    RecordedExchange,
    RecordedRun,
    RecordingHead,
    moments,
    parsed,
    read_recording,
)
from total_onboard.sandbox.recording.comparison.comparison import ids_made_by_client
from total_onboard.sandbox.recording.comparison.counterparts import Counterparts
from total_onboard.sandbox.recording.placeholders import Placeholders
from total_onboard.sandbox.recording.recorded_answers import Playback
from total_onboard.settings import Settings

BEGAN = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEW_ID = "3f1b6f4e-0d6c-4c55-9e39-8a4b3c0f2d11"
PEOPLE = "/scim/v2/Users"


def exchange(method: str, start: int, end: int, *, body: str = "", answer: str = "{}") -> RecordedExchange:
    """One exchange with TOTAL, from one millisecond to another."""
    return RecordedExchange(
        service="total",
        method=method,
        url=f"https://total.example.com{PEOPLE}",
        body=body,
        headers={},
        status=200,
        answer_headers={},
        answer=answer,
        started=BEGAN + timedelta(milliseconds=start),
        seconds=(end - start) / 1000,
        claims={},
    )


def run_of(*exchanges: RecordedExchange) -> RecordedRun:
    """A run with these exchanges."""
    return RecordedRun(RecordingHead(format=1, command="setup", exit_status=0, started=BEGAN), exchanges)


def playback_of(*exchanges: RecordedExchange) -> Playback:
    """What answers as in a run with these exchanges."""
    run, departures = run_of(*exchanges), list[str]()
    return Playback(run, Placeholders(run, {}), departures.append)


def answer_to(playback: Playback, method: str) -> Any:
    """What is answered to the one address."""
    found = playback.answer("total", method, PEOPLE, [], "")
    return found and found.answer


def test_moments_order_an_answer_before_what_was_sent_after_it() -> None:
    slow, fast, late = exchange("GET", 0, 50), exchange("POST", 10, 20), exchange("GET", 50, 60)
    assert [*moments((slow, fast, late))] == [(0, False), (1, False), (1, True), (0, True), (2, False), (2, True)]


def test_id_that_an_overlapping_answer_shows_was_made_by_client() -> None:
    listed = exchange("GET", 0, 50, answer=f'{{"externalId": "{NEW_ID}"}}')
    created = exchange("POST", 10, 20, body=f'{{"externalId": "{NEW_ID}"}}')
    run = run_of(listed, created)
    assert ids_made_by_client(run, set()) == {NEW_ID}
    assert NEW_ID not in Placeholders(run, {}).known


def test_id_that_an_answer_named_before_is_not_the_clients() -> None:
    listed = exchange("GET", 0, 10, answer=f'{{"externalId": "{NEW_ID}"}}')
    run = run_of(listed, exchange("POST", 10, 20, body=f'{{"externalId": "{NEW_ID}"}}'))
    assert ids_made_by_client(run, set()) == frozenset()
    assert NEW_ID in Placeholders(run, {}).known


def test_read_after_a_change_shows_the_change() -> None:
    before, after = exchange("GET", 0, 5, answer='"before"'), exchange("GET", 20, 25, answer='"after"')
    playback = playback_of(before, exchange("POST", 10, 15), after)
    answer_to(playback, "POST")
    assert answer_to(playback, "GET") == '"after"'


def test_reads_before_a_change_do_not_show_it() -> None:
    before, after = exchange("GET", 0, 5, answer='"before"'), exchange("GET", 20, 25, answer='"after"')
    playback = playback_of(before, exchange("POST", 10, 15), after)
    assert [answer_to(playback, "GET") for _ in range(3)] == ['"before"'] * 3
    answer_to(playback, "POST")
    assert answer_to(playback, "GET") == '"after"'


def test_reads_without_changes_come_in_the_recorded_order() -> None:
    playback = playback_of(*(exchange("GET", at, at + 1, answer=str(at)) for at in (0, 10, 20)))
    assert [answer_to(playback, "GET") for _ in range(4)] == ["0", "10", "20", "20"]


def test_elements_with_different_known_ids_are_no_pair() -> None:
    table = Counterparts({NEW_ID: NEW_ID})
    table.learn([{"externalId": NEW_ID, "userName": "made@example.com"}], [{"externalId": "x", "userName": "ada"}])
    assert not table.has("made@example.com")


def test_stopped_clock_passes_time_by_leaps_alone() -> None:
    clock = SandboxClock()
    clock.stop()
    then = clock.now()
    clock.leap(timedelta(minutes=5))
    assert clock.now() - then == timedelta(minutes=5)


def test_replay_takes_over_settings_that_exist() -> None:
    assert set(REPLAYED_SETTINGS) <= Settings.model_fields.keys()


def test_absurdly_nested_answer_is_no_document() -> None:
    assert parsed("[" * 200_000 + "]" * 200_000) is None


def test_absurdly_nested_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.har").write_text("[" * 200_000 + "]" * 200_000)
    with pytest.raises(NotARecording):
        read_recording(tmp_path / "run.har")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("url", "https://[x"),
        ("url", "https://total.example.com:port/"),
        ("url", "https://total.example.com/a\u202eb"),
        ("url", "https://total.example.com/" + "a" * 70_000),
        ("time", 1e300),
        ("startedDateTime", "9999-12-31T23:59:59Z"),
    ],
)
def test_exchange_that_no_run_can_have_made_is_refused(tmp_path: Path, part: str, value: object) -> None:
    entry = {
        "startedDateTime": BEGAN.isoformat(),
        "time": 5,
        "request": {"method": "GET", "url": "https://total.example.com/"},
        "response": {"status": 200},
        "_service": "total",
    }
    head = {"format": 1, "command": "setup", "exit_status": 0, "started": BEGAN.isoformat()}
    path = tmp_path / "run.har"
    path.write_text(json.dumps({"log": {"_total_onboard": head, "entries": [entry]}}))
    assert len(read_recording(path).exchanges) == 1
    (entry["request"] if part == "url" else entry)[part] = value  # type: ignore[index]
    path.write_text(json.dumps({"log": {"_total_onboard": head, "entries": [entry]}}))
    with pytest.raises(NotARecording):
        read_recording(path)


def test_names_that_stay_the_same_cost_no_new_search() -> None:
    counterparts = Counterparts({"old-name": "new-name"})
    assert counterparts.applied("old-name") == "new-name"
    began = time.perf_counter()
    for number in range(2_000):
        counterparts.add(f"identifier-{number}", f"identifier-{number}")
        counterparts.applied("old-name")
    assert time.perf_counter() - began < 5


def test_body_that_was_left_out_is_named() -> None:
    large, said = replace(exchange("GET", 0, 5, answer=""), left_out=True), list[str]()
    run = run_of(large)
    Playback(run, Placeholders(run, {}), said.append).answer("total", "GET", PEOPLE, [], "")
    assert said == [f"GET {PEOPLE}: a body was too large to be recorded, and is empty here."]


def test_body_of_more_than_two_mib_is_counted_in_the_head() -> None:
    recording, request = Recording("status"), httpx.Request("GET", "https://total.example.com/")
    for size in (LARGEST, LARGEST + 1):
        answer = httpx.Response(200, content=b"x" * size, request=request)
        recording.add(Exchange(Service.TOTAL, request, answer, BEGAN, 0.1))
    log = recording.document(0)["log"]
    assert log["_total_onboard"]["bodies_left_out"] == 1
    assert ["_left_out" in one for one in log["entries"]] == [False, True]
