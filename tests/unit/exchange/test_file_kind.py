"""TOTAL's files in the wrong place are named by their kind; plain hand-offs that mail wrapped are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.exchange import samples
from total_onboard.core.errors import BadSheet
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.received_handoff import plain_handoff, read_handoff
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff
from total_onboard.exchange.value_sheet.sheet_file import read_sheet

PLAIN_HANDOFF = samples.handoff().model_copy(update={"recipient": None}).content()
PLAIN_SHEET = json.dumps({"format": "total-value-sheet/v1", "customer": "Contoso", "redirect_uris": []})
PUBLIC_KEY = json.dumps(samples.KEYS.public.document())
TOKEN = samples.made().sheet.sealed_scim_token or ""
REVOKED = jose.sign(b"{}", samples.KEYS.signing, typ="total-revocations+jws", kid=samples.KEYS.public.signing.kid)
OWN_KEY = jose.seal_with_passphrase(b"{}", "a passphrase", typ="total-keys+jwe", iterations=1000)
OTHERS = {"a list of revoked keys": REVOKED, "a sealed SCIM token": TOKEN, "a public key": PUBLIC_KEY}


def read_as_sheet(file: Path) -> object:
    return read_sheet(file, None, allow_unsigned=True)


@pytest.mark.parametrize(
    ("read", "content", "kind"),
    [
        *((read_handoff, text, "a value sheet, not a hand-off") for text in (samples.made().text, PLAIN_SHEET)),
        *((read_as_sheet, text, "a hand-off, not") for text in (samples.handoff().content(), PLAIN_HANDOFF)),
        *((read, text, kind) for kind, text in OTHERS.items() for read in (read_handoff, read_as_sheet)),
        (read_handoff, OWN_KEY, "the private half of a key"),
    ],
)
@pytest.mark.parametrize("wrap", [str, lambda text: text.replace(".", ".\n> ").replace('": "', '":\n  "')])
def test_file_of_another_kind_is_named(
    read: Callable[[Path], object], content: str, kind: str, wrap: Callable[[str], str], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text(wrap(content) if content.startswith("ey") else content, encoding="utf-8")
    with pytest.raises(BadSheet, match=kind):
        read(file)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Dear Jo,\nthe file is attached.\n", "a text file"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n", "a certificate"),
        ("<!doctype html><title>Sign in</title>", "an HTML or XML page"),
        ("From: ada@contoso.com\n\nThe file is attached.\n", "a whole mail"),
    ],
)
@pytest.mark.parametrize(
    ("read", "expected"), [(read_handoff, "isn't a hand-off"), (read_as_sheet, "isn't a value sheet")]
)
def test_unrelated_file_is_named_by_what_it_is(
    read: Callable[[Path], object], expected: str, content: str, kind: str, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadSheet, match=f"notes.txt {expected}. It is {kind}") as refusal:
        read(file)
    assert "damaged" not in refusal.value.message
    assert ".total" in refusal.value.remedy


@pytest.mark.parametrize("text", [samples.handoff().content()[:-40], PLAIN_HANDOFF[:-30], PLAIN_HANDOFF[60:]])
def test_shortened_handoff_stays_a_changed_handoff(text: str, tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSheet) as refusal:
        if isinstance(found := read_handoff(file), SealedHandoff):
            found.opened(samples.KEYS.handoff)
    assert "isn't a hand-off" not in refusal.value.message


@pytest.mark.parametrize(
    "rewritten",
    [
        PLAIN_HANDOFF.replace('": "', '":\r\n"').encode("utf-16"),
        PLAIN_HANDOFF.replace("Contoso", "Contoso").encode("utf-8-sig"),
        "".join(f"> {line}\n" for line in PLAIN_HANDOFF.splitlines()).encode(),
        PLAIN_HANDOFF.replace("=", "=3D").replace("microsoft", "micro=\r\nsoft").encode(),
    ],
    ids=["wrapped-utf-16", "mark", "quoted", "quoted-printable"],
)
def test_plain_handoff_that_mail_rewrote_is_read(rewritten: bytes, tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    file.write_bytes(rewritten)
    handoff = plain_handoff(file)
    assert handoff.client_secret == samples.handoff().client_secret
    assert handoff.discovery_url == samples.handoff().discovery_url


def test_name_that_mail_broke_in_two_lines_is_joined(tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalhandoff"
    file.write_text(PLAIN_HANDOFF.replace('"Contoso"', '"Contoso \n  East"'), encoding="utf-8")
    assert plain_handoff(file).tenant_name == "Contoso East"
