"""``sandbox compare``: a recording of the sandbox is like the sandbox, and each change of the sandbox is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.changed_answers import CHANGES, Change, Changed
from tests.support.cli_runner import typed
from tests.support.replayed import recorded
from total_onboard.entra.recording.har import Replacer
from total_onboard.sandbox.recording.archive import RecordedRun, read_recording
from total_onboard.sandbox.recording.comparison.accepted import accepted_differences
from total_onboard.sandbox.recording.comparison.comparison import compare
from total_onboard.sandbox.recording.comparison.cycles import UNDER_WAY
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

MOST_UNDER_WAY = 5
"""Reads at TOTAL that can fall into the moment in which provisioning writes there."""

IN_THE_PLAIN_SUITE = 2


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded setup of the sandbox."""
    home = tmp_path_factory.mktemp("compared")
    admin = AdminSession(home, session_with_rare_cycles())
    try:
        ended = admin.runs("setup", "--output", "json", "--record", str(home / "run.har"))
    finally:
        admin.tenant.stop()
    assert ended.status == 0, ended.err
    return home / "run.har"


@contextmanager
def changed_sandbox(change: Change) -> Iterator[None]:
    """Sandboxes that answer differently in one place."""
    with pytest.MonkeyPatch.context() as patch:
        unchanged = SandboxTenant._recorded
        patch.setattr(SandboxTenant, "_recorded", lambda self, name, app: Changed(unchanged(self, name, app), change))
        yield


def changed_run(recording: Path, edit: Callable[[list[dict[str, Any]]], None]) -> RecordedRun:
    """The recording after an edit of its entries."""
    document = json.loads(recording.read_text("utf-8"))
    edit(document["log"]["entries"])
    path = recording.parent / "changed.har"
    path.write_text(json.dumps(document), "utf-8")
    return read_recording(path)


def place_of(entries: list[dict[str, Any]], end: str, status: int) -> int:
    """Where the first request to such an address, answered so, stands."""
    return next(
        at for at, one in enumerate(entries) if end in one["request"]["url"] and one["response"]["status"] == status
    )


def test_recording_of_the_sandbox_is_like_the_sandbox(recording: Path) -> None:
    ended = typed("sandbox", "compare", str(recording), "--output", "json", home=recording.parent, environment={})
    found = ended.document["comparison"]
    assert (ended.status, found["differences"]) == (0, []), ended.err
    # A read at TOTAL while provisioning writes there shows by chance one half or the other.
    under_way = [one for one in found["not_comparable"] if one["why"] == UNDER_WAY]
    assert found["not_comparable"] == under_way
    skipped = sum(one["times"] for one in under_way)
    assert skipped <= MOST_UNDER_WAY
    assert found["compared"] + skipped == found["exchanges"] > 50


def _names_the_change(recording: Path, change: Change) -> None:
    with changed_sandbox(change):
        found = compare(read_recording(recording), "ready")
    assert [(one.kind, one.member) for one in found.differences] == [change.found], found.differences


@pytest.mark.parametrize("change", CHANGES[:IN_THE_PLAIN_SUITE], ids=lambda one: one.name)
def test_change_of_the_sandbox_is_named_alone(recording: Path, change: Change) -> None:
    _names_the_change(recording, change)


@pytest.mark.sweep
@pytest.mark.parametrize("change", CHANGES[IN_THE_PLAIN_SUITE:], ids=lambda one: one.name)
def test_every_change_of_the_sandbox_is_named_alone(recording: Path, change: Change) -> None:
    _names_the_change(recording, change)


def test_differences_on_the_screen_end_with_status_7(recording: Path) -> None:
    with changed_sandbox(CHANGES[0]):
        ended = typed("sandbox", "compare", str(recording), home=recording.parent, environment={"COLUMNS": "80"})
    assert ended.status == 7
    assert "1 difference." in ended.out
    assert f"{CHANGES[0].found[0]} {CHANGES[0].found[1]}" in ended.out


def test_object_that_becomes_visible_later_is_a_lag(recording: Path) -> None:
    def hidden_first(entries: list[dict[str, Any]]) -> None:
        place = place_of(entries, "groups(uniqueName", 404)
        refused = deepcopy(entries[place]["response"])
        seen = next(
            at
            for at, one in enumerate(entries)
            if at > place and one["request"]["url"] == entries[place]["request"]["url"]
        )
        entries.insert(seen, {**deepcopy(entries[seen]), "response": refused})

    found = compare(changed_run(recording, hidden_first), "ready")
    assert found.differences == ()
    assert [(one.method, one.status) for one in found.lags] == [("GET", 404)]


def test_busy_service_is_measured_and_other_objects_are_not_compared(recording: Path) -> None:
    stranger = "3f1b6f4e-0d6c-4c55-9e39-8a4b3c0f2d11"

    def edited(entries: list[dict[str, Any]]) -> None:
        busy = entries[place_of(entries, "subscribedSkus", 200)]["response"]
        busy["status"] = 429
        busy["headers"].append({"name": "retry-after", "value": "17"})
        place = place_of(entries, "/organization?", 200)
        content = entries[place]["response"]["content"]
        content["text"] = content["text"].replace('"value": [', f'"value": [{{"id": "{stranger}"}}, ')
        other = deepcopy(entries[place])
        answered = datetime.fromisoformat(other["startedDateTime"]) + timedelta(milliseconds=other["time"])
        other["startedDateTime"] = answered.isoformat(timespec="milliseconds")
        other["request"]["url"] = other["request"]["url"].replace("organization", f"users/{stranger}")
        entries.insert(place + 1, other)

    found = compare(changed_run(recording, edited), "ready")
    assert [(one.status, one.retry_after) for one in found.refusals] == [(429, "17")]
    skipped = [(one.why, one.times) for one in found.not_comparable if one.why != UNDER_WAY]
    assert skipped == [(f"the sandbox has no counterpart of {stranger}", 1)]
    assert sum(one.times for one in found.not_comparable) <= MOST_UNDER_WAY + 1
    assert found.differences == ()


def test_accepted_differences_have_reasons_and_match_something() -> None:
    for one in accepted_differences():
        assert one.reason.endswith("."), one
        assert one.path.startswith(("/", ".*/")), one


@pytest.mark.sweep
def test_recording_of_a_tenant_that_replicates_differs_in_lags_alone(tmp_path: Path) -> None:
    words = ("setup", "--sandbox", "--record", "run.har", "--handoff", "sandbox.totalhandoff")
    ended = typed(*words, home=tmp_path, environment={"TOTAL_ONBOARD_STATE_DIR": str(tmp_path / "state")})
    assert ended.status == 0, ended.err
    found = compare(read_recording(tmp_path / "run.har"), "ready")
    assert found.differences == ()
    assert any(one.status == 404 and 0 < one.seconds < 5 for one in found.lags), found.lags


def test_path_with_a_filter_is_recorded_as_it_can_be_sent() -> None:
    sent = '{"Operations": [{"op": "remove", "path": "members[value eq \\"3f1b6f4e-0d6c-4c55-9e39-8a4b3c0f2d11\\"]"}]}'
    recorded = json.loads(Replacer().bodies.body(sent.encode(), "application/scim+json"))
    assert re.fullmatch(r'members\[value eq "[0-9a-f-]{36}"\]', recorded["Operations"][0]["path"])
    assert "3f1b6f4e" not in json.dumps(recorded)


@pytest.mark.sweep
@pytest.mark.parametrize("persona", ["usgov", "no-roles", "p2-pim", "secret-policy", "free-tier"])
def test_circumstances_of_the_recorded_tenant_are_no_differences(tmp_path: Path, persona: str) -> None:
    recorded(tmp_path, {"command": "setup", "persona": persona})
    found = compare(read_recording(tmp_path / "run.har"), "ready")
    assert found.differences == ()
    assert found.compared > 0.9 * found.exchanges, found.not_comparable
