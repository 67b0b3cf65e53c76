"""A hand-off is accepted only from the customer to whom its sheet was issued."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.integration.representative.entries import handoff as an_entry
from tests.integration.representative.entries import record, sheet, transaction
from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, OTHERS, TENANT_ID
from total_onboard.commands.handoff.origin import CheckedHandoff, check_sealed, issued_sheet, recorded
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.commands.value_sheet.ledger_access import entry_of
from total_onboard.core.errors import BadSheet
from total_onboard.core.secret import SecretText
from total_onboard.exchange.handoff.sealed_handoff import read_sealed
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.value_sheet.create import CreatedSheet
from total_onboard.exchange.value_sheet.nonce import nonce_of

ELSEWHERE = "11111111-2222-4333-8444-555555555555"


def issue(ledger: Ledger, **said: Any) -> CreatedSheet:
    made = samples.made(**said)
    record(ledger, entry_of(made, KEYS))
    return made


def answer(folder: Path, made: CreatedSheet, tenant_id: str = TENANT_ID, **recipient: Any) -> Path:
    """What somebody sends who claims to answer this sheet."""
    file = folder / f"{uuid4()}.totalhandoff"
    issuer = f"https://login.microsoftonline.com/{tenant_id}/v2.0"
    changed = {
        "tenant_id": tenant_id,
        "issuer": issuer,
        "discovery_url": f"{issuer}/.well-known/openid-configuration",
        "recipient": made.sheet.recipient.model_copy(update=recipient),
    }
    write_handoff(samples.handoff().model_copy(update=changed), file)
    return file


def opened(ledger: Ledger | None, file: Path, *, any_sheet: bool = False, change: bool = False) -> CheckedHandoff:
    sealed = read_sealed(file)
    found = issued_sheet(sealed, ledger, any_sheet=any_sheet)
    checked = check_sealed(sealed, KEYS, found, has_ledger=ledger is not None, any_sheet=any_sheet)
    return recorded(checked, ledger, accept_tenant_change=change) if found and ledger else checked


def refused(ledger: Ledger, file: Path, why: str, **said: bool) -> None:
    before = ledger.lines()
    with pytest.raises(BadSheet, match=why):
        opened(ledger, file, **said)
    assert ledger.lines() == before


def test_handoff_of_the_sheet_owner_is_bound(ledger: Ledger, tmp_path: Path) -> None:
    checked = opened(ledger, answer(tmp_path, issue(ledger, tenant_id=TENANT_ID)))
    assert (checked.answers, checked.bound, checked.warnings) == ("yes", "yes", ())


def test_another_customers_sheet_id_without_its_nonce_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    victim, attacker = issue(ledger, tenant=None), issue(ledger, customer="Mallory", tenant=None)
    stolen = {"sheet_id": str(victim.sheet.id)}
    for nonce, why in (
        (attacker.sheet.handoff_nonce, "differs from that"),
        ("A" * 43, "differs from that"),
        (None, "is missing"),
    ):
        file = answer(tmp_path, attacker, **stolen, nonce=nonce)
        refused(ledger, file, f"sheet_nonce: it {why}")
        refused(ledger, file, "sheet_nonce", any_sheet=True)


def test_customer_name_comes_from_the_ledger(ledger: Ledger, tmp_path: Path) -> None:
    made = issue(ledger, customer="Mallory", tenant=None)
    checked = opened(ledger, answer(tmp_path, made, customer="Contoso"))
    assert checked.sheet and checked.sheet.customer == "Mallory"


@pytest.mark.parametrize("said", [{"tenant": TENANT_ID}, {"tenant": "contoso.com", "tenant_id": TENANT_ID}])
def test_handoff_of_another_tenant_than_the_sheets_is_refused(
    ledger: Ledger, tmp_path: Path, said: dict[str, str]
) -> None:
    made = issue(ledger, **said)
    for change in (False, True):
        refused(ledger, answer(tmp_path, made, ELSEWHERE), "tenant_id: .* is for", change=change)
    assert opened(ledger, answer(tmp_path, made)).answers == "yes"


@pytest.mark.parametrize("tenant", [None, "contoso.com"])
def test_sheet_without_tenant_id_pins_the_first(ledger: Ledger, tmp_path: Path, tenant: str | None) -> None:
    made = issue(ledger, tenant=tenant)
    assert opened(ledger, answer(tmp_path, made)).answers == "yes"
    refused(ledger, answer(tmp_path, made, ELSEWHERE), "--|first one for this sheet came from")
    assert opened(ledger, answer(tmp_path, made, ELSEWHERE), change=True).answers == "yes"
    refused(ledger, answer(tmp_path, made), "first one for this sheet came from")


def test_first_format_opens_and_is_named(ledger: Ledger, tmp_path: Path) -> None:
    made = samples.made(tenant=None)
    record(ledger, entry_of(made, KEYS).model_copy(update={"has_nonce": False}))
    checked = opened(ledger, answer(tmp_path, made, nonce=None))
    assert checked.bound == "first format"
    assert "sheet of the first format, so it isn't bound" in checked.warnings[0]


def test_first_format_sealed_to_another_key_than_the_sheets_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    made = samples.made(tenant=None)
    entry = entry_of(made, OTHERS).model_copy(update={"has_nonce": False})
    record(ledger, entry)
    refused(ledger, answer(tmp_path, made, nonce=None), "sealed to another key")


def test_without_the_ledger_the_key_still_checks_the_nonce(tmp_path: Path) -> None:
    made = samples.made()
    checked = opened(None, answer(tmp_path, made))
    assert (checked.answers, checked.bound) == ("not checked", "yes")
    assert any("isn't in a ledger" in warning for warning in checked.warnings)
    with pytest.raises(BadSheet, match="sheet_nonce"):
        opened(None, answer(tmp_path, made, nonce="A" * 43))


def test_with_any_sheet_an_unknown_sheet_is_never_called_verified(ledger: Ledger, tmp_path: Path) -> None:
    file = answer(tmp_path, samples.made(), nonce="A" * 43)
    refused(ledger, file, "no such sheet was issued")
    checked = opened(ledger, file, any_sheet=True)
    assert (checked.answers, checked.bound, checked.sheet) == ("no", "no", None)
    assert len(checked.warnings) == 2


def test_older_handoff_sent_again_is_named(ledger: Ledger, tmp_path: Path) -> None:
    made = issue(ledger, tenant_id=TENANT_ID)
    old, new = answer(tmp_path, made), answer(tmp_path, made)
    for file, at in ((new, samples.NOW), (old, samples.NOW.replace(year=2025))):
        file.unlink()
        changed = {"recipient": made.sheet.recipient, "created_at": at}
        write_handoff(samples.handoff().model_copy(update=changed), file)
    assert not opened(ledger, new).superseded
    assert opened(ledger, old).superseded
    assert not opened(ledger, new).superseded


def test_nonce_depends_on_key_and_sheet() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert len({nonce_of(KEYS, one), nonce_of(KEYS, two), nonce_of(OTHERS, one)}) == 3


def test_nonce_is_in_no_repr_and_not_outside_the_seal() -> None:
    made = samples.made()
    assert made.sheet.handoff_nonce
    answered = replace(made).sheet.recipient
    text = samples.handoff().model_copy(update={"recipient": answered}).content()
    assert made.sheet.handoff_nonce not in repr(made.sheet) + repr(answered) + text


def test_migration_pins_the_tenant_of_the_first_handoff(url: str) -> None:
    from sqlalchemy import text

    from tests.integration.representative.test_migrations import OLDEST_ENTRY
    from total_onboard.exchange.ledger.schema_migration import migrate

    sheet_id = "3f2504e04f8941d39a0c0305e82c3301"
    with transaction(url) as connection:
        migrate(connection, "0002")
        connection.execute(text(OLDEST_ENTRY))
        for day, tenant in ((2, ELSEWHERE), (1, TENANT_ID)):
            at = f"2026-01-0{day} 00:00:00"
            connection.execute(
                text(
                    "INSERT INTO handoffs (sheet_id, tenant_id, client_id, created_at, received_at, received_by) "
                    f"VALUES ('{sheet_id}', '{tenant}', 'c', '{at}', '{at}', 'ada')"
                )
            )
    with closing(Ledger.open(SecretText(url))) as ledger:
        with pytest.raises(BadSheet, match="first one"):
            ledger.record_handoff(sheet_id, an_entry(tenant_id=ELSEWHERE))
        assert ledger.record_handoff(sheet_id, an_entry(tenant_id=TENANT_ID))
    assert sheet().has_nonce is False
