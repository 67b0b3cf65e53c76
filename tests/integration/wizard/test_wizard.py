"""Typed sessions of ``setup`` without a value sheet: what is asked, what is refused, what is remembered."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any, Final

import pexpect
import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from tests.support.typist import CTRL_C, typing
from total_onboard.sandbox.persona import Person

NOTHING_GIVEN: Final[dict[str, str | None]] = {
    f"TOTAL_ONBOARD_{name}": None for name in ("REDIRECT_URI", "ADMIN", "SCIM_URL", "SCIM_TOKEN")
}
NAMESAKES: Final = ("Bo Ek", "Boris Bo"), ("bo.ek@contoso.com", "boris@contoso.com")
HOSTILE: Final = "Mallory\x1b[2K\u202e [bold]Finch[/]"


def _person(name: str, upn: str, **more: Any) -> Person:
    return Person(name=name, upn=upn, mail=upn, **more)


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """An admin who never confirms: nothing is written in the tenant. Another person's folder stays as it was."""
    persona = session_with_rare_cycles()
    people = (
        *persona.people,
        *map(_person, *NAMESAKES),
        _person("Dana Out", "dana@contoso.com", enabled=False),
        _person(HOSTILE, "mallory@contoso.com"),
    )
    made = AdminSession(tmp_path_factory.mktemp("wizard"), persona.model_copy(update={"people": people}))
    yield made
    made.tenant.stop()


@pytest.fixture(autouse=True)
def _no_answers_yet(admin_session: AdminSession) -> None:
    for file in admin_session.home.glob("state/*/*.answers.json"):
        file.unlink()


def answered(admin_session: AdminSession, *lines: str, words: tuple[str, ...] = ()) -> CliResult:
    """Type these answers, and decline the plan."""
    with typing(*lines, "n") as typist:
        ended = admin_session.types("setup", *words, **NOTHING_GIVEN)
    assert typist.left == [], ended.err
    assert ended.status == 130, ended.err
    assert "Canceled. No changes made." in ended.err
    assert admin_session.writes == []
    return ended


def said(ended: CliResult) -> str:
    return " ".join(ended.err.split())


def members(ended: CliResult) -> set[str]:
    """Who becomes a member of the admin group by the plan."""
    line = said(ended).partition("+ Members of the admin group: ")[2].partition(" + Assignment")[0]
    return set(re.findall(r"\((\S+@\S+)\)", line))


def remembered(admin_session: AdminSession) -> Any:
    (file,) = admin_session.home.glob("state/*/*.answers.json")
    return json.loads(file.read_text("utf-8"))


@pytest.fixture
def uri(admin_session: AdminSession) -> str:
    return admin_session.tenant.sheet_values.redirect_uri


def test_wizard_asks_after_the_sign_in_and_before_the_plan(admin_session: AdminSession, uri: str) -> None:
    values = admin_session.tenant.sheet_values
    ended = answered(admin_session, uri, "", "", values.scim_url, values.scim_token)
    order = (
        "Signed in to Contoso",
        "value sheet",
        "Redirect URI:",
        "Administrators:",
        "SCIM address",
        "Plan: ",
    )
    places = [ended.err.index(part) for part in order]
    assert places == sorted(places)
    assert members(ended) == {"ada@contoso.com"}
    assert f"SCIM address and token: {values.scim_url}" in said(ended)
    assert values.scim_token not in ended.err + ended.out + str(remembered(admin_session))


def test_wizard_explains_typing_errors_and_asks_again(admin_session: AdminSession, uri: str) -> None:
    typed = ("", "http://app.test/cb", "ftp:", uri, "x", "", "", "scim.test", "https://scim.test", "l")
    ended = answered(admin_session, *typed)
    for error in (
        "Setup requires a redirect URI",
        "'http://app.test/cb' isn't an https:// address",
        "'ftp:' isn't an https:// address",
        "That is too short for a name.",
        "'scim.test' isn't an https:// address",
        "https://scim.test has no path",
    ):
        assert error in said(ended)
    assert f"Redirect URIs: {uri}" in said(ended)


@pytest.mark.parametrize(
    "pasted",
    [
        "s3cr3t" * 6,
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0b3RhbCJ9.c2lnbmF0dXJl",
        "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn",
        "sk_live.a1b2c3d4e5f6a7b8c9d0",
        "Bearer abcdef",
    ],
    ids=["opaque", "jws", "jwe", "with a prefix", "with a scheme"],
)
def test_wizard_does_not_repeat_a_token_pasted_as_an_administrator(
    admin_session: AdminSession, uri: str, pasted: str
) -> None:
    ended = answered(admin_session, uri, pasted, "", "", "l")
    assert "looks like a token or a secret" in said(ended)
    assert pasted not in ended.err + ended.out


def test_wizard_refuses_a_token_that_can_be_none(admin_session: AdminSession, uri: str) -> None:
    values = admin_session.tenant.sheet_values
    ended = answered(admin_session, uri, "", "", values.scim_url, f"Bearer {values.scim_token}", "a b", "", "l")
    assert "begins with “Bearer”" in said(ended) and "contains spaces" in said(ended)
    assert "Nothing was typed. Type or paste the token, or type l for later." in said(ended)
    assert "TOTAL sends its SCIM address and token after" in said(ended)


@pytest.mark.parametrize("later", ["", "l", "LATER"])
def test_wizard_leaves_scim_for_later(admin_session: AdminSession, uri: str, later: str) -> None:
    ended = answered(admin_session, uri, "", "", later)
    assert "Run it again when TOTAL has sent both" in said(ended)
    assert "TOTAL sends its SCIM address and token after" in said(ended)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("bo", "2", ""), {"bo.ek@contoso.com"}),
        (("bo", "2 1", ""), {"bo.ek@contoso.com", "bo@contoso.com"}),
        (("bo", "7", "x", "1,3", ""), {"bo@contoso.com", "boris@contoso.com"}),
        (("bo", "n", "cleo", "", "bo", "3", "n"), {"cleo@contoso.com", "boris@contoso.com"}),
        (("BO.ANDERSSON@contoso.com", ""), {"bo@contoso.com"}),
        (
            ("bo@contoso.com, cleo@contoso.com", "ada@contoso.com", ""),
            {"bo@contoso.com", "cleo@contoso.com", "ada@contoso.com"},
        ),
        (("ruiz", "", "cleo", "", ""), {"cleo@contoso.com"}),
        (("n",), set()),
    ],
    ids=["one", "two", "wrong-numbers", "none-of-them", "mail", "addresses", "twice", "nobody-yet"],
)
def test_wizard_finds_administrators(
    admin_session: AdminSession, uri: str, typed: tuple[str, ...], expected: set[str]
) -> None:
    ended = answered(admin_session, uri, *typed, "l")
    assert members(ended) == expected


def test_wizard_says_that_nobody_matches_and_asks_again(admin_session: AdminSession, uri: str) -> None:
    ended = answered(admin_session, uri, "zoe", "zoe@contoso.com", "Dana", "", "", "", "l")
    assert "Nobody in this tenant matches 'zoe'" in said(ended)
    assert "Nobody in this tenant matches 'zoe@contoso.com'" in said(ended)
    assert "(disabled)" in said(ended) and "The account of dana@contoso.com is disabled" in said(ended)
    assert members(ended) == {"ada@contoso.com"}


def test_wizard_shows_hostile_names_escaped(admin_session: AdminSession, uri: str) -> None:
    ended = answered(admin_session, uri, "mallory", "", "", "l")
    assert r"Mallory\x1b[2K\u202e [bold]Finch[/]" in ended.err
    assert "\x1b" not in ended.err and "\u202e" not in ended.err


@pytest.mark.parametrize(
    "typed",
    [
        (),
        (CTRL_C,),
        ("URI", CTRL_C),
        ("URI", "bo", CTRL_C),
        ("URI", "", "", "https://s.test/v2"),
        ("URI", "n", "l", CTRL_C),
    ],
)
def test_wizard_is_canceled_by_ctrl_c_and_the_end_of_input(
    admin_session: AdminSession, uri: str, typed: tuple[str, ...]
) -> None:
    with typing(*(uri if line == "URI" else line for line in typed)):
        ended = admin_session.types("setup", **NOTHING_GIVEN)
    assert ended.status == 130
    assert "Canceled. No changes made." in ended.err and "Error" not in ended.err
    assert admin_session.writes == []


def test_wizard_remembers_the_answers_but_not_the_token(admin_session: AdminSession, uri: str) -> None:
    values = admin_session.tenant.sheet_values
    answered(admin_session, uri, "bo", "1", "cleo", "", "", values.scim_url, values.scim_token)
    assert remembered(admin_session) == {
        "redirect_uris": [uri],
        "admins": ["bo@contoso.com", "cleo@contoso.com"],
        "scim_url": values.scim_url,
    }
    again = answered(admin_session, "", "", "", "", values.scim_token)
    assert f"Redirect URI [{uri}]" in said(again)
    assert "[bo@contoso.com, cleo@contoso.com]" in said(again) and values.scim_url in said(again)
    assert members(again) == {"bo@contoso.com", "cleo@contoso.com"}
    assert f"Redirect URIs: {uri}" in said(again)


def test_wizard_remembers_the_answers_before_it_was_canceled(admin_session: AdminSession, uri: str) -> None:
    with typing(uri, "bo", CTRL_C):
        ended = admin_session.types("setup", **NOTHING_GIVEN)
    assert ended.status == 130, ended.err
    assert remembered(admin_session)["redirect_uris"] == [uri], ended.err


@pytest.mark.parametrize(("query", "kept"), [("sig=hunter2", False), ("aadOptscim062020", True)], ids=["value", "flag"])
def test_wizard_remembers_no_address_with_values_in_its_query(
    admin_session: AdminSession, uri: str, query: str, kept: bool
) -> None:
    values = admin_session.tenant.sheet_values
    url = f"{values.scim_url.partition('?')[0]}?{query}"
    answered(admin_session, uri, "", "", url, values.scim_token)
    assert remembered(admin_session)["scim_url"] == (url if kept else "")


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"redirect_uris": ["http://evil.test"], "admins": ["a b"], "scim_url": "x"}'],
    ids=["empty", "list", "invalid"],
)
def test_wizard_ignores_answers_that_are_not_valid(admin_session: AdminSession, uri: str, content: str) -> None:
    answered(admin_session, uri, "", "", "l")
    (file,) = admin_session.home.glob("state/*/*.answers.json")
    file.write_text(content, encoding="utf-8")
    ended = answered(admin_session, uri, "", "", "l")
    assert "evil.test" not in ended.err and "[ada@contoso.com, you]" in said(ended)


def test_wizard_ignores_answers_that_others_could_have_written(admin_session: AdminSession, uri: str) -> None:
    answered(admin_session, uri, "bo", "1", "", "l")
    (file,) = admin_session.home.glob("state/*/*.answers.json")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o666)
    assert "[ada@contoso.com, you]" in said(answered(admin_session, uri, "", "", "l"))


def test_wizard_asks_only_for_what_is_missing(admin_session: AdminSession, uri: str) -> None:
    values = admin_session.tenant.sheet_values
    given = {**NOTHING_GIVEN, "TOTAL_ONBOARD_ADMIN": "bo@contoso.com", "TOTAL_ONBOARD_SCIM_URL": values.scim_url}
    with typing(values.scim_token, "n") as typist:
        ended = admin_session.types("setup", "--redirect-uri", uri, **given)
    assert typist.left == [] and ended.status == 130
    assert f"SCIM address and token: {values.scim_url}" in said(ended)
    assert "Administrator (" not in said(ended)


def test_wizard_with_a_step_asks_for_that_step_alone(admin_session: AdminSession) -> None:
    with typing("n") as typist:
        ended = admin_session.types("setup", "--only", "application", **NOTHING_GIVEN)
    assert typist.left == [] and ended.status == 130, ended.err
    assert "Signed in to" not in ended.err


@pytest.mark.parametrize("words", [("--no-input",), ("--output", "json")])
def test_setup_without_questions_names_the_options(admin_session: AdminSession, words: tuple[str, ...]) -> None:
    with typing() as typist:
        ended = admin_session.types("setup", *words, **NOTHING_GIVEN)
    assert ended.status == 2 and "--redirect-uri" in said(ended) and "--sheet" in said(ended)
    assert typist.left == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_wizard_in_a_terminal_hides_the_token_and_fits_80_columns(admin_session: AdminSession, uri: str) -> None:
    values = admin_session.tenant.sheet_values
    given = {name: value for name, value in admin_session.environment.items() if name not in NOTHING_GIVEN}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "total_onboard", "setup"],
        env={**given, "TERM": "dumb", "COLUMNS": "80"},
        cwd=str(admin_session.home),
        dimensions=(50, 80),
        timeout=60,
        encoding="utf-8",
    )
    child.logfile_read = StringIO()
    for question, answer in (
        ("Redirect URI: $", uri),
        (r"you\]: $", "bo"),
        (r"for none of them\): $", "1"),
        (r"Enter to finish\): $", ""),
        (r"later\]: $", values.scim_url),
        (r"not shown\):", values.scim_token),
    ):
        child.expect(question)
        child.send(f"{answer}\r")
    child.expect(r"\[y/N")
    child.sendintr()
    child.expect("Canceled. No changes made.")
    child.expect(pexpect.EOF)
    child.close()
    shown = child.logfile_read.getvalue()
    assert (child.exitstatus, admin_session.writes) == (130, [])
    assert values.scim_token not in shown
    asked = re.sub(r"\x1b\[[\d;?]*\w", "", shown).partition("Signed in to")[2].partition("not shown")[0]
    assert max(len(line.rstrip()) for line in asked.splitlines() if uri not in line) <= 80
