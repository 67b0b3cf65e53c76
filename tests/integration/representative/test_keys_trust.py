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
from tests.unit.exchange.samples import KEYS, NOW, OTHERS, made
from total_onboard.commands.keys import trust as trust_key_module
from total_onboard.commands.keys.trust import trust_key
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_date
from total_onboard.exchange.keys import trusted_keys
from total_onboard.exchange.keys.keys_offered_for_trust import MARK, page_mark
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.revocations import revoke
from total_onboard.exchange.sheet_page.html import html_page
from total_onboard.exchange.sheet_page.model import content_of
from total_onboard.exchange.sheet_page.pdf import pdf_page

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


NEXT_YEAR = NOW + timedelta(days=365)
LATER = OwnKeys.create("next", NEXT_YEAR, NEXT_YEAR + timedelta(days=365)).public.signing
SINCE_1970 = {name: int(moment.timestamp()) for name, moment in (("now", NOW), ("next year", NEXT_YEAR))}


def stores(admin: Admin, *documents: dict[str, Any]) -> Path:
    """A file of trusted keys that is there before the command."""
    admin.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    file = admin.folder / f"{documents[0]['name']}.jwk"
    file.write_text(json.dumps({"keys": documents}), encoding="utf-8")
    return file


def test_keys_list_shows_state_and_next_step_of_each_trusted_key(admin: Admin) -> None:
    stores(admin, SIGNING, OTHERS.public.signing.model_dump(), ENDED.model_dump(), LATER.model_dump())
    (admin.folder / "one.revoked").write_text(revoke(KEYS.public, OTHERS, NOW), encoding="utf-8")
    listed = admin.types("keys", "list", "--output", "json").document["trusted_keys"]
    states = {"total-emea": "revoked", "total-apac": "in use", "old": "expired", "next": "not yet valid"}
    assert {key["name"]: key["state"] for key in listed} == states
    lines = admin.types("keys", "list").out.splitlines()
    for name, state in states.items():
        (place,) = (number for number, line in enumerate(lines) if f"{name}: TOTAL's, {state}, " in line)
        assert lines[place].lstrip().startswith("!") is (state != "in use")
        says = {"in use": "", "not yet valid": "Wait until"}.get(state, "Ask your TOTAL representative")
        assert says in lines[place + 1]
    assert sum("are refused" in line for line in lines) == 3


@pytest.mark.parametrize(
    "stored",
    [{"exp": SINCE_1970["now"] - 60}, {"exp": SINCE_1970["next year"] + 60}, {"name": "another"}],
    ids=["expired", "other-period", "other-name"],
)
def test_key_stored_with_another_name_or_period_is_refused_with_its_file(admin: Admin, stored: dict[str, Any]) -> None:
    file = stores(admin, SIGNING | stored)
    refused = admin.trusts(page())
    (problem,) = refused.document["problems"]
    assert (refused.status, admin.stored) == (6, [file])
    assert str(file) in problem["message"]
    assert ("expired on" in problem["message"]) is (stored.get("exp", SINCE_1970["next year"]) < SINCE_1970["now"])
    assert problem["remedy"].startswith(f"Delete {file}, ")
    file.unlink()
    assert admin.trusts(page()).status == 0


def test_key_stored_in_a_file_with_others_is_removed_from_it(admin: Admin) -> None:
    file = stores(admin, SIGNING | {"name": "another"}, OTHERS.public.signing.model_dump())
    (problem,) = admin.trusts(page()).document["problems"]
    assert problem["remedy"].startswith(f"Remove the key another from {file}, ")


def test_key_that_signed_a_list_of_revoked_keys_can_be_trusted_after_the_list_was_saved(admin: Admin) -> None:
    stores(admin, OTHERS.public.signing.model_dump())
    (admin.folder / "one.revoked").write_text(revoke(OTHERS.public, KEYS, NOW), encoding="utf-8")
    assert admin.trusts(json.dumps(LATER.model_dump()), heard=LATER.fingerprint).status == 2
    assert admin.trusts(page()).status == 0
    listed = admin.types("keys", "list", "--output", "json").document["trusted_keys"]
    assert {key["name"]: key["state"] for key in listed} == {"total-emea": "in use", "total-apac": "revoked"}


def test_key_of_the_package_with_another_name_names_the_newest_package(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = stores(admin, SIGNING | {"name": "another"}).parent.rename(admin.home / "shipped")
    monkeypatch.setattr(trusted_keys, "SHIPPED", shipped)
    monkeypatch.setattr(trust_key_module, "SHIPPED", shipped)
    (problem,) = admin.trusts(page()).document["problems"]
    assert problem["remedy"].startswith("Install the newest version")


@pytest.mark.parametrize("stored", [ENDED.model_dump(), ENDED.model_dump() | {"exp": SINCE_1970["next year"]}])
def test_offered_key_that_expired_is_not_replaced_by_deletion(admin: Admin, stored: dict[str, Any]) -> None:
    stores(admin, stored)
    refused = admin.trusts(json.dumps(ENDED.model_dump()), heard=ENDED.fingerprint)
    (problem,) = refused.document["problems"]
    assert refused.status == 6
    assert "expired on" in problem["message"]
    assert "newer key" in problem["remedy"]


def test_key_that_begins_later_is_trusted_from_its_first_day(admin: Admin) -> None:
    ended = admin.trusts(json.dumps(LATER.model_dump()), heard=LATER.fingerprint)
    assert (ended.status, ended.document["trusted_key"]["state"]) == (0, "not yet valid")
    again = admin.types("keys", "trust", "page.html", "--fingerprint", LATER.fingerprint).out
    assert f"already trusted on this computer from {format_date(NEXT_YEAR)}" in again
    assert "Wait until" in again
