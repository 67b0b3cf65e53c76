"""Each kind of credential in each kind of tenant: representative, administrator, representative, TOTAL's token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.integration.credentials.customer import PROOFS, Customer, customer_of
from tests.support.issuer import Issuer, running_issuer
from tests.support.total_credentials import NOW, public_pem

CASES: Final = yaml.safe_load(Path(__file__).with_name("loops.yaml").read_text(encoding="utf-8"))
REFUSED: Final = [case for case in CASES if "used" not in case]
USED: Final = [case for case in CASES if "used" in case]


def name_of(case: Any) -> str:
    return f"{case['tenant']}-{'-'.join(case['accepts'])}{case.get('days', '')}"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuer, Path]]:
    with running_issuer(tmp_path_factory.mktemp("issuer")) as running:
        yield running


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def customer(tmp_path: Path, issuer: tuple[Issuer, Path], case: Any) -> Iterator[Customer]:
    """A customer who has got the sheet of the case."""
    made = customer_of(tmp_path, case["tenant"], *issuer)
    (tmp_path / "other.cer").write_bytes(public_pem(case.get("days", 400)))
    try:
        made.gets_a_sheet(*case["accepts"], certificate="other.cer")
        yield made
    finally:
        made.tenant.stop()


def considered(case: Any, document: Any) -> list[str]:
    """Compare the kinds and outcomes, and return the reasons of the impossible ones."""
    found = document["credential"]
    assert found["kind"] == case.get("used")
    assert {one["kind"]: one["outcome"] for one in found["considered"]} == case["accepts"]
    assert all(one["reason"] for one in found["considered"])
    return [one["reason"] for one in found["considered"] if one["outcome"] == "impossible"]


@pytest.mark.parametrize("case", USED, ids=name_of, indirect=True)
def test_credential_goes_from_the_sheet_to_totals_token(customer: Customer, case: Any) -> None:
    planned = customer.sets_up("--dry-run")
    done = customer.sets_up()
    assert done.status == 0, done.err
    for document in (planned.document, done.document):
        reasons = considered(case, document)
        assert [case["because"] in one for one in reasons] == [True] * len(reasons)
    assert {kind for kind, number in customer.credentials.items() if number} == {case["used"]}
    opened = customer.opens(*PROOFS[case["used"]])
    assert (opened["credentials"], bool(opened["client_secret"])) == ("work", case["used"] == "secret")
    assert opened["credential_of_sheet"] == "yes"
    _lives_no_longer(case, customer)
    status = customer.loop.types("status", "--output", "json")
    assert (status.status, status.document["credential"]["kind"]) == (case.get("status", 0), case["used"])


def _lives_no_longer(case: Any, customer: Customer) -> None:
    app = customer.application
    ends = [datetime.fromisoformat(one["endDateTime"]) for one in app["passwordCredentials"] + app["keyCredentials"]]
    longest = NOW + timedelta(days=case.get("longest", 366 * 2), hours=1)
    assert all(end < longest for end in ends)


@pytest.mark.parametrize("case", REFUSED, ids=name_of, indirect=True)
def test_impossible_credentials_stop_the_setup_before_the_first_write(customer: Customer, case: Any) -> None:
    refused = customer.sets_up()
    assert refused.status == 3, refused.err
    (problem,) = refused.document["problems"]
    assert case["because"] in problem["message"]
    assert case.get("next", "Ask your TOTAL representative for a value sheet") in problem["remedy"]
    assert [one for one in customer.tenant.requests if one.method in {"POST", "PATCH"} and one.host == "graph"] == []
