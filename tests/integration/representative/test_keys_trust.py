"""``keys trust``: a key is trusted only if its fingerprint was heard, whatever the file says."""

from __future__ import annotations

import json
import os
import stat
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.representative.test_code_page_question import Terminal
from tests.support.cli_runner import CliResult, typed
from tests.unit.exchange.desks import KEYS, NOW, OTHERS, made
from total_onboard.commands.trust_key import trust_key
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange.keys.offered_keys import MARK, page_mark
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.page.html import html_page
from total_onboard.exchange.page.model import content_of
from total_onboard.exchange.page.pdf import pdf_page

FINGERPRINT = KEYS.public.signing.fingerprint
OTHER = OTHERS.public.signing.fingerprint
SHEET = made()


class Admin:
    """An administrator without trusted keys, in a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "config" / "total-onboard" / "trusted-keys"
        self.environment: dict[str, str | None] = {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
            "TOTAL_ONBOARD_TRUSTED_KEYS": None,
            "COLUMNS": "200",
        }
        (home / "contoso.totalsheet").write_text(SHEET.text, encoding="utf-8")

    def types(self, *words: str) -> CliResult:
        return typed(*words, home=self.home, environment=self.environment)

    def trusts(self, content: str | bytes, heard: str = FINGERPRINT, name: str = "page.html") -> CliResult:
        """``keys trust`` with a file of this content."""
        (self.home / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return self.types("keys", "trust", name, "--fingerprint", heard, "--output", "json")

    @property
    def stored(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.exists() else []


@pytest.fixture
def admin(tmp_path: Path) -> Admin:
    return Admin(tmp_path)


def page() -> str:
    return html_page(content_of(SHEET, Path("contoso.totalsheet"), Path("page.html")))


def marked(document: dict[str, Any] | str) -> str:
    """A page with any JSON as its key."""
    text = document if isinstance(document, str) else json.dumps(document)
    return f"<html>{MARK}{urlsafe_b64encode(text.encode()).decode().rstrip('=')}</html>"


SIGNING, SEALING = (key.model_dump() for key in (KEYS.public.signing, KEYS.public.handoff))
ENDED = OwnKeys.create("old", NOW - timedelta(days=9), NOW - timedelta(days=1)).public.signing


@pytest.mark.parametrize(
    "content",
    [
        page(),
        pdf_page(content_of(SHEET, Path("contoso.totalsheet"), Path("page.pdf"))),
        json.dumps(KEYS.public.document()),
        json.dumps(SIGNING),
        json.dumps({"keys": [OTHERS.public.signing.model_dump(), SIGNING]}).encode("utf-16"),
    ],
    ids=["html", "pdf", "jwks", "jwk", "two keys of a Windows shell"],
)
def test_key_with_the_heard_fingerprint_makes_the_sheet_trusted(content: str | bytes, admin: Admin) -> None:
    assert admin.types("value-sheet", "check", "contoso.totalsheet").status == 6
    ended = admin.trusts(content, heard=f"  {FINGERPRINT.lower().replace('-', ' ')} ")
    assert ended.status == 0, ended.err
    (file,) = admin.stored
    assert ended.document["trusted_key"]["file"] == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == SIGNING
    assert admin.types("value-sheet", "check", "contoso.totalsheet").status == 0

    (listed,) = admin.types("keys", "list", "--output", "json").document["trusted_keys"]
    assert (listed["kid"], FINGERPRINT in admin.types("keys", "list").out) == (SIGNING["kid"], True)
    again = admin.trusts(content)
    assert (again.status, again.document["trusted_key"]["file"]) == (0, None)
    assert admin.stored == [file]


@pytest.mark.parametrize(
    "content",
    [
        f"{page()}{page_mark(OTHERS.public.signing)}",
        page().replace(page_mark(KEYS.public.signing), page_mark(OTHERS.public.signing)),
        marked(SIGNING | {"d": "AAAA"}),
        marked({"keys": [SIGNING, SEALING | {"d": "AAAA"}]}),
        json.dumps({"keys": [SIGNING, SEALING | {"d": "AAAA"}]}),
        marked(SEALING),
        marked(SIGNING | {"use": "enc"}),
        marked(SIGNING | {"x": OTHERS.public.signing.x}),
        marked(SIGNING | {"kty": "EC"}),
        marked(json.dumps(SIGNING).replace("{", '{"kid": "other", ', 1)),
        marked("[" * 2000),
        marked({"keys": 1}),
        f"{MARK}A",
        MARK,
        page() + "x" * 4_000_000,
        "{" + " " * 200_000 + json.dumps(SIGNING)[1:],
        SHEET.text,
        "<html>",
        b"\x00\x01\x02",
        b"",
    ],
    ids=str.split(
        "two-keys another-key private-half private-half-of-the-other private-half-in-a-file sealing-key other-use "
        "other-x other-kind name-twice deep no-list cut no-key huge huge-json sheet no-page binary empty"
    ),
)
def test_hostile_file_stores_nothing(content: str | bytes, admin: Admin) -> None:
    ended = admin.trusts(content)
    assert (ended.status, admin.stored) == (6, [])
    (problem,) = ended.document["problems"]
    assert problem["remedy"]
    assert FINGERPRINT not in ended.out + ended.err


def test_name_with_escape_sequences_is_shown_and_stored_harmlessly(admin: Admin) -> None:
    ended = admin.trusts(marked(SIGNING | {"name": "\x1b]0;evil\x07\u202etotal/../../x"}))
    assert ended.status == 0
    shown = admin.types("keys", "trust", "page.html", "--fingerprint", FINGERPRINT)
    assert not {"\x1b", "\x07", "\u202e"} & set(shown.out + shown.err + ended.out + ended.err)
    (file,) = admin.stored
    assert file.name == f"{FINGERPRINT}.jwk"
    assert "\x1b" not in file.read_text()


def test_other_fingerprint_exits_with_6_and_names_none(admin: Admin) -> None:
    ended = admin.trusts(page(), heard=OTHER)
    assert (ended.status, admin.stored) == (6, [])
    assert FINGERPRINT not in ended.out + ended.err
    assert admin.trusts(page(), heard=SHEET.fingerprint).status == 6
    assert admin.trusts(page(), heard="7XJ2").status == 2
    assert admin.types("keys", "trust", "page.html", "--output", "json").status == 2


def test_expired_key_is_refused(admin: Admin) -> None:
    ended = admin.trusts(json.dumps(ENDED.model_dump()), heard=ENDED.fingerprint)
    assert (ended.status, admin.stored) == (6, [])
    assert "expired on" in ended.document["problems"][0]["message"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes mean nothing on Windows")
def test_folder_that_others_can_write_is_refused(admin: Admin) -> None:
    admin.folder.mkdir(parents=True)
    admin.folder.chmod(0o777)
    ended = admin.trusts(page())
    assert (ended.status, admin.stored) == (2, [])
    assert admin.types("value-sheet", "check", "contoso.totalsheet").status == 2
    listed = admin.types("keys", "list", "--output", "json").document
    assert (listed["trusted_keys"], len(listed["warnings"])) == ([], 1)


def test_setting_that_names_a_folder_is_used_and_one_that_names_a_file_is_refused(admin: Admin) -> None:
    folder = admin.home / "team"
    folder.mkdir(mode=0o700)
    admin.environment["TOTAL_ONBOARD_TRUSTED_KEYS"] = str(folder)
    assert admin.trusts(page()).status == 0
    assert [one.name for one in folder.iterdir()] == [f"{FINGERPRINT}.jwk"]
    admin.environment["TOTAL_ONBOARD_TRUSTED_KEYS"] = str(folder / f"{FINGERPRINT}.jwk")
    assert admin.trusts(page()).status == 2
    assert admin.stored == []


def test_prompt_shows_no_fingerprint_before_one_is_typed(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in admin.environment.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    file = admin.home / "page.html"
    file.write_text(page(), encoding="utf-8")
    mistaken = Terminal(monkeypatch, "7XJ2", OTHER)
    with pytest.raises(BadSheet):
        trust_key(mistaken.admin_session, file, None)
    assert FINGERPRINT not in mistaken.shown.getvalue()
    with pytest.raises(BadValue):
        trust_key(Terminal(monkeypatch, "a", "b", "c").admin_session, file, None)
    terminal = Terminal(monkeypatch, FINGERPRINT.replace("-", " – ").lower())
    assert trust_key(terminal.admin_session, file, None).exit_status is ExitStatus.DONE
    shown = terminal.shown.getvalue()
    assert shown.index("Call your TOTAL representative") < shown.index("Key fingerprint") < shown.index(FINGERPRINT)
