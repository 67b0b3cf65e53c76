"""The formats are documented: schemas ship with the package, and an example can be opened by everybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.unit.exchange import samples
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.received_handoff import handoff_in
from total_onboard.exchange.handoff.sealed_handoff import OUTSIDE, read_sealed
from total_onboard.exchange.json_schemas import FOLDER, generated
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.signature import verify_sheet

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = DOCS / "examples"
WHEN = datetime(2026, 12, 1, tzinfo=UTC)
"""The example's sheet ended long ago when this is read."""


def schema(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return content


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", generated())
def test_the_shipped_schemas_are_those_of_the_files(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == generated()[name]
    assert f"exchange/schemas/{name}" in (DOCS / "file-formats.md").read_text(encoding="utf-8")


def test_what_is_made_fits_the_schemas() -> None:
    jsonschema.validate(samples.made().sheet.document(), schema("value-sheet.v2"))
    jsonschema.validate(samples.KEYS.public.document(), schema("public-keys.v1"))
    jsonschema.validate(samples.handoff().document(), schema("handoff.v2"))
    jsonschema.validate(jose.header_of(samples.handoff().content())[OUTSIDE], schema("handoff-filing.v2"))


@pytest.mark.parametrize("change", [{"scim_token": "t"}, {"redirect_uris": []}, {"surprise": 1}, {"cloud": "moon"}])
def test_the_schema_refuses_what_the_program_refuses(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(samples.made().sheet.document() | change, schema("value-sheet.v2"))


def test_the_examples_sheet_is_genuine_and_its_passphrase_opens_its_token() -> None:
    trusted = load_trusted_keys(EXAMPLES / "example.jwk")
    sheet = verify_sheet(example("contoso.totalsheet"), "contoso.totalsheet", trusted, WHEN).sheet
    assert sheet.customer == "Contoso"
    assert sheet.sealed_scim_token
    token = open_token(sheet.sealed_scim_token, SecretText(example("contoso.passphrase")))
    assert token == SecretText("example-scim-token")


def test_the_examples_hand_off_answers_the_examples_sheet() -> None:
    trusted = load_trusted_keys(EXAMPLES / "example.jwk")
    sheet = verify_sheet(example("contoso.totalsheet"), "contoso.totalsheet", trusted, WHEN).sheet
    keys = KeyFolder(EXAMPLES).opened("example", SecretText("an example that everybody knows"))
    sealed = read_sealed(EXAMPLES / "contoso.totalhandoff")
    handoff = handoff_in(sealed.opened(keys.handoff), sealed.name)
    assert sealed.filing.sheet_id == sheet.id
    assert handoff.client_secret == SecretText("example-client-secret")
    assert [group.name for group in handoff.groups] == ["TOTAL-Admin", "TOTAL-Analyst"]
    assert "an example that everybody knows" in (DOCS / "file-formats.md").read_text(encoding="utf-8")


def test_the_lines_of_the_page_work(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "file-formats.md").read_text(encoding="utf-8")
    lines = page.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(EXAMPLES)
    found: dict[str, Any] = {}
    exec(lines, found)
    assert found["token"] == b"example-scim-token"
