"""Hand-offs that are outdated, opened twice, foreign, or not usable yet."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.integration.representative.entries import days, handoff, issued
from tests.integration.representative.representative import Representative, row
from tests.support.cli_runner import CliResult
from tests.unit.exchange import samples
from total_onboard.commands.handoff.warnings import age_warnings, awaited
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import Recipient
from total_onboard.core.secret import SecretText
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.ledger.entries import NewerHandoff
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.team.team_ledger import TeamLedger
from total_onboard.exchange.value_sheet.signature import verify_sheet

OLD = samples.NOW - timedelta(days=40)


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    return Representative(tmp_path)


def recipients(representative: Representative) -> list[Recipient]:
    representative.has_customers(row("contoso"), row("fabrikam"))
    trusted = load_trusted_keys(Path(representative.environment["TOTAL_ONBOARD_TRUSTED_KEYS"]))
    paths = [representative.home / one["path"] for one in representative.makes_them().document["rows"]]
    return [verify_sheet(path.read_text(encoding="utf-8"), path.name, trusted).sheet.recipient for path in paths]


def opens(representative: Representative, recipient: Recipient, name: str, *more: str, **changed: Any) -> CliResult:
    file = representative.home / name
    if not file.exists():
        write_handoff(samples.handoff().model_copy(update={"recipient": recipient, **changed}), file)
    return representative.types("handoff", "open", name, "--output", "json", *more)


def test_handoff_open_outdated_names_the_newer_ones_date(representative: Representative) -> None:
    contoso, fabrikam = recipients(representative)
    first = opens(representative, contoso, "new")
    assert "Outdated" not in first.err
    assert first.document["handoff"]["newer_handoff"] is None
    old = opens(representative, contoso, "old", created_at=OLD)
    assert old.status == 0
    assert old.document["handoff"]["superseded"]
    assert old.document["handoff"]["newer_handoff"]["sheet_id"] == contoso.sheet_id
    assert f"Outdated: a newer hand-off of this customer was made on {datetime.now(UTC).day} " in old.err
    assert "Use the newer one" in old.err
    assert "Outdated" not in opens(representative, fabrikam, "other", created_at=OLD).err


def test_handoff_open_duplicate_names_who_opened_it_when(representative: Representative) -> None:
    contoso, _ = recipients(representative)
    assert opens(representative, contoso, "file").document["handoff"]["opened_before_at"] is None
    again = opens(representative, contoso, "file")
    assert "Duplicate: " in again.err
    assert again.document["handoff"]["opened_before_by"]


def test_handoff_open_foreign_is_named(representative: Representative) -> None:
    recipients(representative)
    refused = opens(representative, samples.made().sheet.recipient, "foreign")
    assert refused.status == 6
    assert "foreign hand-off" in refused.document["problems"][0]["message"]


def test_handoff_open_without_roles_says_what_it_waits_for(
    representative: Representative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "total_onboard.entra.sign_in.client_credentials.roles_of_token", lambda *_: frozenset(), raising=True
    )
    contoso, _ = recipients(representative)
    ended = opens(representative, contoso, "file", "--verify")
    assert ended.status == 5
    (expected,) = awaited("not yet", CredentialKind.SECRET)
    assert ended.document["blocked"] == [expected.model_dump()]
    assert expected.sentence.split(":", 1)[0] in ended.err


def test_newer_handoff_of_the_customers_other_sheet_counts(ledger: Ledger) -> None:
    first, second = issued(ledger, issued_at=days(-9)), issued(ledger)
    other = issued(ledger, customer="Mallory", tenant=None)
    old = handoff(created_at=days(-8))
    for sheet_id in (second, other):
        ledger.record_handoff(sheet_id, handoff(created_at=days(-1)))
    newer = ledger.newer_handoff(first, old)
    assert newer and str(newer.sheet_id) == second
    assert ledger.newer_handoff(second, handoff()) is None
    assert ledger.newer_handoff(first, handoff(created_at=days(-8), tenant_id="another")) is None


def test_newer_handoff_with_a_secret_comes_before_a_newer_one_without(ledger: Ledger) -> None:
    sheet_id, old = issued(ledger), handoff(created_at=days(-8))
    ledger.record_handoff(sheet_id, handoff(created_at=days(-1), secret_ends_at=None, secret_key_id=None))
    newer = ledger.newer_handoff(sheet_id, old)
    assert newer and newer.secret_ends_at is None
    ledger.record_handoff(sheet_id, handoff(created_at=days(-2)))
    newer = ledger.newer_handoff(sheet_id, old)
    assert newer and newer.secret_ends_at


def test_age_warnings_keep_a_secret_that_no_newer_handoff_holds() -> None:
    without = NewerHandoff(**dict(handoff(secret_ends_at=None, secret_key_id=None)), sheet_id=samples.made().sheet.id)
    (warning,) = age_warnings(samples.handoff(), without, None)
    assert "keep the one in this file" in warning
    (warning,) = age_warnings(samples.handoff().model_copy(update={"client_secret": None}), without, None)
    assert "client secret" not in warning


def test_age_warnings_name_an_expired_secret() -> None:
    expired = samples.handoff().model_copy(update={"client_secret_expires_at": OLD})
    (warning,) = age_warnings(expired, None, None)
    assert "expired" in warning


def test_handoff_open_takes_what_was_sent_out_of_the_inbox(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'team.sqlite3'}"
    representative = Representative(tmp_path / "ada", address)
    contoso, _ = recipients(representative)
    text = samples.handoff().model_copy(update={"recipient": contoso}).content()
    with closing(TeamLedger.open(SecretText(address))) as ledger:
        ledger.store_post(UUID(contoso.sheet_id), "0" * 64, text)
        (representative.home / "file").write_text(text.rstrip())
        assert opens(representative, contoso, "file").status == 0
        assert ledger.unopened_posts() == ()
