"""The requests of other credentials and of a monitor: those that docs/performance.md justifies, and no others."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.test_request_counts import asked
from tests.integration.credentials.customer import Customer, customer_of
from tests.support.admin_session import AdminSession
from tests.support.certificates import Signer
from tests.support.issuer import running_issuer

ROW = re.compile(r"^\| `([^`]+)` \| ([+-]?\d+) \| ([+-]?\d+) \| (\d+) \| (\d+) \| (.+) \|$", re.MULTILINE)
TABLE = ROW.findall((Path(__file__).parents[3] / "docs" / "performance.md").read_text(encoding="utf-8"))


def in_table(column: int) -> dict[str, int]:
    return {row[0]: int(row[column]) for row in TABLE if int(row[column])}


def of_a_set_up(customer: Customer, kind: str) -> Counter[str]:
    customer.gets_a_sheet(kind)
    before = len(customer.tenant.requests)
    done = customer.sets_up()
    assert done.status == 0, done.err
    return asked(list(customer.tenant.requests)[before:])


@pytest.fixture(scope="module")
def with_a_secret(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    home = tmp_path_factory.mktemp("secret")
    with running_issuer(home) as (issuer, bundle):
        made = customer_of(home, "ready", issuer, bundle)
        try:
            return of_a_set_up(made, "secret")
        finally:
            made.tenant.stop()


@pytest.mark.parametrize(("kind", "column"), [("certificate", 1), ("federated", 2)], ids=["certificate", "federated"])
def test_requests_of_another_credential_are_in_the_table(
    customer: Customer, with_a_secret: Counter[str], kind: str, column: int
) -> None:
    counts = of_a_set_up(customer, kind)
    differences = {one: counts[one] - with_a_secret[one] for one in counts | with_a_secret}
    assert {one: more for one, more in differences.items() if more} == in_table(column)


def test_requests_of_a_monitor_are_in_the_table(tmp_path: Path) -> None:
    session = AdminSession(tmp_path)
    (tmp_path / "monitor.pem").write_text(Signer().certificate_pem)
    words = ("monitor", "enable", "--certificate", str(tmp_path / "monitor.pem"), "--output", "json")
    try:
        for column in (3, 4):
            before = len(session.tenant.requests)
            ended = session.runs(*words)
            assert ended.status == 0, ended.err
            assert asked(list(session.tenant.requests)[before:]) == in_table(column)
    finally:
        session.tenant.stop()
