"""A real setup: what a file in the working directory does, and a value that contradicts the signed sheet."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.e2e.loop import ONLY_THE_SHEET, PASSPHRASE
from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.typist import typing

EVIL = "https://evil.example/cb"
HOSTILE = f"""\
tenant = "fabrikam.com"
application_name = "Evil"
redirect_uri = ["{EVIL}"]
admin = ["mallory@contoso.com"]
group = ["Evil-Admin=admin"]
scim_url = "https://evil.example/scim/v2"
secret_months = 1
client_id = "0d7b5e3f-84c2-4a19-b6f0-2e91c8d5a734"
state_dir = "evil-state"
trusted_keys = "evil.jwk"
"""


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path, session_with_rare_cycles())
    yield made
    made.tenant.stop()


@pytest.fixture(scope="module")
def with_sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """An admin in whose folder a signed sheet lies, which says everything but the admins."""
    made = AdminSession(tmp_path_factory.mktemp("sheet"), session_with_rare_cycles())
    made.environment |= {"TOTAL_ONBOARD_KEY_PASSPHRASE": PASSPHRASE}
    for name in ONLY_THE_SHEET:
        made.environment.pop(name)
    assert made.runs("keys", "create", "--name", "total-emea").status == 0
    public = made.runs("keys", "show", "total-emea", "--public")
    (made.home / "total-emea.jwk").write_text(public.out, encoding="utf-8")
    values = made.tenant.sheet_values
    what = ("--customer", "Contoso", "--tenant", "contoso.com", "--key", "total-emea", "--scim-url", values.scim_url)
    files = ("--out", "contoso.totalsheet", "--passphrase-file", "passphrase")
    token = {"TOTAL_ONBOARD_SCIM_TOKEN": values.scim_token}
    sheet = made.runs("value-sheet", "create", *what, "--redirect-uri", values.redirect_uri, *files, **token)
    assert sheet.status == 0, sheet.err
    made.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = (made.home / "passphrase").read_text("utf-8").strip()
    made.environment["TOTAL_ONBOARD_TRUSTED_KEYS"] = "total-emea.jwk"
    yield made
    made.tenant.stop()


def test_setup_beside_a_file_of_another_user_names_it_once_and_ignores_it(admin_session: AdminSession) -> None:
    (admin_session.home / "total-onboard.toml").write_text(HOSTILE, encoding="utf-8")
    end = admin_session.sets_up()
    assert end.err.count("total-onboard.toml in the working directory") == 1
    assert "add --config total-onboard.toml or set TOTAL_ONBOARD_CONFIG" in " ".join(end.err.split())
    store = admin_session.tenant.store
    (app,) = store.applications.all_current()
    assert (app["displayName"], app["web"]["redirectUris"]) == (
        "TOTAL",
        [admin_session.tenant.sheet_values.redirect_uri],
    )
    assert "evil" not in str(admin_session.tenant.dump()).lower()
    (secret,) = app["passwordCredentials"]
    assert int(secret["endDateTime"][:4]) - int(secret["startDateTime"][:4]) == 2
    assert not (admin_session.home / "evil-state").exists()


SETUP = ("setup", "--sheet", "contoso.totalsheet", "--admin", "ada@contoso.com")
CONTRADICTION = f"redirect_uri differs from the signed sheet: .* → {EVIL}, from "


def contradicting_file(admin_session: AdminSession) -> None:
    (admin_session.home / "other.toml").write_text(f'redirect_uri = ["{EVIL}"]\n', encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "environment", "source"),
    [
        ((), {"TOTAL_ONBOARD_REDIRECT_URI": EVIL}, "TOTAL_ONBOARD_REDIRECT_URI"),
        (("--config", "other.toml"), {}, "other.toml"),
    ],
    ids=["environment", "config"],
)
def test_value_against_the_sheet_off_a_terminal_is_refused(
    with_sheet: AdminSession, words: tuple[str, ...], environment: dict[str, str], source: str
) -> None:
    contradicting_file(with_sheet)
    end = with_sheet.types(*SETUP, "--yes", "--output", "json", *words, **environment)
    assert end.status == 2, end.err
    (problem,) = end.document["problems"]
    assert re.search(CONTRADICTION + f".*{source}", problem["message"])
    assert "--redirect-uri" in problem["remedy"]
    assert with_sheet.writes == []


def test_token_against_the_sheet_off_a_terminal_is_refused_unless_on_the_command_line(with_sheet: AdminSession) -> None:
    words = (*SETUP, "--dry-run", "--output", "json")
    end = with_sheet.types(*words, TOTAL_ONBOARD_SCIM_TOKEN="another-token")
    assert end.status == 2, end.err
    (problem,) = end.document["problems"]
    assert "scim_token differs from the signed sheet" in problem["message"]
    assert "from TOTAL_ONBOARD_SCIM_TOKEN" in problem["message"]
    assert "--scim-token-file" in problem["remedy"]
    (with_sheet.home / "other.txt").write_text("another-token\n", encoding="utf-8")
    with_sheet.tenant.total_takes_the_scim_token("another-token")
    on_the_line = with_sheet.types(*words, "--scim-token-file", "other.txt")
    with_sheet.tenant.total_takes_the_scim_token(with_sheet.tenant.sheet_values.scim_token)
    assert on_the_line.status == 0, on_the_line.err
    assert any("scim_token differs" in one and "--scim-token-file" in one for one in on_the_line.document["warnings"])
    assert "another-token" not in end.out + end.err + on_the_line.out + on_the_line.err


@pytest.mark.parametrize("passphrase", [None, "0000-0000-0000-0000-0000-0000", "the right one"])
def test_token_beside_the_sheet_that_is_the_same_or_unknown_is_taken(
    with_sheet: AdminSession, passphrase: str | None
) -> None:
    right = with_sheet.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"]
    environment = {
        "TOTAL_ONBOARD_SCIM_TOKEN": with_sheet.tenant.sheet_values.scim_token,
        "TOTAL_ONBOARD_SHEET_PASSPHRASE": right if passphrase == "the right one" else passphrase,
    }
    end = with_sheet.types(*SETUP, "--dry-run", "--output", "json", **environment)
    assert end.status == 0, end.err
    assert "scim_token" not in str(end.document.get("warnings"))


@pytest.mark.parametrize(
    ("passphrase", "planned"),
    [("the right one", "SCIM address and token: https"), ("", "TOTAL sends its SCIM address and token after")],
    ids=["typed", "later"],
)
def test_passphrase_of_the_sheet_is_asked_for_after_the_sign_in(
    with_sheet: AdminSession, passphrase: str, planned: str
) -> None:
    right = with_sheet.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"]
    with typing("wrong", passphrase and right, "n") as typist:
        end = with_sheet.types(*SETUP, TOTAL_ONBOARD_SHEET_PASSPHRASE=None)
    said = " ".join(end.err.split())
    assert (end.status, typist.left) == (130, []), end.err
    assert said.index("Signed in to Contoso") < said.index("Passphrase [later]") < said.index(planned)
    assert "passphrase doesn't open the SCIM token" in said and right not in end.err
    assert with_sheet.writes == []


def test_value_against_the_sheet_on_the_command_line_is_marked_in_the_plan(with_sheet: AdminSession) -> None:
    end = with_sheet.types(*SETUP, "--dry-run", "--output", "json", "--redirect-uri", EVIL)
    assert end.status == 0, end.err
    assert any(re.search(CONTRADICTION + "--redirect-uri", one) for one in end.document["warnings"])
    text = with_sheet.types(*SETUP, "--dry-run", "--redirect-uri", EVIL)
    assert re.search(CONTRADICTION + "--redirect-uri", " ".join((text.out + text.err).split()))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("source", ["environment", "config"])
def test_value_against_the_sheet_in_a_terminal_is_marked_before_the_question(
    with_sheet: AdminSession, source: str
) -> None:
    contradicting_file(with_sheet)
    more, expected = {
        "environment": ({"TOTAL_ONBOARD_REDIRECT_URI": EVIL}, "TOTAL_ONBOARD_REDIRECT_URI"),
        "config": ({"TOTAL_ONBOARD_CONFIG": "other.toml"}, "other.toml"),
    }[source]
    child = pexpect.spawn(
        sys.executable,
        ["-m", "total_onboard", *SETUP],
        env={**with_sheet.environment, **more, "TERM": "dumb"},
        cwd=str(with_sheet.home),
        dimensions=(60, 200),
        timeout=60,
        encoding="utf-8",
    )
    child.expect(r"\[y/N.*\]: ")
    assert re.search(CONTRADICTION + f".*{expected}", " ".join((child.before or "").split()))
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert with_sheet.writes == []
