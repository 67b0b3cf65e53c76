"""Ctrl-C, SIGTERM and a closed terminal at many moments of a set-up: it says how to go on, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from signal import SIG_IGN, SIGHUP, SIGINT, SIGTERM, Signals, signal
from threading import Thread
from typing import Any

import pexpect
import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from tests.support.cli_runner import CliResult

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def when(admin: Admin, happened: Callable[[], object], within: float = 60) -> None:
    """Return as soon as it happened."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, admin.writes
        time.sleep(0.002)


def journal(admin: Admin) -> list[dict[str, Any]]:
    """All lines so far; the last one may be half written."""
    written = [path.read_text("utf-8").rpartition("\n")[0] for path in admin.home.glob("state/*/*.jsonl")]
    return [json.loads(line) for text in written for line in text.splitlines()]


def has_a_secret(admin: Admin) -> bool:
    return any((line["kind"], line.get("step")) == ("created", "client-secret") for line in journal(admin))


def assert_one_of_everything(admin: Admin) -> None:
    store = admin.tenant.store
    (app,) = [app for app in store.applications.all_current() if app["displayName"] == "TOTAL"]
    (group,) = [group for group in store.groups.all_current() if group["displayName"] == "TOTAL-Admin"]
    assert len(app["passwordCredentials"]) == 1
    assert len(store.members[group["id"]]) == len(admin.tenant.sheet_values.admins)
    assert len(admin.tenant.dump()["jobs"]) == 1


def begin(admin: Admin) -> subprocess.Popen[str]:
    words = ("setup", "--output", "json", "--handoff", "first.totalhandoff")
    return admin.begins(*words, TOTAL_ONBOARD_STATE_DIR=str(admin.home / "state"))


def assert_interrupted(end: CliResult) -> None:
    assert end.status == 130, end.err
    (problem,) = end.document["problems"]
    assert problem["code"] == "interrupted"
    assert "same command again" in problem["remedy"]
    assert "Traceback" not in end.err


def assert_the_next_run_finishes(admin: Admin) -> None:
    end = admin.sets_up("--handoff", "second.totalhandoff", TOTAL_ONBOARD_STATE_DIR=str(admin.home / "state"))
    assert end.status == 0, end.err
    assert_one_of_everything(admin)


@pytest.mark.parametrize(
    ("number", "stop"),
    [(1, SIGINT), (4, SIGTERM), (9, SIGHUP), (18, SIGINT)],
    ids=lambda value: value.name if isinstance(value, Signals) else f"write {value}",
)
def test_stopped_at_the_nth_write_it_says_how_to_go_on_and_the_next_run_finishes(
    at: OpenTenant, number: int, stop: Signals
) -> None:
    admin = at("ready")
    process = begin(admin)
    when(admin, lambda: len(admin.writes) >= number)
    process.send_signal(stop)
    assert_interrupted(ended(process, timeout=50))
    sent = admin.writes[:-1]
    noted = [f"{line['method']} {line['path']}" for line in journal(admin) if line["kind"] == "graph-write"]
    assert {write.replace("/v1.0", "") for write in sent} <= {call.replace("/v1.0", "") for call in noted}
    assert_the_next_run_finishes(admin)


def test_a_secret_that_is_being_made_is_waited_for_and_handed_off(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add({"kind": "delay", "path": ".*/addPassword", "seconds": 2})
    process = begin(admin)
    when(admin, lambda: any("addPassword" in write for write in admin.writes))
    process.send_signal(SIGTERM)
    end = ended(process, timeout=50)
    assert_interrupted(end)
    assert "first.totalhandoff" in end.err
    assert_the_next_run_finishes(admin)
    assert not (admin.home / "second.totalhandoff").exists()


def test_a_secret_that_was_made_is_handed_off_in_the_background_of_a_shell_too(at: OpenTenant) -> None:
    admin = at("ready")
    before = signal(SIGINT, SIG_IGN)
    process = begin(admin)
    signal(SIGINT, before)
    when(admin, lambda: has_a_secret(admin))
    process.send_signal(SIGTERM)
    end = ended(process, timeout=50)
    assert_interrupted(end)
    assert "first.totalhandoff" in end.err
    secret = json.loads((admin.home / "first.totalhandoff").read_text("utf-8"))["handoff"]["client_secret"]
    assert secret not in end.out + end.err
    assert_the_next_run_finishes(admin)
    assert not (admin.home / "second.totalhandoff").exists()


def test_while_the_verification_is_awaited_it_stops_at_once(at: OpenTenant) -> None:
    admin = at("ready")
    process = begin(admin)
    when(admin, lambda: has_a_secret(admin))
    admin.tenant.faults.add({"kind": "delay", "host": "sign_in", "path": ".*/token", "seconds": 300})
    when(admin, lambda: admin.tenant.faults.happened)
    process.send_signal(SIGINT)
    assert_interrupted(ended(process, timeout=50))
    assert_one_of_everything(admin)


def test_a_second_ctrl_c_after_the_first_was_told_changes_nothing(at: OpenTenant) -> None:
    admin = at("ready")
    process = begin(admin)
    when(admin, lambda: admin.writes)
    process.send_signal(SIGINT)
    assert process.stderr is not None
    told = next(line for line in process.stderr if "Interrupted." in line)
    process.send_signal(SIGINT)
    end = ended(process, timeout=50)
    assert_interrupted(end)
    assert "KeyboardInterrupt" not in told + end.err


def test_while_a_second_sign_in_is_awaited_it_stops_at_once(at: OpenTenant) -> None:
    admin = at("ready", auto_approve=None)
    admin.tenant.faults.add({"kind": "sign-in-revoked", "method": "POST", "path": ".*/addPassword"})
    process = begin(admin)
    admin.answers(admin.sees_a_code(), "ada@contoso.com", "approved")
    admin.sees_a_code()
    process.send_signal(SIGINT)
    assert_interrupted(ended(process, timeout=50))


def read_all(terminal: int) -> None:
    """A terminal that nobody reads from would stop its program."""
    with suppress(OSError):
        while os.read(terminal, 1024):
            pass


def test_a_terminal_that_is_closed_ends_it_as_ctrl_c_does(at: OpenTenant) -> None:
    admin = at("ready")
    words = ["-m", "total_onboard", "setup", "--yes", "--handoff", "first.totalhandoff"]
    environment = {**admin.environment, "TOTAL_ONBOARD_STATE_DIR": str(admin.home / "state"), "TERM": "xterm"}
    child = pexpect.spawn(sys.executable, words, env=environment, cwd=str(admin.home), dimensions=(40, 120))
    Thread(target=read_all, args=(child.child_fd,), daemon=True).start()
    when(admin, lambda: any("addPassword" in write for write in admin.writes))
    os.close(child.child_fd)
    _, status = os.waitpid(child.pid, 0)
    child.terminated = True
    assert os.waitstatus_to_exitcode(status) == 130
    assert_the_next_run_finishes(admin)
