"""Where the admin's public key is known, the SCIM token is sealed to it, and nobody needs a passphrase."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, NOW, ORDER, OTHERS
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.bulk.customers_csv import read_customers
from total_onboard.exchange.bulk.idempotency_key import ContentKeys
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.public_key_file import admin_key
from total_onboard.exchange.value_sheet.sealed_token import key_of, open_token, open_token_with

ADMIN = OTHERS
ADMINS_ORDER = replace(ORDER, admin_key=ADMIN.public.handoff)


def sealed(**other: Any) -> str:
    token = samples.made(**other).sheet.sealed_scim_token
    assert token
    return token


def test_the_admins_key_opens_it_and_there_is_no_passphrase() -> None:
    made = samples.made(admin_key=ADMIN.public.handoff)
    assert made.passphrase is None
    assert made.sheet.sealed_scim_token
    assert key_of(made.sheet.sealed_scim_token) == ADMIN.public.handoff.kid
    assert open_token_with(made.sheet.sealed_scim_token, ADMIN.handoff) == SecretText("t0ken-of-contoso")
    assert "t0ken-of-contoso" not in made.text


def test_no_other_key_opens_it_nor_any_passphrase() -> None:
    with pytest.raises(BadSheet, match="sealed_scim_token"):
        open_token_with(sealed(admin_key=ADMIN.public.handoff), KEYS.handoff)
    with pytest.raises(BadValue, match="doesn't open"):
        open_token(sealed(admin_key=ADMIN.public.handoff), SecretText("7XJ2-K0PM"))


def test_a_token_with_a_passphrase_names_no_key() -> None:
    assert key_of(sealed()) is None
    assert key_of("no token at all") is None


def test_another_key_is_another_order_and_an_order_without_one_is_what_it_was() -> None:
    keys = ContentKeys(KEYS)
    assert keys.of(ADMINS_ORDER) != keys.of(ORDER)
    assert keys.of(ADMINS_ORDER) == keys.of(replace(ADMINS_ORDER))


def file_of(folder: Path, *keys: dict[str, Any]) -> Path:
    file = folder / "admin.jwk"
    file.write_text(json.dumps({"keys": list(keys)}), encoding="utf-8")
    return file


def test_it_is_read_from_what_keys_show_prints(tmp_path: Path) -> None:
    assert admin_key(file_of(tmp_path, *ADMIN.public.document()["keys"])) == ADMIN.public.handoff


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ([], "0 keys"),
        ([ADMIN.public.signing.model_dump()], "0 keys"),
        ([ADMIN.public.handoff.model_dump(), KEYS.public.handoff.model_dump()], "2 keys"),
        ([ADMIN.public.handoff.model_dump() | {"d": "AAAA"}], "private key"),
        ([ADMIN.public.handoff.model_dump() | {"x": KEYS.public.handoff.x}], "thumbprint"),
    ],
)
def test_a_file_that_holds_no_such_key_is_refused(keys: list[dict[str, Any]], says: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=says) as refusal:
        admin_key(file_of(tmp_path, *keys))
    assert refusal.value.remedy


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="cannot be read"):
        admin_key(tmp_path / "none.jwk")


def test_nothing_is_sealed_to_a_key_that_ended() -> None:
    ended = OwnKeys.create("old", NOW - timedelta(days=9), NOW - timedelta(days=1))
    with pytest.raises(BadValue, match="valid at this time"):
        samples.made(admin_key=ended.public.handoff)


def test_a_row_of_a_file_may_name_it(tmp_path: Path) -> None:
    key = file_of(tmp_path, *ADMIN.public.document()["keys"])
    rows = (
        "customer,redirect_uri,scim_url,scim_token,admin_key",
        f"Contoso,https://a.example/cb,https://s.example/scim,t0ken,{key}",
        f"Fabrikam,https://a.example/cb,https://s.example/scim,t0ken,{tmp_path}/none.jwk",
    )
    table = tmp_path / "customers.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    contoso, fabrikam = read_customers(table, {}).rows
    assert contoso.order
    assert contoso.order.admin_key == ADMIN.public.handoff
    assert not contoso.order.needs_passphrase
    (fault,) = fabrikam.faults
    assert fault.field == "admin_key"


def test_a_key_without_a_token_to_seal_is_told() -> None:
    with pytest.raises(BadValue, match="no SCIM token"):
        samples.made(admin_key=ADMIN.public.handoff, scim_token=None)
