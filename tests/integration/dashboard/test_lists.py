"""Inbox and list of customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.integration.dashboard.signed_in import Browser, Dashboard
from tests.integration.representative.entries import NOW, days, handoff, issued, sheet
from total_onboard.core.credential import CredentialKind
from total_onboard.exchange.ledger.entries import ChecklistStep, EventDetail, Expiring, Marks
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.team.overview import CustomerFilter, Move


def populated(ledger: Ledger, number: int) -> None:
    """Customers in every state."""
    entries = [
        sheet(
            customer=f"Customer {each:05}",
            tenant=f"customer-{each:05}.example",
            expires_at=days(each % 60 - 9),
            issued_at=NOW - timedelta(days=20, seconds=each),
        )
        for each in range(number)
    ]
    with ledger.issuing() as issuing:
        for entry in entries:
            issuing.record(entry)
    for entry in entries[:: max(number // 20, 1)]:
        ledger.record_handoff(str(entry.id), handoff(client_id=str(UUID(int=entry.id.int))))


@contextmanager
def counted(ledger: Ledger) -> Iterator[list[str]]:
    """The statements that are sent inside the context."""
    statements: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(ledger._engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(ledger._engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("path", "most"), [("/", 6), ("/customers", 2), ("/customers?search=000&show=soon&page=2", 2)])
def test_list_of_many_customers_takes_as_many_queries(
    dashboard: Dashboard, browser: Browser, path: str, most: int
) -> None:
    found = []
    for _ in range(2):
        populated(dashboard.ledger, 120)
        with counted(dashboard.ledger) as statements:
            browser.page(path)
        found.append(len([one for one in statements if one.startswith("SELECT")]))
    assert found == [most, most]


def test_customer_page_with_many_sheets_takes_as_many_queries(dashboard: Dashboard, browser: Browser) -> None:
    found = []
    for number in range(4):
        sheet_id = issued(dashboard.ledger, issued_at=days(-20 + number))
        dashboard.ledger.record_handoff(sheet_id, handoff(created_at=days(-number)))
        with counted(dashboard.ledger) as statements:
            browser.page(f"/customers/{sheet_id}")
        found.append(len([one for one in statements if one.startswith("SELECT")]))
    assert len(set(found)) == 1


MOVES: dict[str, tuple[dict[str, Any], dict[str, Any] | None, Move]] = {
    "no hand-off": ({}, None, Move.CUSTOMER),
    "no hand-off in time": ({"expires_at": days(-1)}, None, Move.BROKEN),
    "hand-off to enter": ({}, {}, Move.MINE),
    "expired secret": ({}, {"secret_ends_at": days(-1)}, Move.BROKEN),
    "expired token": ({"scim_token_ends": days(-2).date()}, {}, Move.BROKEN),
    "token that ends today": ({"scim_token_ends": NOW.date()}, {}, Move.MINE),
}


@pytest.mark.parametrize("case", MOVES)
def test_move_follows_from_sheet_and_hand_off(dashboard: Dashboard, case: str) -> None:
    said, answer, move = MOVES[case]
    sheet_id = issued(dashboard.ledger, **said)
    if answer is not None:
        dashboard.ledger.record_handoff(sheet_id, handoff(**answer))
    (customer,) = dashboard.ledger.customers(CustomerFilter()).customers
    assert customer.move == move


def test_finished_checklist_leaves_nothing_to_do(dashboard: Dashboard) -> None:
    ledger, sheet_id = dashboard.ledger, UUID(issued(dashboard.ledger))
    ledger.record_handoff(str(sheet_id), handoff())
    (checklist,) = ledger.checklists([sheet_id])
    ledger.tick(sheet_id, checklist.id, ChecklistStep.FINISHED, "ada", done=True)
    assert ledger.overview().nobody == 1
    ledger.tick(sheet_id, checklist.id, ChecklistStep.INFORMED, "ada", done=False)
    assert ledger.overview().mine == 1


def test_withdrawn_and_done_sheets_wait_for_nobody(dashboard: Dashboard) -> None:
    ledger = dashboard.ledger
    ledger.mark(UUID(issued(ledger)), Marks(withdrawn_at=NOW, withdrawn_by="ada"), EventDetail(by="ada", action="x"))
    done = issued(ledger, customer="Fabrikam", expires_at=days(-2))
    ledger.mark(UUID(done), Marks(done_at=NOW, done_by="ada"), EventDetail(by="ada", action="x"))
    assert ledger.overview().nobody == 2


def test_newer_sheet_replaces_the_older_one_in_the_list(dashboard: Dashboard) -> None:
    issued(dashboard.ledger, issued_at=days(-40), expires_at=days(-10))
    newer = issued(dashboard.ledger)
    (customer,) = dashboard.ledger.customers(CustomerFilter()).customers
    assert str(customer.sheet_id) == newer
    assert customer.move == Move.CUSTOMER


@pytest.mark.parametrize("typed", ["contoso", "ÄPFEL", "3F2504E0", "100%", "a_b"])
def test_search_finds_names_domains_and_tenants(dashboard: Dashboard, browser: Browser, typed: str) -> None:
    issued(dashboard.ledger, customer="Äpfel & Co", tenant="contoso.com", pinned_tenant_id="3f2504e0-4f89-41d3")
    issued(dashboard.ledger, customer="100% a_b", tenant="contoso.example")
    issued(dashboard.ledger, customer="Nobody 1000 aXb", tenant=None)
    found = dashboard.ledger.customers(CustomerFilter(search=typed)).customers
    assert found
    assert "Nobody" not in {one.customer.split()[0] for one in found}
    assert "Nobody" not in browser.get("/customers", **{"hx-request": "true"}).request.url.path


def test_pages_of_a_list_show_every_customer_once(dashboard: Dashboard, browser: Browser) -> None:
    populated(dashboard.ledger, 120)
    pages = [browser.page(f"/customers?page={number}") for number in (1, 2, 3, 4)]
    names = [name for page in pages for name in {f"Customer {each:05}" for each in range(120)} if name in page]
    assert sorted(names) == [f"Customer {each:05}" for each in range(120)]
    assert "No customer matches" in pages[3]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_federated_hand_off_leaves_the_expiry_of_the_scim_token(dashboard: Dashboard, order: tuple[int, int]) -> None:
    ends = days(9).date()
    sheet_id = issued(dashboard.ledger, scim_token_ends=ends)
    trust = {"secret_key_id": None, "secret_ends_at": None, "credential": CredentialKind.FEDERATED}
    answers = (handoff(created_at=days(-2)), handoff(created_at=days(-1), **trust))
    for number in order:
        assert dashboard.ledger.record_handoff(sheet_id, answers[number])
    (line,) = dashboard.ledger.customers(CustomerFilter()).customers
    assert line.ends_at
    assert (line.ends_what, line.ends_at.date()) == (Expiring.SCIM_TOKEN, ends)
