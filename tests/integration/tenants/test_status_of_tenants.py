"""``status`` in five tenants: one as it should be, one that drifted, one without access, one not set up, one broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.support.cli_runner import CliResult
from tests.support.partner_session import PartnerSession, by_tenant

WELL, DRIFTED, REFUSED, NOT_SET_UP, BROKEN = range(1, 6)
EXPECTED = {"001": 0, "002": 7, "003": 4, "004": 3, "005": 1}
_BROKEN = {"kind": "malformed", "host": "graph", "times": 0}


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerSession]:
    personas = ["ready", "drifted", "ready", "ready", "ready"]
    session = PartnerSession(tmp_path_factory.mktemp("home"), personas, without_access={REFUSED})
    with session.tenants as tenants:
        session.sets_up(WELL)
        application, group = tenants.customers[DRIFTED - 1].store.persona.prepared
        session.writes_file({DRIFTED: {"app_id": application.object_id, "group_id": group.object_id}})
        tenants.customers[BROKEN - 1].faults.add(_BROKEN)
        yield session


@pytest.fixture(scope="module")
def document(partner: PartnerSession) -> dict[str, Any]:
    return partner.runs("status", "--tenants", "customers.csv", "--output", "json").document


@pytest.fixture(scope="module")
def piped(partner: PartnerSession) -> CliResult:
    return partner.runs("status", "--tenants", "customers.csv")


def test_status_of_tenants_gives_each_its_own_exit_code(document: dict[str, Any]) -> None:
    assert {number: one["exit_code"] for number, one in by_tenant(document).items()} == EXPECTED
    assert document["exit_code"] == 1


def test_status_of_tenants_says_what_is_wrong_in_each(document: dict[str, Any]) -> None:
    found = by_tenant(document)
    assert found["001"]["status"]["tenant"] == "Customer 001"
    assert {one["step"] for one in found["002"]["drift"]} > {"redirect-uris", "members"}
    assert "AADSTS50020" in found["003"]["problems"][0]["message"]
    assert "Partner Center" in found["003"]["problems"][0]["remedy"]
    assert found["005"]["problems"]


def test_status_of_tenants_prints_one_line_for_each_in_a_pipe(piped: CliResult) -> None:
    lines = sorted(line[2:].partition(":")[0] for line in piped.out.splitlines())
    assert lines == [f"customer-{number}.example" for number in EXPECTED]
    assert "✓ customer-001.example: Everything matches the desired state\n" in piped.out
    assert "This account does not exist in customer-003.example (AADSTS50020) (exit status 4)" in piped.out
    assert "1 of 5 tenants match the desired state, 4 need attention." in piped.err


def test_log_of_tenants_names_the_tenant_of_each_line(partner: PartnerSession) -> None:
    partner.runs("status", "--tenants", "customers.csv", "--log-file", str(partner.home / "log"))
    calls = [line for line in (partner.home / "log").read_text().splitlines() if "/v1.0/" in line]
    named = {line.split(" ")[3] for line in calls}
    assert named == {f"customer-{number}.example:" for number in EXPECTED if number != "003"}


def test_status_of_tenants_signs_in_once_for_all(partner: PartnerSession) -> None:
    (partner.home / "keyring.json").unlink(missing_ok=True)
    sign_ins = partner.tenants.home.requests
    before = len(sign_ins)
    partner.runs("status", "--tenants", "customers.csv")
    assert sum(one.path.endswith("/devicecode") for one in sign_ins[before:]) == 1
    assert not any(one.path.endswith("/devicecode") for _, each in partner.numbered for one in each.requests[-30:])


def test_status_of_tenants_resumed_repeats_only_what_failed(partner: PartnerSession, piped: CliResult) -> None:
    assert piped.status == 1
    before = {number: len(tenant.requests) for number, tenant in partner.numbered}
    resumed = partner.runs("status", "--tenants", "customers.csv", "--resume", "--output", "json")
    asked = {number for number, tenant in partner.numbered if len(tenant.requests) > before[number]}
    assert asked == {REFUSED, BROKEN}
    assert {number: one["exit_code"] for number, one in by_tenant(resumed.document).items()} == EXPECTED


def test_status_of_tenants_reports_two_names_of_one_tenant(partner: PartnerSession) -> None:
    store = partner.tenants.customers[WELL - 1].store
    (partner.home / "twice.csv").write_text(f"tenant\n{store.persona.domain}\n{store.tenant_id}\n", encoding="utf-8")
    document = partner.runs("status", "--tenants", "twice.csv", "--output", "json").document
    assert sorted(one["exit_code"] for one in document["tenants"]) == [0, 2]
    assert document["exit_code"] == 2


def test_status_of_tenants_resumed_reports_another_name_of_a_finished_tenant(partner: PartnerSession) -> None:
    store, file = partner.tenants.customers[WELL - 1].store, partner.home / "added.csv"
    for lines in (("tenant", store.persona.domain), ("tenant", store.persona.domain, store.tenant_id)):
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        document = partner.runs("status", "--tenants", "added.csv", "--resume", "--output", "json").document
    assert [one["exit_code"] for one in document["tenants"]] == [0, 2]
    assert store.persona.domain in document["tenants"][1]["problems"][0]["message"]


def test_status_of_tenants_with_a_bad_file_contacts_nobody(partner: PartnerSession, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("tenant,admins\ncontoso.com,not an address\ncontoso.com,\n", encoding="utf-8")
    before = len(partner.tenants.home.requests)
    end = partner.runs("status", "--tenants", str(file), "--output", "json")
    assert end.status == 2
    assert "line 2, admins" in end.document["problems"][0]["message"]
    assert len(partner.tenants.home.requests) == before


def test_metrics_of_tenants_have_each_series_once(partner: PartnerSession) -> None:
    lines = partner.runs("status", "--tenants", "customers.csv", "--output", "prometheus").out.splitlines()
    types = [line.split(" ")[2] for line in lines if line.startswith("# TYPE")]
    series = [line.rpartition(" ")[0] for line in lines if not line.startswith("#")]
    ended = {line.rpartition(" ")[2] for line in lines if line.startswith("total_onboard_exit_status{")}

    assert (len(types), len(series)) == (len(set(types)), len(set(series)))
    assert ended == {str(code) for code in EXPECTED.values()}
    assert any("differences" in one and 'tenant="Customer 002"' in one for one in series)


def test_metrics_of_tenants_follow_the_type_of_their_own(partner: PartnerSession) -> None:
    kind = ""
    for line in partner.runs("status", "--tenants", "customers.csv", "--output", "prometheus").out.splitlines():
        if line.startswith("# TYPE"):
            kind = line.split(" ")[2]
        assert line.startswith("#") or line.partition("{")[0] == kind


def test_calendar_of_tenants_has_an_event_for_each_credential(partner: PartnerSession) -> None:
    partner.runs("status", "--tenants", "customers.csv", "--ics", "all.ics")
    events = Calendar.from_ical((partner.home / "all.ics").read_bytes()).walk("VEVENT")

    assert len({str(event["uid"]) for event in events}) == len(events) > 0
    assert "TOTAL in Customer 001: Client secret expires" in {str(event["summary"]) for event in events}
