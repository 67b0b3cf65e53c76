"""A revoked key vouches for nothing, and a list of revoked keys is believed or stops everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, NOW, OTHERS
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.exchange import jose
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.revocations import TYP, revoke
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.value_sheet.signature import verify_sheet


def trusting(folder: Path, *keys: OwnKeys, revoked: str) -> Path:
    """A file of trusted keys with a list beside it."""
    file = samples.trusted_file(folder, *keys)
    file.with_suffix(".revoked").write_text(revoked, encoding="utf-8")
    return file


@pytest.mark.parametrize("signer", [KEYS, OTHERS], ids=["by-itself", "by-another-trusted-key"])
def test_revoked_key_sheet_is_refused(tmp_path: Path, signer: OwnKeys) -> None:
    file = trusting(tmp_path, KEYS, OTHERS, revoked=revoke(KEYS.public, signer, NOW))
    for trusted in (load_trusted_keys(file), load_trusted_keys(tmp_path)):
        with pytest.raises(BadSheet, match=r"kid: the key total-emea was revoked on"):
            verify_sheet(samples.made().text, "sheet", trusted)
        assert verify_sheet(samples.made(OTHERS).text, "sheet", trusted).key.name == "total-apac"


def test_revoked_handoff_key_in_sheet_of_another_key_is_refused(tmp_path: Path) -> None:
    file = trusting(tmp_path, KEYS, OTHERS, revoked=revoke(OTHERS.public, OTHERS, NOW))
    document = samples.made().sheet.document() | {"handoff_key": OTHERS.public.handoff.model_dump()}
    with pytest.raises(BadSheet, match="handoff_key: the key total-apac was revoked"):
        verify_sheet(samples.forged(document), "sheet", load_trusted_keys(file))


def test_revocation_by_a_revoked_key_still_counts(tmp_path: Path) -> None:
    """A thief who revokes the other key first must not keep the stolen one in use."""
    (tmp_path / "one.revoked").write_text(revoke(OTHERS.public, KEYS, NOW), encoding="utf-8")
    (tmp_path / "two.revoked").write_text(revoke(KEYS.public, OTHERS, NOW), encoding="utf-8")
    samples.trusted_file(tmp_path, KEYS, OTHERS)
    assert len(load_trusted_keys(tmp_path).revoked) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (revoke(KEYS.public, OTHERS, NOW), "isn't trusted here"),
        (revoke(KEYS.public, KEYS, NOW)[:-9], "damaged"),
        ("nonsense", "damaged"),
        ("", "is empty"),
        (jose.sign(b"{}", KEYS.signing, typ=TYP, kid=KEYS.public.signing.kid), "damaged"),
        (samples.made().text, "damaged"),
    ],
    ids=["by-a-stranger", "cut", "nonsense", "empty", "without-content", "a-sheet"],
)
def test_list_that_cannot_be_believed_stops_everything(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadValue, match=says):
        load_trusted_keys(trusting(tmp_path, KEYS, revoked=text))


def test_list_of_another_file_does_not_concern_a_single_file(tmp_path: Path) -> None:
    file = samples.trusted_file(tmp_path, KEYS)
    (tmp_path / "another.revoked").write_text("nonsense", encoding="utf-8")
    assert load_trusted_keys(file).revoked == {}
