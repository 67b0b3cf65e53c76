"""What ``--verbose`` and ``--log-file`` tell of every call, and what a failure leaves for support."""

from __future__ import annotations

import json
import re

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.support.cli_runner import CliResult

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

LINE = re.compile(
    r" DEBUG (?P<method>[A-Z]+) (?P<host>localhost:\d+)(?P<path>/\S*) -> (?P<status>\d+|no answer)(?: \([^)]+\))? "
    r"in \d+ ms "
    r"\(request-id (?P<request_id>\S+), client-request-id (?P<client_request_id>[0-9a-f-]{36})\)$"
)


def calls_in(log: str) -> list[dict[str, str]]:
    return [found.groupdict() for line in log.splitlines() if (found := LINE.search(line))]


def test_every_call_to_the_sign_in_to_graph_and_to_total_stands_in_the_log(at: OpenTenant) -> None:
    admin = at("ready")
    end = admin.sets_up("--verbose", "--log-file", "run.log")
    assert end.status == 0, end.err
    logged = calls_in((admin.home / "run.log").read_text(encoding="utf-8"))
    assert logged == calls_in(end.err)
    addresses = admin.tenant.addresses
    hosts = {addresses.sign_in: "sign_in", addresses.graph: "graph", addresses.total: "total"}
    told = sorted((hosts[f"https://{c['host']}"], c["method"], c["path"], c["status"]) for c in logged)
    # What Microsoft itself calls at TOTAL is not the tool's.
    ours = [r for r in admin.tenant.requests if r.host != "total" or "client-request-id" in r.headers]
    assert told == sorted((r.host, r.method, r.path, str(r.status)) for r in ours)
    assert {host for host, *_ in told} == {"sign_in", "graph", "total"}
    assert all(call["request_id"] != "none" for call in logged if f"https://{call['host']}" == addresses.graph)


def test_a_call_without_an_answer_is_told_as_such(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add({"kind": "cut-before", "path": ".*/organization"})
    end = admin.runs("check-prereqs", "--verbose")
    assert end.status == 0, end.err
    assert "no answer" in {call["status"] for call in calls_in(end.err)}


def support_file(admin: Admin, end: CliResult) -> dict[str, object]:
    (path,) = re.findall(r"^For support: (.+)$", end.err, re.MULTILINE)
    document: dict[str, object] = json.loads((admin.home / path).read_text(encoding="utf-8"))
    return document


def test_a_failure_is_packed_up_for_support_and_says_what_is_in_it(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add({"kind": "status", "status": 400, "method": "PUT", "path": ".*/secrets", "times": 0})
    end = admin.sets_up()
    assert end.status == 1, end.err
    packed = support_file(admin, end)
    assert packed["exit_status"] == 1
    assert packed["tenant_id"] == admin.tenant.store.tenant_id
    text = json.dumps(packed)
    user = admin.tenant.platform.person_named("ada@contoso.com")
    assert [told for told in (user["id"], user["userPrincipalName"], user["displayName"]) if told in text] == []


def test_a_missing_prerequisite_can_be_shown_to_support_too(at: OpenTenant) -> None:
    admin = at("free-tier")
    end = admin.sets_up()
    assert end.status == 3
    assert support_file(admin, end)["exit_status"] == 3


def test_a_wrong_option_and_a_sandbox_run_leave_nothing_for_support(at: OpenTenant) -> None:
    admin = at("ready")
    assert "For support" not in admin.sets_up("--only", "coffee").err
    assert "For support" not in admin.runs("setup", "--sandbox", "--persona", "free-tier").err
    assert list(admin.home.rglob("last-failure.json")) == []
