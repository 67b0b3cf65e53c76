"""``rotate-secret --sheet`` with another kind of credential: the next commands know it without the sheet."""

from __future__ import annotations

from typing import Final

import pytest

from tests.integration.credentials.customer import PROOFS, Customer

CHANGES: Final = (
    ("certificate", "federated"),
    ("federated", "certificate"),
    ("secret", "certificate"),
    ("secret", "federated"),
    ("certificate", "secret"),
    ("federated", "secret"),
)
NEXT: Final = ("rotate-secret", "--sheet", "next.totalsheet", "--output", "json")


def is_set_up(customer: Customer, kind: str, following: str) -> None:
    """Set up with one kind; then TOTAL issues a sheet with another."""
    customer.gets_a_sheet(kind)
    done = customer.sets_up()
    assert done.status == 0, done.err
    customer.gets_a_sheet(following, out="next.totalsheet")


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_status_after_a_change_of_kind_knows_the_new_one_without_the_sheet(
    customer: Customer, old: str, new: str
) -> None:
    is_set_up(customer, old, new)
    done = customer.loop.types(*NEXT, "--handoff", "next.totalhandoff")
    assert done.status == 5, done.err
    assert customer.credentials == {"secret": 0, "certificate": 0, "federated": 0} | {old: 1, new: 1}
    assert customer.opens(*PROOFS[new], handoff="next.totalhandoff")["credentials"] == "work"
    again = customer.loop.types(*NEXT, "--handoff", "again.totalhandoff")
    assert (again.status, "handoff" in again.document, sum(customer.credentials.values())) == (5, False, 2), again.err
    status = customer.loop.types("status", "--output", "json")
    assert (status.status, status.document["drift"]) == (5, [])
    assert status.document["credential"]["kind"] == new
    (blocked,) = status.document["blocked"]
    assert blocked["sentence"].startswith(f"TOTAL must still switch to the {'new ' * (new == 'certificate')}")
    ended = customer.loop.types("rotate-secret", "--finish", "--total-uses-new-secret", "--output", "json")
    assert ended.status == 0, ended.err
    assert customer.credentials == {"secret": 0, "certificate": 0, "federated": 0} | {new: 1}
    assert customer.loop.types("status", "--output", "json").status == 0
