"""Files of the first format, made before there was a second one, are read as before."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.unit.exchange import samples
from total_onboard.core.errors import BadSheet
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.received_handoff import handoff_in, plain_handoff
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, read_sealed
from total_onboard.exchange.json_schemas import FOLDER
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.sheet_file import read_sheet
from total_onboard.exchange.value_sheet.signature import verify_sheet

VECTORS = Path(__file__).parent / "vectors"
WORD = SecretText("a passphrase that everybody knows")


def schema(name: str) -> dict[str, object]:
    content: dict[str, object] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return content


def test_first_format_sheet_is_believed_and_its_token_opened() -> None:
    trusted = load_trusted_keys(VECTORS / "first-format.jwk")
    text = (VECTORS / "v1.totalsheet").read_text(encoding="utf-8")
    sheet = verify_sheet(text, "v1.totalsheet", trusted).sheet
    assert (sheet.format, sheet.handoff_nonce, sheet.tenant_id) == ("total-value-sheet/v1", None, None)
    assert sheet.sealed_scim_token
    word = SecretText((VECTORS / "v1.passphrase").read_text(encoding="utf-8"))
    assert open_token(sheet.sealed_scim_token, word) == SecretText("t0ken-of-contoso")
    jsonschema.validate(sheet.document(), schema("value-sheet.v1"))


def test_first_format_handoff_is_opened() -> None:
    keys = KeyFolder(VECTORS).opened("first-format", WORD)
    sealed = read_sealed(VECTORS / "v1.totalhandoff")
    document = sealed.opened(keys.handoff)
    assert handoff_in(document, sealed.name).client_secret == SecretText("s3cr3t-value")
    jsonschema.validate(document, schema("handoff.v1"))
    jsonschema.validate(jose.header_of(sealed.text)[OUTSIDE], schema("handoff-filing.v1"))


def test_first_format_plain_files_are_read() -> None:
    assert plain_handoff(VECTORS / "v1-plain.totalhandoff").tenant_name == "Contoso"
    assert read_sheet(VECTORS / "v1-plain.totalsheet", None, allow_unsigned=True).sheet.customer == "Contoso"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "total-value-sheet/v1"},
        {"handoff_nonce": None},
        {"handoff_nonce": "short"},
        {"handoff_nonce": "é" * 43},
        {"tenant_id": "contoso.com"},
    ],
)
def test_second_format_sheet_with_wrong_member_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    document = {**samples.made().sheet.document(), **change}
    trusted = load_trusted_keys(samples.trusted_file(tmp_path, samples.KEYS))
    with pytest.raises(BadSheet):
        verify_sheet(samples.forged(document), "sheet", trusted)


def test_answer_to_first_format_sheet_has_first_format() -> None:
    trusted = load_trusted_keys(VECTORS / "first-format.jwk")
    sheet = verify_sheet((VECTORS / "v1.totalsheet").read_text(encoding="utf-8"), "v1", trusted).sheet
    answer = samples.handoff().model_copy(update={"recipient": sheet.recipient})
    assert answer.document()["format"] == jose.header_of(answer.content())[OUTSIDE]["format"] == "total-handoff/v1"
    assert "sheet_nonce" not in answer.document()
