"""The column ``admin_key`` of a CSV seals each token to its own administrator's key."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult
from tests.unit.exchange.samples import NOW
from total_onboard.exchange.keys.private_keys import OwnKeys

from .representative import HEADING, URI, Representative, outcomes

ADMIN = OwnKeys.create("ada", NOW - timedelta(days=9), NOW + timedelta(days=900))


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    made = Representative(tmp_path / "home")
    key = json.dumps(ADMIN.public.document())
    (made.home / "ada.jwk").write_text(key, encoding="utf-8")
    own = (made.home / "state" / "keys" / "total-emea.jwk").read_text(encoding="utf-8")
    (made.home / "own.jwk").write_text(own, encoding="utf-8")
    return made


def creates(representative: Representative, *keys: str) -> CliResult:
    rows = [
        f"C{at},c{at}.com,{URI},https://scim.yourtotal.com/c{at}/v2,t0ken-{at},{key}" for at, key in enumerate(keys)
    ]
    table = "\n".join((f"{HEADING},admin_key", *rows)) + "\n"
    (representative.home / "customers.csv").write_text(table, encoding="utf-8")
    words = ("value-sheet", "create", "--from", "customers.csv", "--out-dir", "sheets", "--output", "json")
    return representative.types(*words)


def test_admin_key_column_needs_no_passphrase(representative: Representative) -> None:
    made = creates(representative, "ada.jwk")
    assert (made.status, outcomes(made)) == (0, ["made"]), made.err
    (sheet,) = representative.files().values()
    assert b"t0ken-0" not in sheet
    assert "passphrase" not in made.err.lower()


def test_admin_key_column_own_key_fails_that_row_alone(representative: Representative) -> None:
    made = creates(representative, "ada.jwk", "own.jwk", "nowhere.jwk")
    assert made.status == 5, made.err
    assert outcomes(made) == ["made", "failed", "failed"]
    _, own, nowhere = made.document["rows"]
    assert [(fault["field"]) for row in (own, nowhere) for fault in row["faults"]] == ["admin_key", "admin_key"]
    assert "your own key total-emea" in own["faults"][0]["reason"]
    assert "nowhere.jwk" in nowhere["faults"][0]["reason"]
    assert len(representative.files()) == 1


def test_admin_key_column_empty_cell_wants_a_passphrase_file(representative: Representative) -> None:
    made = creates(representative, "ada.jwk", "")
    assert made.status == 2, made.err
    assert "--passphrase-file" in made.document["problems"][0]["remedy"]
