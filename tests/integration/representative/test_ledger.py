"""The same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.representative.entries import NOW, TENANT, days, handoff, issued, record, sheet
from total_onboard.core.errors import BadSheet
from total_onboard.exchange.ledger.entries import LedgerFilter, WaitingFor
from total_onboard.exchange.ledger.ledger import Ledger


def customers(ledger: Ledger, **desired: Any) -> list[str]:
    return [line.customer for line in ledger.lines(LedgerFilter(**desired))]


def waiting(ledger: Ledger) -> dict[str, WaitingFor | None]:
    return {line.customer: line.waiting for line in ledger.lines()}


def test_what_was_entered_is_read_out_again(ledger: Ledger) -> None:
    entry, answer = sheet(customer="株式会社 Ćwikła", tenant=None, scim_token_ends=days(9).date()), handoff()
    record(ledger, entry)
    ledger.record_handoff(str(entry.id), answer)
    (line,) = ledger.lines()
    pinned = entry.model_copy(update={"pinned_tenant_id": answer.tenant_id})
    assert pinned.model_dump().items() <= line.model_dump().items()
    assert line.handoffs == (answer,)


def test_only_a_sheet_that_was_entered_was_issued(ledger: Ledger) -> None:
    assert ledger.sheet(issued(ledger))
    assert not ledger.sheet(str(uuid4()))


def test_a_handoff_that_is_opened_twice_is_entered_once(ledger: Ledger) -> None:
    sheet_id = issued(ledger)
    assert ledger.record_handoff(sheet_id, handoff())
    assert not ledger.record_handoff(sheet_id, handoff(received_at=days(1), received_by="grace"))
    assert ledger.lines()[0].handoffs == (handoff(),)


def test_a_handoff_that_answers_no_sheet_is_not_entered(ledger: Ledger) -> None:
    with pytest.raises(BadSheet, match="isn't in this ledger"):
        ledger.record_handoff(str(uuid4()), handoff())


def test_the_newest_sheet_stands_first(ledger: Ledger) -> None:
    for age, name in ((2, "older"), (1, "newer"), (3, "oldest")):
        issued(ledger, customer=name, issued_at=days(-age))
    assert customers(ledger) == ["newer", "older", "oldest"]


def test_a_customer_is_found_by_any_part_of_the_name_in_any_case(ledger: Ledger) -> None:
    issued(ledger, customer="ÖBB 100% Zürich")
    issued(ledger, customer="Contoso")
    assert customers(ledger, customer="öbb 100% Z") == ["ÖBB 100% Zürich"]
    assert customers(ledger, customer="100_") == []


def test_a_tenant_is_found_by_the_sheet_and_by_what_came_back(ledger: Ledger) -> None:
    ledger.record_handoff(issued(ledger, customer="answered", tenant=None), handoff())
    issued(ledger, customer="named", tenant="Fabrikam.com")
    assert customers(ledger, tenant=TENANT.upper()) == ["answered"]
    assert customers(ledger, tenant="fabrikam.COM") == ["named"]


def test_a_sheet_without_an_answer_waits_for_the_customer_until_it_ends(ledger: Ledger) -> None:
    issued(ledger, customer="fresh")
    issued(ledger, customer="ended", expires_at=NOW - timedelta(seconds=1))
    assert waiting(ledger) == {"fresh": WaitingFor.CUSTOMER, "ended": WaitingFor.RENEWAL}
    assert customers(ledger, waiting=(WaitingFor.RENEWAL,)) == ["ended"]


def test_an_answered_sheet_without_scim_values_waits_for_total(ledger: Ledger) -> None:
    ledger.record_handoff(issued(ledger, customer="first half", has_scim_values=False), handoff())
    ledger.record_handoff(issued(ledger, customer="whole"), handoff())
    assert waiting(ledger) == {"first half": WaitingFor.TOTAL, "whole": None}


@pytest.mark.parametrize("tenant", ["contoso.com", None])
def test_the_sheet_with_scim_values_that_follows_an_answer_ends_the_waiting(ledger: Ledger, tenant: str | None) -> None:
    first = issued(ledger, tenant=tenant, has_scim_values=False, issued_at=days(-2), expires_at=days(-1))
    ledger.record_handoff(first, handoff())
    issued(ledger, tenant=tenant)
    issued(ledger, tenant="another-tenant.com", issued_at=days(-1))
    assert [line.waiting for line in ledger.lines()] == [None, WaitingFor.CUSTOMER, None]


def test_a_newer_sheet_replaces_one_that_ended(ledger: Ledger) -> None:
    issued(ledger, issued_at=days(-40), expires_at=days(-10))
    issued(ledger)
    assert [line.waiting for line in ledger.lines()] == [WaitingFor.CUSTOMER, None]
    assert customers(ledger, expiring=0) == []


def test_what_ends_within_so_many_days_is_found_whatever_it_is(ledger: Ledger) -> None:
    issued(ledger, customer="sheet", expires_at=days(5))
    issued(ledger, customer="token", scim_token_ends=days(5).date())
    ledger.record_handoff(issued(ledger, customer="secret", expires_at=days(1)), handoff(secret_ends_at=days(5)))
    assert sorted(customers(ledger, expiring=6)) == ["secret", "sheet", "token"]
    assert customers(ledger, expiring=4) == []


def test_an_expired_secret_waits_for_a_rotation(ledger: Ledger) -> None:
    sheet_id = issued(ledger, has_scim_values=False)
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=days(-1), created_at=days(-9)))
    assert waiting(ledger) == {"Contoso": WaitingFor.ROTATION}
    assert customers(ledger, waiting=(WaitingFor.ROTATION,)) == ["Contoso"]
    ledger.record_handoff(sheet_id, handoff())
    assert waiting(ledger) == {"Contoso": WaitingFor.TOTAL}


def test_an_expired_scim_token_waits_for_a_new_sheet(ledger: Ledger) -> None:
    ledger.record_handoff(issued(ledger, scim_token_ends=days(-2).date()), handoff())
    assert waiting(ledger) == {"Contoso": WaitingFor.RENEWAL}


def test_the_newest_sheet_tells_of_the_secret_that_an_older_one_brought(ledger: Ledger) -> None:
    first = issued(ledger, issued_at=days(-9))
    ledger.record_handoff(first, handoff(secret_ends_at=days(5)))
    second = issued(ledger, issued_at=days(-2))
    third = issued(ledger)
    newest, *replaced = ledger.lines()
    assert (str(newest.id), newest.waiting, newest.replaced_by) == (third, None, None)
    assert newest.secret and newest.secret.secret_ends_at == days(5)
    assert [(str(one.replaced_by), one.replaced_at, one.secret) for one in replaced] == [(third, NOW, None)] * 2
    assert {str(one.id) for one in replaced} == {first, second}
    assert [str(one.id) for one in ledger.lines(LedgerFilter(expiring=6))] == [third]


def test_a_rotated_secret_counts_by_its_new_end(ledger: Ledger) -> None:
    sheet_id = issued(ledger)
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=days(3), created_at=days(-700)))
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=days(700)))
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=None, secret_key_id=None, created_at=days(1)))
    (line,) = ledger.lines()
    assert line.secret and line.secret.secret_ends_at == days(700)
    assert customers(ledger, expiring=30) == []
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=days(20), created_at=days(2)))
    (line,) = ledger.lines()
    assert line.secret and line.secret.secret_ends_at == days(20)
    assert customers(ledger, expiring=30) == ["Contoso"]


def test_an_order_that_is_given_again_is_known_by_its_content_key(ledger: Ledger) -> None:
    first, second = sheet(), sheet(issued_at=days(1))
    with ledger.issuing() as issuing:
        assert issuing.known(["a", "b"]) == {}
        issuing.record(first, "a")
    with ledger.issuing() as issuing:
        assert issuing.known(["a", "b"]) == {"a": first}
        issuing.record(second, "a")
    with ledger.issuing() as issuing:
        assert issuing.known(["a", "b"]) == {"a": second}
    assert ledger.sheet(str(first.id))


def test_many_sheets_are_entered_together_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.issuing() as issuing:
        issuing.record(sheet(), "a")
        raise RuntimeError
    assert ledger.lines() == ()
