"""``sandbox compare`` of commands after the setup: the sandbox starts with what the recording's reads show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.recording.test_compare import changed_run, changed_sandbox, place_of
from tests.support.changed_answers import CHANGES, IN_STATUS, Change
from tests.support.cli_runner import typed
from tests.support.replayed import recorded
from total_onboard.sandbox.recording.archive import read_recording
from total_onboard.sandbox.recording.comparison.comparison import compare
from total_onboard.sandbox.recording.comparison.cycles import UNDER_WAY

COMMANDS = ("status", "teardown", "verify", "rotate-secret", "setup")
APPLICATION = "applications(uniqueName"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Recordings of commands in a tenant that was set up before, each made when it is first asked for."""
    made: dict[str, Path] = {}

    def recording(command: str) -> Path:
        if command not in made:
            home = tmp_path_factory.mktemp(command)
            recorded(home, {"command": command, "after": True})
            made[command] = home / "run.har"
        return made[command]

    return recording


Recordings = Callable[[str], Path]


@pytest.mark.parametrize("command", COMMANDS)
def test_later_command_is_compared_nearly_whole(recordings: Recordings, command: str) -> None:
    found = compare(read_recording(recordings(command)), "ready")
    assert found.differences == ()
    assert {one.why for one in found.not_comparable} <= {UNDER_WAY}
    assert found.compared >= 0.9 * found.exchanges, found.not_comparable
    assert 0 < found.compared_in_shape < found.compared


@pytest.mark.parametrize("name", IN_STATUS)
def test_change_of_the_sandbox_is_named_by_status(recordings: Recordings, name: str) -> None:
    change: Change = next(one for one in CHANGES if one.name == name)
    run = read_recording(recordings("status"))
    with changed_sandbox(change):
        found = compare(run, "ready")
    assert {(one.kind, one.member) for one in found.differences} == {change.found}, found.differences


def _edited(edit: Callable[[Any], None], end: str = APPLICATION) -> Callable[[list[dict[str, Any]]], None]:
    """Edit the first answer of an address."""

    def edited(entries: list[dict[str, Any]]) -> None:
        content = entries[place_of(entries, end, 200)]["response"]["content"]
        document = json.loads(content["text"])
        edit(document)
        content["text"] = json.dumps(document)

    return edited


UNLIKE: dict[str, tuple[str, Callable[[Any], Any], tuple[str, str]]] = {
    "a member": (APPLICATION, lambda one: one.update(shade="Teal"), ("missing", "shade")),
    "a nested member": (APPLICATION, lambda one: one["web"].update(shade="Teal"), ("missing", "web.shade")),
    "a member of an element": (
        APPLICATION,
        lambda one: one["passwordCredentials"][0].update(shade="Teal"),
        ("missing", "passwordCredentials[].shade"),
    ),
    "a member less": (APPLICATION, lambda one: one.pop("signInAudience"), ("additional", "signInAudience")),
    "a number": (APPLICATION, lambda one: one.update(displayName=7), ("type", "displayName")),
    "a text": (
        "servicePrincipals?",
        lambda one: one["value"][0].update(accountEnabled="yes"),
        ("type", "value[].accountEnabled"),
    ),
    "a member of the job": (
        "/jobs",
        lambda one: one["value"][0]["status"].update(shade="Teal"),
        ("missing", "value[].status.shade"),
    ),
    "a member of the mapping": ("/schema", lambda one: one.update(shade="Teal"), ("missing", "shade")),
    "a member of a grant": (
        "oauth2PermissionGrants",
        lambda one: one["value"][0].update(shade="Teal"),
        ("missing", "value[].shade"),
    ),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_copy_of_the_recorded_state_hides_no_difference(recordings: Recordings, name: str) -> None:
    end, edit, difference = UNLIKE[name]
    found = compare(changed_run(recordings("status"), _edited(edit, end)), "ready")
    assert [(one.kind, one.member) for one in found.differences] == [difference], found.differences


def test_object_without_a_read_is_counted_as_older(recordings: Recordings) -> None:
    def without_the_application(entries: list[dict[str, Any]]) -> None:
        entries[:] = [one for one in entries if "$" not in one["request"]["url"] or "owners" in one["request"]["url"]]
        del entries[place_of(entries, APPLICATION, 200)]

    found = compare(changed_run(recordings("status"), without_the_application), "ready")
    assert "an object of the request is older than the recording" in {one.why for one in found.not_comparable}
    assert found.compared + sum(one.times for one in found.not_comparable) == found.exchanges


@pytest.mark.parametrize("value", [None, 7, "text", [], [7], {"id": 7}, {"id": "../x"}, [{"id": ["x"]}]])
def test_nonsense_in_a_read_is_a_difference_at_most(recordings: Recordings, value: Any) -> None:
    def nonsense(entries: list[dict[str, Any]]) -> None:
        for one in entries:
            if one["_service"] == "graph":
                document = json.loads(one["response"]["content"]["text"])
                changed = {name: value for name in document if name != "id"}
                one["response"]["content"]["text"] = json.dumps(document | changed)

    found = compare(changed_run(recordings("status"), nonsense), "ready")
    assert not any(one.sandbox.startswith("5") for one in found.differences), found.differences


def test_result_says_what_was_compared_in_shape(recordings: Recordings) -> None:
    recording = recordings("status")
    ended = typed("sandbox", "compare", str(recording), home=recording.parent, environment={"COLUMNS": "80"})
    assert ended.status == 0, ended.err
    assert "Compared: 22 of 22 requests." in ended.out
    assert "of these only in shape: their state came from the recording." in ended.out
