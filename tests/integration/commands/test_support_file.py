"""The file that a failure leaves for support: what it holds, and above all what it does not."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.invocation.last_failure import keep_failure
from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.http.call_record import CallRecord, log_call
from total_onboard.ui.logging_setup import KEPT_CALLS, LastCalls, start_logging
from total_onboard.ui.output.documents_without_tenant import Problem

ADA = "9a7d3c1e-5b2f-4f6a-8f3e-2d1c0b9a8f7e"
PROBLEM = Problem(
    code="graph-forbidden",
    message=f"ada.lovelace@contoso.com (object ID {ADA}) may not read {Path.home()}/token.txt with Bearer c4n4ry",
    remedy="Ask 'admin@contoso.com'.",
    request_id="0c9f6c1e-5d0e-4f38-9f5c-3f6b1a7e2d44",
)


@pytest.fixture
def last(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LastCalls:
    monkeypatch.setenv("TOTAL_ONBOARD_STATE_DIR", str(tmp_path / "state"))
    return start_logging(verbose=False, log_file=None)


def call(path: str = "/v1.0/me", request_id: str = "graphs-id") -> CallRecord:
    return CallRecord("GET", path, 403, 0.0123, request_id, "our-id", write=False, host="graph.microsoft.com")


def kept(last: LastCalls, status: ExitStatus = ExitStatus.FAILED, error: Exception | None = None) -> dict[str, Any]:
    path = keep_failure("setup", GlobalOptions(), last, status, [PROBLEM], error)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_it_says_what_failed_without_people_places_and_secrets(last: LastCalls) -> None:
    (problem,) = kept(last)["problems"]
    assert problem["message"] == "(address) (object ID (id)) may not read ~/token.txt with Bearer ••••"
    assert problem["remedy"] == "Ask '(address)'."
    assert problem["request_id"] == PROBLEM.request_id


def test_it_holds_the_last_requests_and_says_what_else(last: LastCalls) -> None:
    for number in range(KEPT_CALLS + 1):
        log_call(call(f"/v1.0/users/{ADA}/memberOf", request_id=f"request-{number}"))
    document = kept(last)
    assert document["calls"][-1] == {
        "call": "GET graph.microsoft.com/v1.0/users/(id)/memberOf",
        "status": 403,
        "reason": None,
        "milliseconds": 12,
        "request_id": f"request-{KEPT_CALLS}",
        "client_request_id": "our-id",
    }
    assert len(document["calls"]) == KEPT_CALLS
    assert any(line.startswith("Personal data:") for line in document["contents"])


def test_of_an_unexpected_failure_it_holds_kinds_and_lines_and_no_values(last: LastCalls) -> None:
    secret = "c4n4ry"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ExceptionGroup(secret, [RuntimeError(secret)]) from error
    except ExceptionGroup as group:
        document = kept(last, error=group)
    assert [cause["kind"] for cause in document["unexpected"]] == ["RuntimeError"]
    assert secret not in json.dumps(document)


def test_the_causes_of_an_unexpected_failure_are_named_too(last: LastCalls) -> None:
    try:
        try:
            raise KeyError("c4n4ry")
        except KeyError as error:
            raise RuntimeError("c4n4ry") from error
    except RuntimeError as error:
        document = kept(last, error=error)
    assert [cause["kind"] for cause in document["unexpected"]] == ["RuntimeError", "KeyError"]
    assert all(line.startswith(f"{__name__}:") for cause in document["unexpected"] for line in cause["lines"])


def test_the_file_of_an_earlier_failure_is_replaced(last: LastCalls) -> None:
    kept(last, ExitStatus.SIGN_IN)
    assert kept(last, ExitStatus.PREREQUISITE)["exit_status"] == 3


@pytest.mark.parametrize("status", [ExitStatus.USAGE, ExitStatus.UNTRUSTED_FILE, ExitStatus.INTERRUPTED])
def test_what_support_cannot_help_with_leaves_no_file(last: LastCalls, status: ExitStatus, tmp_path: Path) -> None:
    assert keep_failure("setup", GlobalOptions(), last, status, [PROBLEM]) is None
    assert not (tmp_path / "state").exists()


def test_a_sandbox_run_leaves_no_file(last: LastCalls) -> None:
    assert keep_failure("setup", GlobalOptions(sandbox=True), last, ExitStatus.FAILED, [PROBLEM]) is None


def test_a_folder_that_cannot_be_written_is_no_second_failure(last: LastCalls, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    assert keep_failure("setup", GlobalOptions(), last, ExitStatus.FAILED, [PROBLEM]) is None
