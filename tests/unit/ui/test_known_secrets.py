"""A secret that is known is replaced in every form and every output, whoever repeats it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ui.conftest import MakeScreen, said
from total_onboard.core.errors import BadValue
from total_onboard.core.known_secrets import (
    KNOWN_SECRETS,
    MASK,
    MOST,
    SHORTEST,
    KnownSecrets,
    _forms,
    remember_all,
    without_secrets,
)
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import csv_cell, for_page, json_text, shown
from total_onboard.ui.redaction import redacted
from total_onboard.ui.views.errors import show_error

SECRET = 'c4n4ry/+=~"\\é-of a-secret'
FORMS = {
    "plain": SECRET,
    "URL-encoded": quote(SECRET, safe=""),
    "URL-encoded with slashes": quote(SECRET),
    "as a form": quote_plus(SECRET),
    "URL-encoded in small letters": re.sub("%..", lambda code: code[0].lower(), quote(SECRET, safe="")),
    "in JSON": json.dumps({"token": SECRET}),
    "in JSON without escapes": json.dumps({"token": SECRET}, ensure_ascii=False),
    "in JSON with escaped slashes": json.dumps(SECRET).replace("/", "\\/"),
    "in JSON in JSON": json.dumps(json.dumps({"token": SECRET})),
}
OUTPUTS: dict[str, Callable[[str], str]] = {
    "text": shown,
    "log": redacted,
    "page": lambda text: str(for_page(text)),
    "table": csv_cell,
    "JSON": lambda text: str(json.loads(json_text({"message": text}))["message"]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_known_secret_is_replaced(form: str, output: str) -> None:
    SecretText(SECRET)
    written = OUTPUTS[output](f"before {FORMS[form]} after")
    assert MASK in written
    assert "c4n4ry" not in written
    assert written.startswith("before ")
    assert written.endswith(" after")


neighbors = st.binary(max_size=5)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), min_size=SHORTEST, max_size=40), st.binary(max_size=5), st.binary(max_size=5)
)
def test_a_known_secret_is_replaced_in_base64_wherever_it_begins(secret: str, before: bytes, after: bytes) -> None:
    KNOWN_SECRETS.forget_all()
    SecretText(secret)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + secret.encode() + after).decode()
        assert MASK in without_secrets(text)


def test_a_short_value_is_not_replaced() -> None:
    SecretText("TOTAL")
    assert shown("TOTAL") == "TOTAL"


def test_only_the_newest_are_remembered() -> None:
    for number in range(MOST + 1):
        SecretText(f"secret-number-{number:04}")
    assert MASK not in shown("secret-number-0000")
    assert MASK in shown(f"secret-number-{MOST:04}")


@pytest.mark.parametrize("length", range(SHORTEST, 3 * SHORTEST))
def test_no_form_is_shorter_than_its_value(length: int) -> None:
    for value in ("a" * length, "\u00e9/" * length, '"\\?&'[:4] * length):
        assert min(map(len, _forms(value))) >= len(value)


def test_value_remembered_after_a_search_is_replaced_in_a_text_of_its_length() -> None:
    secret = "s3cr3t-" * 3
    assert without_secrets(secret) == secret
    KNOWN_SECRETS.remember(secret)
    assert without_secrets(secret) == MASK


def test_the_longer_of_two_is_replaced_whole() -> None:
    SecretText("abcdefgh")
    SecretText("abcdefgh-ijkl")
    assert shown("x abcdefgh-ijkl") == f"x {MASK}"


def test_a_secret_that_was_asked_for_is_shown_but_not_logged() -> None:
    secret = SecretText("the-client-secret")
    secret.show_on_request()
    assert shown("the-client-secret") == "the-client-secret"
    assert json.loads(json_text(["the-client-secret"])) == ["the-client-secret"]
    assert redacted("the-client-secret") == MASK


def test_tokens_of_a_sign_in_are_known() -> None:
    remember_all({"access_token": "opaque-access-token", "device_code": "a-device-code", "expires_in": 3600})
    assert shown("opaque-access-token a-device-code 3600") == f"{MASK} {MASK} 3600"


def test_a_secret_is_replaced_before_a_line_is_broken(screen_of: MakeScreen) -> None:
    SecretText("a secret of many words that a line cannot hold")
    screen = screen_of(60)
    words = "Microsoft answered: the value a secret of many words that a line cannot hold is refused."
    show_error(screen, BadValue(words, remedy="Try again."))
    assert "many words" not in said(screen)
    assert MASK in said(screen)


def test_only_where_it_is_written_down_a_secret_is_shown_on_request() -> None:
    package = Path(__file__).parents[3] / "total_onboard"
    callers = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if ".show_on_request()" in file.read_text(encoding="utf-8")
    }
    assert callers == {"commands/handoff/command.py", "ui/views/exchange/sheet.py"}


def test_value_that_was_only_tried_is_forgotten_unless_it_was_known() -> None:
    known = KnownSecrets()
    known.remember("a secret of ours")
    with known.known_temporarily("Contoso GmbH", "a secret of ours"):
        known.remember("Contoso GmbH")
        assert known.replaced("Contoso GmbH") == MASK
    assert known.replaced("Contoso GmbH, a secret of ours") == f"Contoso GmbH, {MASK}"
