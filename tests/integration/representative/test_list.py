"""``value-sheet list``, as a representative types it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from tests.integration.representative.representative import Representative, row


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    return Representative(tmp_path)


def test_where_nothing_was_issued_nothing_is_listed_and_no_ledger_made(representative: Representative) -> None:
    listed = representative.types("value-sheet", "list")
    assert (listed.status, listed.out) == (0, "")
    assert "No such sheet was issued." in listed.err
    assert not (representative.home / "data").exists()


def test_the_list_tells_what_waits_for_whom(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam", scim=False), row("northwind"))
    contoso, fabrikam, _ = (one["path"] for one in representative.makes_them().document["rows"])
    for sheet in (contoso, fabrikam):
        assert representative.answered(str(representative.home / sheet)).status == 0
    assert {one["customer"]: one["waiting"] for one in representative.lists()} == {
        "Contoso": None,
        "Fabrikam": "total",
        "Northwind": "customer",
    }
    assert [one["customer"] for one in representative.lists("--waiting", "anybody", "--customer", "north")] == [
        "Northwind"
    ]
    assert [one["customer"] for one in representative.lists("--tenant", "contoso.com")] == ["Contoso"]
    said = representative.types("value-sheet", "list", "--waiting", "total")
    assert "Fabrikam (fabrikam.com): the hand-off is here; the customer waits for a sheet" in said.out


def test_what_ends_soon_is_found(representative: Representative) -> None:
    representative.has_customers(row("contoso"))
    representative.makes_them("--expires", "14d")
    assert representative.lists("--expiring", "13") == []
    assert len(representative.lists("--expiring", "15")) == 1


def test_the_calendar_holds_every_end_and_a_newer_one_moves_the_same_events(representative: Representative) -> None:
    representative.has_customers(row("contoso"), row("fabrikam"))
    soon = (datetime.now(UTC) + timedelta(days=90)).date()
    made = representative.makes_them("--scim-token-ends", soon.isoformat()).document["rows"]
    representative.answered(str(representative.home / made[0]["path"]))
    first, second = (events(representative, name) for name in ("first.ics", "second.ics"))
    assert sorted(first) == [
        "Contoso: the SCIM token expires",
        "Contoso: the client secret expires",
        "Fabrikam: the SCIM token expires",
        "Fabrikam: the value sheet expires",
    ]
    assert first["Contoso: the SCIM token expires"].decoded("dtstart") == soon
    assert {event["uid"] for event in first.values()} == {event["uid"] for event in second.values()}
    assert all(event.walk("VALARM") for event in first.values())


def events(representative: Representative, name: str) -> dict[str, icalendar.Component]:
    representative.lists("--ics", name)
    calendar = icalendar.Calendar.from_ical((representative.home / name).read_bytes())
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_a_calendar_that_cannot_be_written_is_told(representative: Representative) -> None:
    refused = representative.types("value-sheet", "list", "--ics", "no/such/folder/e.ics", "--output", "json")
    assert refused.status == 2
    assert "cannot be written" in refused.document["problems"][0]["message"]


def test_a_ledger_that_cannot_be_reached_is_told(representative: Representative) -> None:
    nobody = "postgresql://ada:canary@127.0.0.1:1/total"
    failed = representative.types("value-sheet", "list", "--output", "json", TOTAL_ONBOARD_LEDGER_URL=nobody)
    assert failed.status == 1
    assert failed.document["problems"][0]["code"] == "ledger-unavailable"
    assert "canary" not in failed.out + failed.err
