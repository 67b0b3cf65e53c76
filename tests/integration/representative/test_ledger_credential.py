"""The ledger keeps which credential a hand-off named, and when it expires; so do the list and the calendar."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.representative.entries import days, handoff, issued
from tests.integration.representative.representative import Representative, row
from tests.unit.exchange.test_handoff_credential import CERTIFICATE, TRUST, handoff_with
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.core.credential import CredentialKind
from total_onboard.exchange.handoff.public_credential import HandedCredential
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.ledger.entries import WaitingFor
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.value_sheet.signature import verify_sheet


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    made = Representative(tmp_path)
    made.has_customers(row("contoso"))
    return made


def answered(representative: Representative, credential: HandedCredential) -> None:
    """The customer answers with a hand-off that names this credential."""
    (made,) = representative.makes_them().document["rows"]
    sheet = representative.home / made["path"]
    trusted = load_trusted_keys(Path(representative.environment["TOTAL_ONBOARD_TRUSTED_KEYS"]))
    issued_sheet = verify_sheet(sheet.read_text(encoding="utf-8"), sheet.name, trusted).sheet
    answer = representative.home / "answer.totalhandoff"
    write_handoff(handoff_with(credential).model_copy(update={"recipient": issued_sheet.recipient}), answer)
    shown = representative.types("handoff", "show", str(answer))
    assert credential.kind in shown.out
    opened = representative.types("handoff", "open", str(answer), "--output", "json")
    assert opened.status == 0, opened.err
    assert opened.document["handoff"]["credential"]["kind"] == credential.kind
    # The sheet offers a client secret alone.
    assert opened.document["handoff"]["credential_of_sheet"] == "no"
    assert "names another credential than its sheet offers" in " ".join(opened.err.split())


def test_certificate_is_listed_with_its_expiry_and_in_the_calendar(representative: Representative) -> None:
    answered(representative, CERTIFICATE)
    (line,) = representative.lists()
    assert line["secret"]["credential"] == "certificate"
    assert line["secret"]["secret_ends_at"] == CERTIFICATE.model_dump(mode="json")["expires_at"]
    assert "certificate" in representative.types("value-sheet", "list").out
    shown = " ".join(representative.types("value-sheet", "show", "Contoso").out.split())
    assert f"certificate {CERTIFICATE.key_id} expires" in shown
    representative.types("value-sheet", "list", "--ics", "ends.ics")
    calendar = (representative.home / "ends.ics").read_text(encoding="utf-8")
    assert "Contoso: the certificate expires" in calendar
    assert "client secret" not in calendar


def test_federated_credential_never_expires(representative: Representative) -> None:
    answered(representative, TRUST)
    (line,) = representative.lists()
    assert (line["secret"]["credential"], line["waiting"]) == ("federated", None)
    assert representative.lists("--expiring", "5000") == []
    assert "federated credential" in representative.types("value-sheet", "show", "Contoso").out


def test_expired_certificate_waits_for_a_sheet_with_a_new_one(ledger: Ledger) -> None:
    sheet_id = issued(ledger)
    ledger.record_handoff(
        sheet_id, handoff(secret_ends_at=days(-1), credential=CredentialKind.CERTIFICATE, created_at=days(-300))
    )
    (line,) = ledger.lines()
    assert line.waiting is WaitingFor.ROTATION
    assert line.secret and line.secret.credential is CredentialKind.CERTIFICATE


def test_federated_credential_replaces_a_secret_that_expired(ledger: Ledger) -> None:
    sheet_id = issued(ledger)
    ledger.record_handoff(sheet_id, handoff(secret_ends_at=days(-1), created_at=days(-700)))
    newest = handoff(secret_key_id=None, secret_ends_at=None, credential=CredentialKind.FEDERATED)
    ledger.record_handoff(sheet_id, newest)
    (line,) = ledger.lines()
    assert line.waiting is None
    newer = ledger.newer_handoff(sheet_id, handoff(created_at=days(-700)))
    assert newer and newer.credential is CredentialKind.FEDERATED
