"""An implementation of JOSE from another ecosystem reads what we write, and we read what it writes.

Needs Node and what ``python3 requirements/install_clients.py`` installs; the plain test command has no network.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contract.clients.installed import need_node
from tests.unit.exchange import samples
from tests.unit.exchange.samples import KEYS, OTHERS
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.handoff.received_handoff import handoff_in
from total_onboard.exchange.handoff.sealed_handoff import TYP as HANDOFF
from total_onboard.exchange.handoff.sealed_handoff import read_sealed
from total_onboard.exchange.keys.trusted_keys import TrustedKeys
from total_onboard.exchange.value_sheet.sealed_token import TYP as TOKEN
from total_onboard.exchange.value_sheet.sealed_token import open_token, open_token_with
from total_onboard.exchange.value_sheet.signature import TYP as SHEET
from total_onboard.exchange.value_sheet.signature import verify_sheet

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def the_other_is_here() -> None:
    """Without it there is nothing to compare with."""
    need_node("jose")


def other(task: str, **given: Any) -> dict[str, Any]:
    ended = subprocess.run(
        ["node", "--no-warnings", str(HERE / "other_jose.mjs")],
        input=json.dumps({"task": task, **given}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    result: dict[str, Any] = json.loads(ended.stdout)
    return result


def test_it_verifies_our_sheets_by_the_file_that_customers_get() -> None:
    made = samples.made()
    read = other("verify_sheet", sheet=made.text, keys=KEYS.public.document())
    assert read["document"] == made.sheet.document()
    assert read["header"]["typ"] == SHEET


def test_it_opens_our_tokens() -> None:
    made = samples.made()
    assert made.passphrase
    word = made.passphrase.reveal(to="the other implementation of the test")
    assert other("open_token", sealed=made.sheet.sealed_scim_token, passphrase=word) == {"token": "t0ken-of-contoso"}


def test_it_opens_a_token_that_is_sealed_to_an_admins_key_and_we_its() -> None:
    sealed = samples.made(admin_key=OTHERS.public.handoff).sheet.sealed_scim_token
    key = OTHERS.handoff.as_dict(private=True)
    assert other("open_token_with_key", sealed=sealed, key=key) == {"token": "t0ken-of-contoso"}
    header = {"alg": jose.KEY_SEAL, "enc": jose.CONTENT, "typ": TOKEN, "kid": OTHERS.public.handoff.kid}
    public = OTHERS.public.handoff.model_dump()
    theirs = other("seal_token_to_key", token="t0ken", key=public, header=header)["sealed"]
    assert open_token_with(theirs, OTHERS.handoff) == SecretText("t0ken")


def test_it_opens_our_hand_offs() -> None:
    handoff = samples.handoff()
    read = other("open_handoff", handoff=handoff.content(), key=KEYS.handoff.as_dict(private=True))
    assert read["document"] == handoff.document()
    assert read["header"]["filing"]["customer"] == "Contoso"


def test_we_believe_its_sheets_and_open_its_tokens() -> None:
    word = "0123456789ABCDEFGHJKMNPQ"
    header = {"alg": jose.PASSPHRASE_SEAL, "enc": jose.CONTENT, "typ": TOKEN}
    sealed = other("seal_token", token="t0ken", passphrase=word, header=header)["sealed"]
    document = samples.made(customer="Müller & Söhne").sheet.document() | {"sealed_scim_token": sealed}
    header = {"alg": jose.SIGNATURE, "typ": SHEET, "kid": KEYS.public.signing.kid}
    text = other("sign_sheet", document=document, key=KEYS.signing.as_dict(private=True), header=header)["sheet"]
    sheet = verify_sheet(text, "theirs", TrustedKeys((KEYS.public.signing,), "the test")).sheet
    assert sheet.customer == "Müller & Söhne"
    assert sheet.sealed_scim_token
    assert open_token(sheet.sealed_scim_token, SecretText(word)) == SecretText("t0ken")


def test_we_open_its_hand_offs(tmp_path: Path) -> None:
    ours = samples.handoff()
    filing = jose.header_of(ours.content())["filing"]
    header = {"alg": jose.KEY_SEAL, "enc": jose.CONTENT, "typ": HANDOFF, "kid": KEYS.public.handoff.kid}
    key = KEYS.public.handoff.model_dump()
    text = other("seal_handoff", document=ours.document(), key=key, header=header | {"filing": filing})["handoff"]
    file = tmp_path / "theirs.totalhandoff"
    file.write_text(text, encoding="utf-8")
    handoff = handoff_in(read_sealed(file).opened(KEYS.handoff), file.name)
    assert handoff.client_secret == ours.client_secret
