from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange.desired_state.from_sheet import desired_state, read_scim_token
from total_onboard.exchange.value_sheet.sheet_file import read_sheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import load_settings

URI = "https://app.yourtotal.com/auth/oidc/callback"
SCIM = "https://scim.yourtotal.com/contoso/scim/v2"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def sheet(**more: Any) -> ValueSheet:
    return ValueSheet.model_validate(
        {"format": "total-value-sheet/v1", "customer": "Contoso", "redirect_uris": [URI], **more}
    )


def test_a_token_that_the_tenants_cloud_would_not_keep_is_refused() -> None:
    said: dict[str, Any] = {"redirect_uri": (URI,), "scim_url": SCIM, "scim_token": SecretText("t" * 1025)}
    assert desired_state(load_settings(said), None).scim
    with pytest.raises(BadValue, match="1024"):
        desired_state(load_settings({**said, "cloud": "usgov"}), None)


def test_without_any_value_the_redirect_uri_is_asked_for() -> None:
    with pytest.raises(BadValue, match="redirect URI"):
        desired_state(load_settings({}), None)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"secret_months": 0}, "0 months"),
        ({"secret_months": 25}, "25 months"),
        ({"application_name": ""}, "name of an application"),
        ({"group": ("",)}, "name of a group"),
        ({"redirect_uri": ("",)}, "isn't an https"),
        ({"scim_url": "", "scim_token": SecretText("t0ken")}, "isn't an https"),
        ({"scim_url": ""}, "no SCIM token"),
    ],
)
def test_nought_and_an_empty_text_are_refused_and_not_taken_for_unsaid(said: dict[str, Any], refusal: str) -> None:
    with pytest.raises(BadValue, match=refusal):
        desired_state(load_settings({"redirect_uri": (URI,), **said}), sheet())


def test_an_option_wins_over_the_sheet() -> None:
    other = "https://other.yourtotal.com/cb"
    desired = desired_state(load_settings({"redirect_uri": (other,)}), sheet())
    assert desired.redirect_uris == (other,)


def test_the_environment_wins_over_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.toml").write_text(f'redirect_uri = ["{URI}"]\nsecret_months = 6\n', encoding="utf-8")
    monkeypatch.setenv("TOTAL_ONBOARD_SECRET_MONTHS", "12")
    desired = desired_state(load_settings({"config": "mine.toml"}), None)
    assert (desired.redirect_uris, desired.secret_months) == ((URI,), 12)


def test_a_scim_address_without_a_token_is_refused() -> None:
    with pytest.raises(BadValue, match="no SCIM token"):
        desired_state(load_settings({"scim_url": SCIM}), sheet())


def test_a_scim_token_without_an_address_is_refused() -> None:
    with pytest.raises(BadValue, match="no SCIM address"):
        desired_state(load_settings({"scim_token": SecretText("t0ken")}), sheet())


def test_without_both_the_wish_has_no_scim_end() -> None:
    assert desired_state(load_settings({}), sheet()).scim is None


def test_two_groups_whose_marks_are_the_same_are_refused() -> None:
    groups = ("TOTAL-Admin=admin", "total admin=analyst")
    with pytest.raises(BadValue, match="same name"):
        desired_state(load_settings({"group": groups}), sheet())


def test_someone_must_be_able_to_administer_total() -> None:
    with pytest.raises(BadValue, match="role admin"):
        desired_state(load_settings({"group": ("TOTAL-Analyst=analyst",)}), sheet())


def test_the_line_break_that_an_editor_adds_to_the_token_file_is_not_part_of_the_token(tmp_path: Path) -> None:
    file = tmp_path / "token.txt"
    file.write_bytes(b"abc123\r\n")
    assert read_scim_token(file).reveal(to="the test") == "abc123"


def test_a_sheet_with_an_unknown_field_is_refused_and_the_field_named(tmp_path: Path) -> None:
    file = tmp_path / "contoso.totalsheet"
    file.write_text(json.dumps({**json.loads(sheet().model_dump_json()), "scim_uri": SCIM}), encoding="utf-8")
    with pytest.raises(BadSheet, match="scim_uri"):
        read_sheet(file, None, allow_unsigned=True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "damaged"),
        (b"\xff\xfe\x00", "not a text"),
        (b"\x00\x01\x02", "not a text"),
        (b"\xff\xfe", "is empty"),
        (b"[[[", "isn't a value sheet"),
        (b'{"format": "other"}', "format"),
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "contoso.totalsheet"
    file.write_bytes(content)
    with pytest.raises(BadSheet, match=says):
        read_sheet(file, None, allow_unsigned=True)


ENCODINGS = pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])


@ENCODINGS
def test_toml_sheet_in_an_encoding_of_windows_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "contoso.toml"
    toml = f'format = "total-value-sheet/v1"\r\ncustomer = "\u00d6BB"\r\nredirect_uris = ["{URI}"]\r\n'
    file.write_bytes(toml.encode(encoding))
    assert read_sheet(file, None, allow_unsigned=True).sheet.customer == "\u00d6BB"


@ENCODINGS
def test_settings_in_an_encoding_of_windows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    (tmp_path / "mine.toml").write_bytes(f'# M\u00fcnchen\r\nredirect_uri = ["{URI}"]\r\n'.encode(encoding))
    assert load_settings({"config": tmp_path / "mine.toml"}).redirect_uri == (URI,)


@ENCODINGS
@pytest.mark.parametrize("around", ["{}", "{}\r\n", "{} \r\n", "\n{}\n\n"])
def test_token_file_of_a_windows_shell_is_read(tmp_path: Path, encoding: str, around: str) -> None:
    file = tmp_path / "token.txt"
    file.write_bytes(around.format("t0ken-of-contoso").encode(encoding))
    assert read_scim_token(file) == SecretText("t0ken-of-contoso")


def test_a_sheet_in_toml_says_the_same_as_one_in_json(tmp_path: Path) -> None:
    file = tmp_path / "contoso.toml"
    file.write_text(
        f'format = "total-value-sheet/v1"\ncustomer = "Contoso"\nredirect_uris = ["{URI}"]\n', encoding="utf-8"
    )
    assert read_sheet(file, None, allow_unsigned=True).sheet == sheet()


def test_a_wrong_setting_is_named_with_every_way_to_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_CLOUD", "moon")
    with pytest.raises(BadValue) as refusal:
        load_settings({})
    assert "--cloud" in refusal.value.remedy
    assert "TOTAL_ONBOARD_CLOUD" in refusal.value.remedy


def test_a_custom_cloud_needs_its_addresses() -> None:
    with pytest.raises(BadValue, match="custom"):
        _ = load_settings({"cloud": "custom"}).the_cloud


def test_a_custom_clouds_address_must_be_https() -> None:
    settings = load_settings({"cloud": "custom", "authority_url": "http://a", "graph_url": "https://b"})
    with pytest.raises(BadValue, match="http://a"):
        _ = settings.the_cloud


def test_a_settings_file_that_is_no_toml_is_named_with_the_line() -> None:
    Path("mine.toml").write_text("tenant = contoso.com\n", encoding="utf-8")
    with pytest.raises(BadValue, match="line 1"):
        load_settings({"config": "mine.toml"})


def test_a_token_that_is_given_beside_the_sheet_wins_over_the_sheets() -> None:
    desired = desired_state(
        load_settings({"scim_token": SecretText("n3w")}), sheet(scim_url=SCIM, scim_token=SecretText("0ld"))
    )
    assert desired.scim is not None
    assert desired.scim.token == SecretText("n3w")


def test_the_sheets_token_never_goes_to_another_host() -> None:
    other = {"scim_url": "https://elsewhere.example/scim/v2"}
    with pytest.raises(BadValue, match="another host"):
        desired_state(load_settings(other), sheet(scim_url=SCIM, scim_token=SecretText("t0ken")))


def test_names_in_other_alphabets_have_marks_and_nicknames_of_their_own() -> None:
    groups = ("管理=admin", "分析=analyst")
    desired = desired_state(load_settings({"group": groups}), sheet())
    assert len({desired.group_unique_name(group) for group in desired.groups}) == 2
    assert all(group.mail_nickname for group in desired.groups)


@pytest.mark.parametrize("text", ["foo", "foo=", "foo= "])
def test_group_without_a_role_is_wrong_usage_from_the_command_line(text: str) -> None:
    with pytest.raises(BadValue, match="has no role") as refusal:
        desired_state(load_settings({"redirect_uri": (URI,), "group": (text, "TOTAL-Admin=admin")}), None)
    assert "NAME=ROLE" in refusal.value.remedy and refusal.value.exit_status == 2


def test_group_without_a_role_is_wrong_usage_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_GROUP", "TOTAL-Admin=admin,foo")
    with pytest.raises(BadValue, match="'foo' has no role"):
        desired_state(load_settings({"redirect_uri": (URI,)}), None)


def test_group_without_a_role_in_a_sheet_is_a_bad_sheet(tmp_path: Path) -> None:
    path = tmp_path / "one.totalsheet"
    said = {
        "format": "total-value-sheet/v1",
        "customer": "Contoso",
        "redirect_uris": [URI],
        "groups": [{"name": "foo"}],
    }
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(BadSheet):
        read_sheet(path, None, allow_unsigned=True)
