"""In a real terminal: whatever is redirected, nothing is written without ``--yes`` or an answer that was typed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from typer.main import get_command

from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from total_onboard.cli.app import app

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

REDIRECTIONS = {
    "none": "",
    "stdout": ">out.txt",
    "stderr": "2>err.txt",
    "both": ">out.txt 2>&1",
    "pipe": "2>&1 | cat >log.txt",
    "stdin": "</dev/null",
    "piped answer": "<<<y",
    "closed stdin": "<&-",
    "closed stdout": ">&-",
    "closed stderr": "2>&-",
}
READ_ONLY = {"export", "check-prereqs", "admins list", "auth login", "auth logout", "auth status"}
"""They write nothing to the tenant."""
NOBODY_TYPES = {"stdin", "piped answer", "closed stdin"}
COMMANDS = {
    "setup": "setup --admin bo@contoso.com --handoff other.totalhandoff",
    "repair": "status --repair",
    "add": "admins add bo@contoso.com",
    "remove": "admins remove ada@contoso.com --allow-last-admin",
    "sync": "sync",
    "rotate": "rotate-secret --again --handoff other.totalhandoff",
    "finish": "rotate-secret --finish --total-uses-new-secret",
    "scim token": "rotate-secret --scim-token",
    "verify": "verify --handoff first.totalhandoff",
    "removal test": "verify --rehearse-removal --test-person cleo@contoso.com --handoff first.totalhandoff",
    "teardown": "teardown",
    "purge": "teardown --groups --purge",
    "monitor": "monitor enable --application-name Second --github contoso/it:ref:refs/heads/main",
    "no monitor": "monitor disable",
}
ABOUT = {"add": "Add bo@contoso.com", "remove": "Remove ada@contoso.com", "sync": "Provision TOTAL-Admin now"}
"""What a command asks about; the others name the tenant."""
PROMPTLY_CHECKED = {
    ("teardown", "stderr"),
    ("teardown", "pipe"),
    ("setup", "both"),
    ("add", "stdin"),
    ("finish", "piped answer"),
}
QUESTION = r"\[y/N.*\]: |name of the tenant"


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """One tenant for the whole table, in which every command has something to write."""
    with session_after_setup(tmp_path_factory.mktemp("redirected"), session_with_rare_cycles()) as made:
        assert made.runs("rotate-secret", "--handoff", "second.totalhandoff").status == 5
        assert made.runs("monitor", "enable", "--github", "contoso/first:ref:refs/heads/main").status == 0
        made.portal.does(
            "PATCH", f"applications/{made.resources['application_object_id']}", {"web": {"redirectUris": []}}
        )
        yield made


def spawned(admin_session: AdminSession, line: str) -> pexpect.spawn:
    command = f"set -o pipefail; {shlex.quote(sys.executable)} -m total_onboard {line}"
    return pexpect.spawn(
        "/bin/bash",
        ["-c", command],
        env={**admin_session.environment, "TERM": "dumb", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        cwd=str(admin_session.home),
        dimensions=(60, 200),
        timeout=120,
        encoding="utf-8",
    )


def cases() -> Iterator[object]:
    for name in COMMANDS:
        for stream in REDIRECTIONS:
            marks = () if (name, stream) in PROMPTLY_CHECKED else (pytest.mark.sweep,)
            yield pytest.param(name, stream, id=f"{name}-{stream}", marks=marks)


@pytest.mark.parametrize(("name", "stream"), list(cases()))
def test_redirected_stream_writes_nothing_without_an_answer(
    admin_session: AdminSession, name: str, stream: str
) -> None:
    before = admin_session.writes
    child = spawned(admin_session, f"{COMMANDS[name]} {REDIRECTIONS[stream]}")
    if stream not in NOBODY_TYPES:
        child.expect(QUESTION)
        assert ABOUT.get(name, "Contoso") in (child.before or "") + (child.after or ""), (
            "what is asked about must be on the terminal"
        )
        child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (2 if stream in NOBODY_TYPES else 130), child.before
    assert ("--yes" if stream in NOBODY_TYPES else "Canceled. No changes made.") in (child.before or "")
    assert admin_session.writes == before


def test_the_table_has_every_command_that_talks_to_a_tenant() -> None:
    talking = {name for name, command in commands_of(get_command(app)) if "--app-id" in options_of(command)}
    listed = {name for name in talking for line in COMMANDS.values() if line.startswith(name)}
    assert talking - listed == READ_ONLY


def commands_of(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands_of(inner, f"{name} {word}".strip())
    if not hasattr(command, "commands"):
        yield name, command


def options_of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def test_redirected_teardown_writes_after_the_typed_name(tmp_path: Path) -> None:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as admin_session:
        before = len(admin_session.writes)
        child = spawned(admin_session, "teardown 2>&1 | cat >log.txt")
        child.expect("name of the tenant")
        assert "Delete the application TOTAL" in (child.before or ""), "the plan must be on the terminal"
        child.sendline("Contoso")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0, Path(admin_session.home / "log.txt").read_text(encoding="utf-8")
        assert len(admin_session.writes) > before


def test_no_input_writes_nothing_without_yes_in_a_terminal(admin_session: AdminSession) -> None:
    before = admin_session.writes
    child = spawned(admin_session, "admins add bo@contoso.com --no-input --sign-in device-code")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, "--yes" in (child.before or "")) == (2, True)
    assert admin_session.writes == before


def test_no_input_without_a_remembered_sign_in_exits_with_4(admin_session: AdminSession) -> None:
    codes = sum(one.path.endswith("/devicecode") for one in admin_session.tenant.requests)
    child = spawned(admin_session, "status --no-input")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, "device-code" in (child.before or "")) == (4, True)
    assert sum(one.path.endswith("/devicecode") for one in admin_session.tenant.requests) == codes
