"""A signed sheet is believed for its signature, its key and its time; a refusal names what does not hold."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, NOW, OTHERS
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.value_sheet.sealed_token import open_token
from total_onboard.exchange.value_sheet.sheet_file import read_sheet
from total_onboard.exchange.value_sheet.signature import TYP, verify_sheet

TRUSTED = TrustedKeys((KEYS.public.signing,), "the test")


def refusal(text: str, trusted: TrustedKeys = TRUSTED, later: timedelta = timedelta()) -> str:
    with pytest.raises(BadSheet) as refused:
        verify_sheet(text, "contoso.totalsheet", trusted, NOW + later)
    assert refused.value.exit_status is ExitStatus.UNTRUSTED_FILE
    assert refused.value.remedy
    return refused.value.message.removeprefix("contoso.totalsheet: ")


def test_it_says_what_was_ordered_and_who_signed_it() -> None:
    verified = verify_sheet(samples.made().text, "contoso.totalsheet", TRUSTED)
    assert verified.key == KEYS.public.signing
    assert (verified.sheet.customer, verified.sheet.tenant) == ("Contoso", "contoso.com")
    assert verified.sheet.handoff_key == KEYS.public.handoff
    assert verified.sheet.scim_token is None


def test_two_sheets_of_one_order_have_ids_and_passphrases_of_their_own() -> None:
    one, other = samples.made(), samples.made()
    assert one.sheet_id != other.sheet_id
    assert one.passphrase != other.passphrase


def test_the_token_is_opened_by_the_passphrase_however_it_was_written_down() -> None:
    made = samples.made()
    assert made.passphrase
    assert made.sheet.sealed_scim_token
    told = made.passphrase.reveal(to="the customer of the test")
    for heard in (told, told.lower(), told.replace("-", " "), told.replace("0", "O").replace("1", "l")):
        assert open_token(made.sheet.sealed_scim_token, SecretText(heard)) == SecretText("t0ken-of-contoso")
    with pytest.raises(BadValue, match="doesn't open"):
        open_token(made.sheet.sealed_scim_token, SecretText("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"))


def test_no_secret_is_in_the_text() -> None:
    made = samples.made()
    payload = jose.verified(made.text, KEYS.public.signing.key, typ=TYP)
    assert b"t0ken" not in payload
    assert "t0ken" not in repr(made) + made.text


def test_one_that_is_signed_by_a_stranger_is_refused() -> None:
    assert refusal(samples.made(OTHERS).text).startswith("kid: ")


def test_one_that_names_a_trusted_key_but_was_signed_by_another_is_refused() -> None:
    payload = json.dumps(samples.made().sheet.document()).encode()
    forged = jose.sign(payload, OTHERS.signing, typ=TYP, kid=KEYS.public.signing.kid)
    assert refusal(forged).startswith("signature: ")


@pytest.mark.parametrize("alg", ["none", "HS256", "EdDSA"])
def test_no_other_algorithm_will_do(alg: str) -> None:
    payload = json.dumps(samples.made().sheet.document()).encode()
    key = OctKey.import_key(KEYS.public.signing.x * 2) if alg == "HS256" else KEYS.signing
    header = {"alg": alg, "typ": TYP, "kid": KEYS.public.signing.kid}
    with pytest.warns(UserWarning) if alg != "HS256" else _nothing():
        text = jws.serialize_compact(header, payload, key, algorithms=[alg])
    assert refusal(text).startswith(("alg: ", "header: "))


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def test_a_sealed_hand_off_is_no_sheet() -> None:
    assert refusal(samples.handoff().content()).startswith("typ: ")


def test_it_ends_when_it_says() -> None:
    text = samples.made(expires_at=NOW + timedelta(days=3)).text
    verify_sheet(text, "contoso.totalsheet", TRUSTED, NOW + timedelta(days=3, seconds=-1))
    assert refusal(text, later=timedelta(days=3)).startswith("expires_at: ")


def test_it_is_not_valid_before_it_was_issued_but_clocks_may_differ() -> None:
    text = samples.made(now=NOW).text
    verify_sheet(text, "contoso.totalsheet", TRUSTED, NOW - timedelta(minutes=4))
    assert refusal(text, later=-timedelta(minutes=10)).startswith("issued_at: ")


def test_a_key_that_ended_vouches_for_nothing_whatever_date_stands_in_the_sheet() -> None:
    short = OwnKeys.create("short", NOW - timedelta(days=9), NOW + timedelta(days=1))
    document = samples.made(short).sheet.document() | {"expires_at": "2099-01-01T00:00:00Z"}
    trusted = TrustedKeys((short.public.signing,), "the test")
    assert refusal(samples.forged(document, short), trusted, timedelta(days=2)).startswith("kid: ")
    assert refusal(samples.forged(document, short), trusted, -timedelta(days=10)).startswith("kid: ")


def test_of_several_trusted_keys_each_will_do() -> None:
    both = TrustedKeys((OTHERS.public.signing, KEYS.public.signing), "the test")
    for keys in (KEYS, OTHERS):
        assert verify_sheet(samples.made(keys).text, "sheet", both).key == keys.public.signing


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"redirect_uris": ["http://app.yourtotal.com"]}, "https"),
        ({"scim_token": "in-plain"}, "scim_token"),
        ({"surprise": 1}, "surprise"),
        ({"id": "not-an-id"}, "id"),
        ({"format": "total-value-sheet/v3"}, "format"),
        ({"expires_at": "2099-01-01T00:00:00"}, "expires_at"),
        ({"handoff_key": KEYS.public.signing.model_dump()}, "handoff_key"),
        ({"handoff_key": {**KEYS.public.handoff.model_dump(), "kid": "another"}}, "handoff_key"),
    ],
)
def test_a_signature_does_not_make_a_wrong_value_right(change: dict[str, Any], field: str) -> None:
    assert field in refusal(samples.forged(samples.made().sheet.document() | change))


def test_a_name_that_stands_twice_is_refused_although_it_is_signed() -> None:
    twice = json.dumps(samples.made().sheet.document())[:-1] + ', "customer": "Fabrikam"}'
    assert "twice" in refusal(samples.forged(twice.encode()))


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"redirect_uris": ()}, "redirect URI"),
        ({"redirect_uris": ("http://a.example",)}, "https"),
        ({"scim_url": None}, "no SCIM address"),
        ({"scim_token": SecretText("Bearer abc")}, "Bearer"),
        ({"cloud": "usgov", "scim_token": SecretText("t" * 1025)}, "1024"),
        ({"secret_months": 25}, "25 months"),
        ({"tenant": "not a domain"}, "neither an ID nor a domain"),
        ({"customer": " "}, "customer"),
        ({"scim_token_ends": NOW.date() - timedelta(days=1)}, "SCIM token expired"),
        ({"expires_at": NOW - timedelta(days=1)}, "can't expire"),
        ({"expires_at": NOW + timedelta(days=900)}, "can't expire"),
    ],
)
def test_what_the_admins_side_would_refuse_is_not_signed(order: dict[str, Any], says: str) -> None:
    with pytest.raises(BadValue, match=says) as refused:
        samples.made(**order)
    assert refused.value.remedy


def test_a_sheet_does_not_outlive_its_key() -> None:
    short = OwnKeys.create("short", NOW - timedelta(days=1), NOW + timedelta(days=5))
    assert samples.made(short).expires_at == short.public.signing.ends


def test_a_key_that_ended_or_has_not_begun_signs_nothing() -> None:
    for begins, ends in ((-9, -1), (1, 9)):
        keys = OwnKeys.create("k", NOW + timedelta(days=begins), NOW + timedelta(days=ends))
        with pytest.raises(BadValue, match="trusted from"):
            samples.made(keys)


def test_what_was_signed_cannot_be_had_without_its_signature_by_cutting_it_off(tmp_path: Path) -> None:
    header, payload, _ = samples.made().text.split(".")
    file = tmp_path / "contoso.totalsheet"
    for text in (f"{header}.{payload}.", f"{header}.{payload}", payload):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadSheet):
            read_sheet(file, samples.trusted_file(tmp_path, KEYS), allow_unsigned=True)
