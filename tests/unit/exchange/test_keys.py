"""Keys: the private halves open with their passphrase alone, the public ones are what they say."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, NOW, OTHERS
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.jose import header_of
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys

WORD = SecretText("correct horse battery")


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder.of(tmp_path)
    folder.save(KEYS, WORD)
    return folder


def test_what_was_saved_signs_and_opens_as_before(folder: KeyFolder) -> None:
    again = folder.opened("total-emea", WORD)
    assert again.public == KEYS.public
    assert samples.made(again).sheet.handoff_key == KEYS.public.handoff


def test_a_wrong_passphrase_opens_nothing(folder: KeyFolder) -> None:
    with pytest.raises(BadValue, match="doesn't open"):
        folder.opened("total-emea", SecretText("another"))


def test_the_private_file_is_its_owners_and_holds_no_private_half_in_plain(folder: KeyFolder) -> None:
    file = folder.file("total-emea")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    private = KEYS.signing.as_dict(private=True)["d"]
    assert str(private) not in file.read_text(encoding="utf-8") + (file.with_suffix(".jwk")).read_text(encoding="utf-8")


def test_private_file_passphrase_is_stretched_as_owasp_asks(folder: KeyFolder) -> None:
    assert header_of(folder.file("total-emea").read_text(encoding="utf-8"))["p2c"] >= 210_000


def test_a_key_is_found_by_the_id_of_its_hand_off_half(folder: KeyFolder) -> None:
    folder.save(OTHERS, WORD)
    assert folder.by_handoff_key(OTHERS.public.handoff.kid) == OTHERS.public
    assert folder.by_handoff_key(OTHERS.public.signing.kid) is None


@pytest.mark.parametrize("name", ["../up", "", ".hidden", "a/b", "x" * 61, "naïve"])
def test_a_name_that_is_no_name_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match="name of a key"):
        OwnKeys.create(name, NOW, NOW + timedelta(days=1))


def test_a_missing_key_is_told_with_those_that_are_there(folder: KeyFolder) -> None:
    with pytest.raises(BadValue) as missing:
        folder.public("total-apac")
    assert "total-emea" in missing.value.remedy


def test_a_folder_of_trusted_keys_is_all_its_files(tmp_path: Path) -> None:
    for keys in (KEYS, OTHERS):
        (tmp_path / f"{keys.public.name}.jwk").write_text(json.dumps(keys.public.document()), encoding="utf-8")
    (tmp_path / "README.md").write_text("Keys of TOTAL.", encoding="utf-8")
    assert {key.name for key in load_trusted_keys(tmp_path).keys} == {"total-emea", "total-apac"}


def test_a_single_jwk_will_do(tmp_path: Path) -> None:
    file = tmp_path / "one.jwk"
    file.write_text(KEYS.public.signing.model_dump_json(), encoding="utf-8")
    assert load_trusted_keys(file).keys == (KEYS.public.signing,)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"d": "AAAA"}, "private"),
        ({"kid": "mine"}, "thumbprint"),
        ({"x": "AAAA"}, "32 bytes"),
        ({"x": "ä"}, "x"),
        ({"crv": "Ed448"}, "crv"),
        ({"exp": 1}, "exp"),
        ({"exp": 10**18}, "exp"),
        ({"name": ""}, "name"),
    ],
)
def test_a_public_key_that_is_not_what_it_says_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    file = tmp_path / "one.jwk"
    file.write_text(json.dumps(KEYS.public.signing.model_dump() | change), encoding="utf-8")
    with pytest.raises(BadValue, match=says):
        load_trusted_keys(file)


def test_what_others_add_to_a_jwk_is_passed_over() -> None:
    assert SigningKey.model_validate(KEYS.public.signing.model_dump() | {"key_ops": ["verify"]}) == KEYS.public.signing


def test_a_trusted_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be read"):
        load_trusted_keys(tmp_path / "missing.jwk")
