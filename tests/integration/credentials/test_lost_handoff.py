"""``rotate-secret`` was killed after the tenant had the new credential; the next run hands it off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.integration.credentials.customer import Customer
from tests.support.total_credentials import public_pem

STEPS: Final = {"certificate": "certificate", "federated": "federated-credential"}
NEXT: Final = ("rotate-secret", "--sheet", "next.totalsheet", "--output", "json", "--handoff")


@pytest.fixture(autouse=True)
def certificate_that_follows(tmp_path: Path) -> None:
    (tmp_path / "next.cer").write_bytes(public_pem(500))


def was_killed_after_the_write(customer: Customer, kind: str, handoff: str) -> None:
    """Leave of the last run what a kill leaves: the journal up to the request for this credential, and no hand-off."""
    (customer.loop.home / handoff).unlink()
    (journal,) = (customer.loop.home / "state").rglob("*.jsonl")
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    asked = {"kind": "create-requested", "step": STEPS[kind]}
    last = max(number for number, line in enumerate(lines) if asked.items() <= json.loads(line).items())
    journal.write_text("".join(lines[: last + 1]), encoding="utf-8")


def names(document: Any) -> str:
    """How the hand-off of a document names the credential."""
    credential = document["handoff"]["credential"]
    return str(credential.get("key_id") or credential["name"])


@pytest.mark.parametrize(("old", "new"), [("certificate", "certificate"), *zip(STEPS, reversed(STEPS), strict=True)])
@pytest.mark.parametrize("sheet", [("--sheet", "next.totalsheet"), ()], ids=["with-sheet", "without-sheet"])
def test_credential_of_a_killed_rotation_is_handed_off_once(
    customer: Customer, old: str, new: str, sheet: tuple[str, ...]
) -> None:
    customer.gets_a_sheet(old)
    assert customer.sets_up().status == 0
    customer.gets_a_sheet(new, certificate="next.cer", out="next.totalsheet")
    lost = customer.loop.types(*NEXT, "lost.totalhandoff")
    was_killed_after_the_write(customer, new, "lost.totalhandoff")
    before = customer.credentials
    words = ("rotate-secret", *sheet, "--output", "json", "--handoff")
    done = customer.loop.types(*words, "next.totalhandoff")
    assert (done.status, customer.credentials) == (5, before), done.err
    assert names(done.document) == names(lost.document)
    assert "TOTAL doesn't know yet that its credential is accepted here" in done.err
    assert customer.loop.types("handoff", "open", "next.totalhandoff", "--output", "json").status == 0
    again = customer.loop.types(*words, "again.totalhandoff")
    assert (again.status, "handoff" in again.document) == (5, False), again.err


@pytest.mark.parametrize("kind", STEPS)
def test_credential_of_a_killed_setup_is_handed_off_by_a_rotation(customer: Customer, kind: str) -> None:
    customer.gets_a_sheet(kind)
    customer.sets_up()
    was_killed_after_the_write(customer, kind, "contoso.totalhandoff")
    done = customer.loop.types("rotate-secret", "--handoff", "next.totalhandoff", "--output", "json")
    assert (done.status, names(done.document) != "") == (0, True), done.err
    nothing = customer.loop.types("rotate-secret", "--output", "json")
    assert (nothing.status, "handoff" in nothing.document) == (0, False)
    assert "There is nothing to rotate" in nothing.document["warnings"][-1]
