"""Whatever is typed wrongly or refused: a clear sentence, the documented exit status, no traceback, no write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import OpenTenant

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


@pytest.mark.parametrize(
    ("words", "environment", "says"),
    [
        (("--redirect-uri", "http://app.yourtotal.com/cb"), {}, "an https:// address"),
        (("--scim-url", "https://scim.yourtotal.com"), {}, "no path"),
        (("--scim-url", "https://scim.yourtotal.com/a b"), {}, "spaces"),
        ((), {"TOTAL_ONBOARD_SCIM_TOKEN": "Bearer abc"}, "Bearer"),
        ((), {"TOTAL_ONBOARD_SCIM_TOKEN": "abc\ndef"}, "line break"),
        (("--admin", "nobody@contoso.com"), {}, "not found in this tenant"),
        (("--only", "coffee"), {}, "no step"),
        (("--cloud", "moon"), {}, "cloud"),
        (("--persona", "ready"), {}, "--sandbox"),
        (("--secret-months", "0"), {}, "0 months"),
        (("--scim-token-ends", "2020-01-01"), {}, "expired on 1 January 2020"),
        (("--handoff", "contoso.totalhandoff", "--clipboard"), {}, "not to both"),
    ],
)
def test_a_bad_value_is_refused_with_2(
    at: OpenTenant, words: tuple[str, ...], environment: dict[str, str], says: str
) -> None:
    admin = at("ready")
    ended = admin.sets_up(*words, **environment)
    assert ended.status == 2, ended.err
    (problem,) = ended.document["problems"]
    assert says in problem["message"] + problem["remedy"]
    assert problem["remedy"]
    assert admin.writes == []
    assert "Traceback" not in ended.err


def test_a_token_file_with_a_bearer_prefix_is_refused(at: OpenTenant, tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text("Bearer abc", encoding="utf-8")
    ended = at("ready").sets_up("--scim-token-file", "token.txt", TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert ended.status == 2
    assert "abc" not in ended.out + ended.err


def test_an_unknown_option_is_2_in_json_too(at: OpenTenant) -> None:
    ended = at("ready").sets_up("--scim-tokn-file", "x")
    assert ended.status == 2
    assert ended.document["ok"] is False


def test_an_unknown_tenant_is_a_failed_sign_in(at: OpenTenant) -> None:
    ended = at("ready").sets_up("--tenant", "unknown.example")
    assert ended.status == 4, ended.err
    assert "unknown.example" in ended.document["problems"][0]["message"]
    assert "Traceback" not in ended.err


def test_a_refused_scim_token_stops_before_the_first_write(at: OpenTenant) -> None:
    admin = at("ready")
    ended = admin.sets_up(TOTAL_ONBOARD_SCIM_TOKEN="wr0ng")
    assert ended.status == 3, ended.err
    assert admin.writes == []


def test_a_hand_off_that_is_there_stops_before_the_first_write(at: OpenTenant, tmp_path: Path) -> None:
    (tmp_path / "contoso.totalhandoff").write_text("the only copy", encoding="utf-8")
    admin = at("ready")
    ended = admin.sets_up("--handoff", "contoso.totalhandoff")
    assert ended.status == 2, ended.err
    assert admin.writes == []
    assert (tmp_path / "contoso.totalhandoff").read_text(encoding="utf-8") == "the only copy"
