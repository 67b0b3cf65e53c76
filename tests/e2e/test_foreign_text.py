"""A tenant whose every name is hostile: no output of any command holds a character that is not seen, or a line that
is not ours. A new view, field or command line is covered as soon as it shows a value of this tenant."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.unit.ui.test_markdown import faults_of as markdown_faults
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.persona import Persona

HOSTILE: Final = (
    "\x1b]52;c;eA==\x07\x1b[2K\x9b1A\u202e\u2066\u2028\u200bx\r\nForged: line [bold red]y[/] :smile: \"'<b>|"
)
UNSEEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
FREE_TEXT: Final = frozenset(
    {
        "displayName",
        "description",
        "jobTitle",
        "department",
        "givenName",
        "surname",
        "notes",
        "hint",
        "city",
        "publisherDomain",
        "principalDisplayName",
        "resourceDisplayName",
    }
)
"""What people may write into a directory as they like."""
SUMMARY: Final = "ticket.md"
LOOKS: Final = (
    ("status", "--ics", "ends.ics", "--report", "status.html"),
    ("status", "--output", "json", "--who"),
    ("status", "--output", "prometheus"),
    ("check-prereqs",),
    ("admins", "list"),
    ("setup", "--dry-run", "--summary", SUMMARY),
)
MATRIX: Final = (
    *(
        (*command, *output)
        for command in (
            ("check-prereqs",),
            ("status", "--who"),
            ("verify",),
            ("admins", "list"),
            ("admins", "add", "bo@contoso.com", "--yes"),
            ("sync",),
            ("setup", "--dry-run", "--admin", "bo@contoso.com"),
            ("setup", "--yes", "--receipt", "receipt.md", "--report", "setup.html", "--summary", SUMMARY),
            ("rotate-secret", "--yes", "--handoff", "new.totalhandoff", "--receipt", "receipt.json"),
            ("admins", "remove", "bo@contoso.com", "--yes"),
            ("auth", "status"),
        )
        for output in ((), ("--output", "json"))
    ),
    ("teardown", "--groups", "--yes"),
)
LOGGED: Final = ("--verbose", "--log-file", "run.log")
MINE: Final = frozenset({".html", ".ics", ".log", ".md", ".json"})


def unseen(text: str, *, but: str = "\n") -> set[str]:
    return {f"U+{ord(one):04X}" for one in text if unicodedata.category(one) in UNSEEN and one not in but}


def hostile_persona() -> Persona:
    """Names are hostile from the beginning: whoever signs in, the tenant, the people."""
    persona = session_with_rare_cycles()
    people = tuple(one.model_copy(update={"name": one.name + HOSTILE}) for one in persona.people)
    return persona.model_copy(update={"tenant_name": f"Contoso{HOSTILE}", "people": people})


def make_hostile(store: Store) -> int:
    """Append to every free text of every object; how many there were."""
    return sum(_made_hostile(body) for shelf in store.shelves.values() for body in shelf.all_current())


def _made_hostile(value: Any) -> int:
    if isinstance(value, list):
        return sum(_made_hostile(one) for one in value)
    if not isinstance(value, dict):
        return 0
    changed = 0
    for name, one in value.items():
        if name in FREE_TEXT and isinstance(one, str) and one not in ("User", "msiam_access") and HOSTILE not in one:
            value[name] = one + HOSTILE
            changed += 1
        else:
            changed += _made_hostile(one)
    return changed


def faults_of(home: Path, end: CliResult) -> list[str]:
    """Every place where something of the tenant got through; files of ours included."""
    outputs = {"standard output": end.out, "standard error": end.err}
    for path in home.iterdir():
        if path.suffix in MINE and path.is_file() and path.name != "keyring.json":
            outputs[path.name] = path.read_bytes().decode()
    found = []
    for name, text in outputs.items():
        through = unseen(text, but="\r\n" if name.endswith(".ics") else "\n")
        found += [f"{name}: {sorted(through)}"] if through else []
        found += [f"{name}: a line is forged"] if re.search(r"^Forged", text, re.MULTILINE) else []
        found += [f"{name}: markup was read"] if "<b>|" in text and name.endswith(".html") else []
        found += [f"{name}: {fault}" for fault in markdown_faults(text)] if name == SUMMARY else []
    return found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    admin_session = AdminSession(tmp_path_factory.mktemp("home"), hostile_persona())
    admin_session.sets_up()
    assert make_hostile(admin_session.tenant.store) > 10
    yield admin_session
    admin_session.tenant.stop()


@pytest.mark.journey
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_no_value_of_a_hostile_tenant_gets_through(hostile: AdminSession, words: tuple[str, ...]) -> None:
    end = hostile.runs(*words, *LOGGED)
    assert end.status in (0, 3, 7), end.err
    assert "Traceback" not in end.err
    assert faults_of(hostile.home, end) == []
    assert SUMMARY not in words or (hostile.home / SUMMARY).exists()


@pytest.mark.journey
def test_the_values_of_a_hostile_tenant_are_seen(hostile: AdminSession) -> None:
    text = hostile.runs("admins", "list").out
    assert "[bold red]y[/] :smile:" in re.sub(r"\s+", " ", text)
    assert "\\x1b[2K\\x9b1A\\u202e\\u2066\\u2028\\u200bx\\r\\nForged:" in text.replace("\n", " ")
    people = json.loads(hostile.runs("admins", "list", "--output", "json").out)["admins"]
    assert any(HOSTILE in str(one) or repr(HOSTILE)[1:-1] in str(one) for one in people), "JSON keeps the value"


@pytest.mark.journey
@pytest.mark.parametrize("output", [(), ("--output", "json")], ids=["text", "json"])
@pytest.mark.parametrize("host", ["graph", "sign_in", "total"])
def test_no_message_of_a_hostile_server_gets_through(hostile: AdminSession, host: str, output: tuple[str, ...]) -> None:
    secret = hostile.tenant.sheet_values.scim_token
    said = HOSTILE + f"you sent {secret}"
    body = {
        "graph": {"error": {"code": f"Bad{HOSTILE}", "message": said}},
        "sign_in": {"error": f"bad{HOSTILE}", "error_description": f"AADSTS50000: {said}"},
        "total": {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": said, "status": "400"},
    }[host]
    path = {"graph": ".*/groups.*", "sign_in": ".*/token", "total": ".*"}[host]
    hostile.tenant.faults.add(
        {"kind": "status", "host": host, "status": 400, "path": path, "times": 0, "body": json.dumps(body)}
    )
    try:
        end = hostile.runs("check-prereqs", *output, *LOGGED)
    finally:
        hostile.tenant.faults.clear()
    assert faults_of(hostile.home, end) == []
    assert secret not in end.out + end.err + (hostile.home / "run.log").read_text(encoding="utf-8")


@pytest.mark.journey
@pytest.mark.parametrize(
    "words",
    [
        ("check-prereqs", "--tenant", f"x{HOSTILE}"),
        ("setup", "--scim-url", f"https://x/{HOSTILE}"),
        ("setup", "--admin", f"x{HOSTILE}"),
        ("setup", "--sheet", "x\x1b[2K\n\u202e.totalsheet"),
        ("setup", f"--{HOSTILE}"),
        ("setup", "--cloud", HOSTILE),
        ("status", "--output", HOSTILE),
        ("handoff", "show", "x\x1b[2K\n\u202e.totalhandoff"),
        ("keys", "show", f"x{HOSTILE}"),
        (HOSTILE,),
    ],
    ids=lambda words: " ".join(words[:2]).partition("\x1b")[0],
)
def test_nothing_that_was_typed_gets_through(hostile: AdminSession, words: tuple[str, ...]) -> None:
    end = hostile.runs(*words)
    assert end.status != 0
    assert faults_of(hostile.home, end) == []


@pytest.mark.journey
@pytest.mark.sweep
def test_no_value_of_a_hostile_tenant_gets_through_any_command(tmp_path: Path) -> None:
    admin_session = AdminSession(tmp_path, hostile_persona())
    try:
        admin_session.sets_up()
        for words in MATRIX:
            make_hostile(admin_session.tenant.store)
            end = admin_session.runs(*words, *LOGGED)
            assert "unexpected" not in end.err, f"{words}: {end.err}"
            assert faults_of(admin_session.home, end) == [], words
    finally:
        admin_session.tenant.stop()


@pytest.mark.journey
@pytest.mark.sweep
@pytest.mark.parametrize("words", MATRIX[:9], ids=" ".join)
def test_no_value_of_the_prepared_objects_gets_through(tmp_path: Path, words: tuple[str, ...]) -> None:
    admin_session = AdminSession(tmp_path, "hostile-names")
    try:
        end = admin_session.runs(*words, *LOGGED)
        assert faults_of(admin_session.home, end) == []
    finally:
        admin_session.tenant.stop()
