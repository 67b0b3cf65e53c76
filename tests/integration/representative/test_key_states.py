"""Keys that can't be used are named by what is wrong with them, never called damaged or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.representative.representative import URI, Representative
from tests.support.cli_runner import CliResult
from tests.unit.exchange import samples
from total_onboard.commands.session.handoff_delivery import write_handoff
from total_onboard.exchange import clipboard


@pytest.fixture
def representative(tmp_path: Path) -> Representative:
    return Representative(tmp_path / "home")


def creates(representative: Representative, *more: str) -> CliResult:
    words = ("--customer", "Contoso", "--redirect-uri", URI, "--out", "c.totalsheet", "--output", "json")
    return representative.types("value-sheet", "create", *words, *more)


def keys_of(representative: Representative) -> Path:
    return representative.home / "state" / "keys"


def problem(ended: CliResult) -> str:
    found: dict[str, str] = ended.document["problems"][0]
    return f"{found['message']} {found['remedy']}"


def test_key_that_begins_later_is_not_offered(representative: Representative) -> None:
    representative.types("keys", "create", "--name", "next", "--not-before", "2099-01-01", "--not-after", "2100-01-01")
    assert creates(representative).document["sheet"]["signed_by"]["name"] == "total-emea"


@pytest.mark.parametrize(
    ("days", "state"),
    [(("2099-01-01", "2100-01-01"), "not yet valid"), (("2001-01-01", "2002-01-01"), "expired")],
)
def test_key_out_of_its_period_is_refused_before_anything(
    representative: Representative, days: tuple[str, str], state: str
) -> None:
    representative.types("keys", "create", "--name", "other", "--not-before", days[0], "--not-after", days[1])
    refused = creates(representative, "--key", "other")
    assert refused.status == 2
    assert state in problem(refused)
    assert days[0] in problem(refused)
    listed = representative.types("keys", "list", "--output", "json")
    assert {key["name"]: key["state"] for key in listed.document["keys"]} == {"total-emea": "in use", "other": state}


def test_no_key_that_can_sign_names_each_state(representative: Representative) -> None:
    (keys_of(representative) / "total-emea.key").unlink()
    refused = creates(representative)
    assert refused.status == 2
    assert "total-emea (private half missing)" in problem(refused)


@pytest.mark.parametrize(("missing", "kept"), [("key", "jwk"), ("jwk", "key")])
def test_half_a_key_is_named_by_its_missing_file(representative: Representative, missing: str, kept: str) -> None:
    (keys_of(representative) / f"total-emea.{missing}").unlink()
    refused = creates(representative, "--key", "total-emea")
    assert refused.status == 2
    assert "There is no key" not in problem(refused)
    assert f"total-emea.{missing}" in problem(refused)
    assert f"total-emea.{kept}" not in problem(refused)
    assert "half missing" in representative.types("keys", "list").out


def test_damaged_key_does_not_lock_the_others(representative: Representative) -> None:
    (keys_of(representative) / "another.jwk").write_text("{", encoding="utf-8")
    assert creates(representative).status == 0
    listed = representative.types("keys", "list", "--output", "json")
    assert listed.document["warnings"] == ["Key another: damaged"]


def test_keys_list_without_keys_is_empty(representative: Representative) -> None:
    for file in keys_of(representative).iterdir():
        file.unlink()
    listed = representative.types("keys", "list", "--output", "json")
    assert (listed.status, listed.document["keys"]) == (0, [])


def test_own_key_as_admin_key_is_refused(representative: Representative) -> None:
    own = str(keys_of(representative) / "total-emea.jwk")
    token = ("--scim-url", "https://scim.yourtotal.com/c/v2", "--scim-token-file", "token.txt")
    (representative.home / "token.txt").write_text("t0ken", encoding="utf-8")
    refused = creates(representative, *token, "--admin-key", own)
    assert refused.status == 2
    assert "your own key total-emea" in problem(refused)
    assert not (representative.home / "c.totalsheet").exists()


def test_clipboard_that_is_missing_is_found_before_opening(
    representative: Representative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise clipboard.ClipboardMissing

    monkeypatch.setattr(clipboard, "_copying", missing)
    plain = samples.handoff().model_copy(update={"recipient": None})
    write_handoff(plain, representative.home / "c.totalhandoff")
    refused = representative.types("handoff", "open", "c.totalhandoff", "--clipboard", "--output", "json")
    assert refused.status == 1
    assert refused.document["problems"][0]["code"] == "no-clipboard"
    assert "--run" in problem(refused)
    assert "goes to a file" not in problem(refused)
    assert "s3cr3t-value" not in refused.out + refused.err


@pytest.mark.parametrize("passphrase", ["---", " ", "-"])
def test_passphrase_of_dashes_alone_opens_nothing(representative: Representative, passphrase: str) -> None:
    token = ("--scim-url", "https://scim.yourtotal.com/c/v2", "--scim-token-file", "token.txt")
    (representative.home / "token.txt").write_text("t0ken", encoding="utf-8")
    assert creates(representative, *token, "--passphrase-file", "p.txt").status == 0
    words = ("value-sheet", "check", "c.totalsheet", "--output", "json")
    refused = representative.types(*words, TOTAL_ONBOARD_SHEET_PASSPHRASE=passphrase)
    assert refused.status == 2
    assert "doesn't open" in problem(refused)


def test_copy_of_a_key_file_is_passed_over(representative: Representative) -> None:
    folder = keys_of(representative)
    for kind in ("jwk", "key"):
        (folder / f"total-emea - Copy.{kind}").write_bytes((folder / f"total-emea.{kind}").read_bytes())
    assert creates(representative).document["sheet"]["signed_by"]["name"] == "total-emea"
    assert representative.types("keys", "list").status == 0
