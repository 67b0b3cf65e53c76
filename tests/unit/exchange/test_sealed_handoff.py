"""A sealed hand-off: what stands outside, who opens it, and that there is never a plain one beside it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, NOW, OTHERS, TENANT_ID, sealed
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.core.errors import BadSheet
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.exchange import jose
from total_onboard.exchange.desired_state.from_sheet import desired_state
from total_onboard.exchange.handoff.received_handoff import handoff_in, plain_handoff
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, read_sealed
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.settings import load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "contoso.totalhandoff"


def test_its_owner_reads_what_was_written(file: Path) -> None:
    handoff = samples.handoff()
    write_handoff(handoff, file)
    opened = handoff_in(read_sealed(file).opened(KEYS.handoff), file.name)
    assert opened.document()["handoff"] == handoff.document()["handoff"]


def test_outside_stands_what_is_needed_to_file_it_and_nothing_else(file: Path) -> None:
    write_handoff(samples.handoff(), file)
    filing = read_sealed(file).filing
    assert (filing.customer, str(filing.tenant_id)) == ("Contoso", TENANT_ID)
    assert set(jose.header_of(file.read_text(encoding="utf-8"))) == {"alg", "enc", "typ", "kid", "epk", OUTSIDE}
    assert set(filing.model_dump(exclude_none=True)) == {"format", "sheet_id", "customer", "tenant_id", "created_at"}


def test_the_secret_is_not_in_the_file(file: Path) -> None:
    write_handoff(samples.handoff(), file)
    assert "s3cr3t" not in file.read_text(encoding="utf-8")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_another_key_does_not_open_it(file: Path) -> None:
    write_handoff(samples.handoff(), file)
    with pytest.raises(BadSheet, match="seal"):
        read_sealed(file).opened(OTHERS.handoff)


def test_a_key_that_ended_meanwhile_still_gets_the_secret(file: Path) -> None:
    """It is made by then, and shown only once."""
    ended = OwnKeys.create("ended", NOW - timedelta(days=9), NOW + timedelta(days=1))
    handoff = samples.handoff(ended)
    assert handoff.recipient
    past = ended.public.handoff.model_copy(update={"nbf": 1, "exp": 2}).model_dump()
    late = handoff.model_copy(update={"recipient": handoff.recipient.model_copy(update={"key": past})})
    write_handoff(late, file)
    assert read_sealed(file).opened(ended.handoff)["handoff"]["client_secret"] == "s3cr3t-value"


@pytest.mark.parametrize(
    ("filing", "field"),
    [
        ({"sheet_id": "mine"}, "sheet_id"),
        ({"tenant_id": None}, "tenant_id"),
        ({"customer": "x" * 121}, "customer"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"secret": "s"}, "secret"),
        ({"format": "total-handoff/v3"}, "format"),
    ],
)
def test_filing_data_that_make_no_sense_are_refused_by_name(file: Path, filing: dict[str, Any], field: str) -> None:
    with pytest.raises(BadSheet, match=rf"filing\.{field}") as refusal:
        read_sealed(sealed(file, **filing))
    assert refusal.value.exit_status is ExitStatus.UNTRUSTED_FILE


def test_something_else_that_was_sealed_to_the_key_is_no_hand_off(file: Path) -> None:
    for document in ({"format": "other"}, {"format": "total-handoff/v1", "handoff": {"tenant_id": 1}}):
        with pytest.raises(BadSheet, match=r"format|handoff"):
            handoff_in(read_sealed(sealed(file, document)).opened(KEYS.handoff), file.name)


def test_sheet_in_place_of_a_handoff_is_named_by_its_kind(file: Path) -> None:
    file.write_text(samples.made().text, encoding="utf-8")
    with pytest.raises(BadSheet, match="is a value sheet, not a hand-off"):
        read_sealed(file)


def test_without_a_recipient_it_is_plain_and_says_so(file: Path) -> None:
    handoff = samples.handoff().model_copy(update={"recipient": None})
    write_handoff(handoff, file)
    assert json.loads(file.read_text(encoding="utf-8"))["sealed"] is False
    assert plain_handoff(file).client_secret == handoff.client_secret


def test_the_journal_remembers_whom_to_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    sheet = samples.made(scim_url=None, scim_token=None).sheet
    journal = Journal.of(tmp_path, TENANT_ID, "total-onboard-total")
    journal.remember(desired_state(load_settings({}), sheet))
    remembered = last_desired_state(journal.entries())
    assert remembered
    assert remembered.recipient == sheet.recipient
