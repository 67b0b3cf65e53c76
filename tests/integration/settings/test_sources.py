"""Where settings come from, and what a file from somebody else can't say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exchange import samples
from total_onboard.commands.inputs.sheet_contradictions import contradictions, refuse_unattended
from total_onboard.core.errors import BadValue
from total_onboard.exchange.value_sheet.value_sheet import plain_sheet
from total_onboard.settings import Settings, load_settings
from total_onboard.settings_sources import NEVER_FROM_CONFIG, SourceKind, ignored_file

URI = "https://app.yourtotal.com/auth/oidc/callback"
EVIL = "https://evil.example/cb"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's configuration folder; the working directory is another one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in tuple(os.environ):
        if name.upper().startswith("TOTAL_ONBOARD_"):
            monkeypatch.delenv(name)
    return tmp_path


def own_file(home: Path, text: str) -> Path:
    file = home / "config" / "total-onboard" / "total-onboard.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def config_file(text: str) -> Path:
    file = Path("contoso.toml")
    file.write_text(text, encoding="utf-8")
    return file


def test_sources_win_in_the_documented_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_file(home, 'tenant = "own"\nadmin = ["own"]\nscim_url = "https://own"\napplication_name = "own"\n')
    config = config_file('tenant = "config"\nadmin = ["config"]\nscim_url = "https://config"\n')
    monkeypatch.setenv("TOTAL_ONBOARD_ADMIN", "environment")
    monkeypatch.setenv("total_onboard_tenant", "environment")
    settings = load_settings({"tenant": "line", "config": config})
    names = ("tenant", "admin", "scim_url", "application_name", "secret_months")
    assert [getattr(settings, name) for name in names] == ["line", ("environment",), "https://config", "own", None]
    kinds = [source.kind if (source := settings.source_of(name)) else None for name in names]
    assert kinds == [SourceKind.COMMAND_LINE, SourceKind.ENVIRONMENT, SourceKind.CONFIG, SourceKind.OWN_FILE, None]


def test_config_can_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_CONFIG", str(config_file('tenant = "contoso.com"\n')))
    assert load_settings({}).tenant == "contoso.com"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_file_in_the_working_directory_is_never_read(name: str) -> None:
    Path("total-onboard.toml").write_text(f'{name} = "evil"\n', encoding="utf-8")
    assert load_settings({}).source_of(name) is None
    assert ignored_file(None) == Path("total-onboard.toml")


def test_file_in_the_working_directory_that_is_asked_for_is_not_called_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ignored_file(None) is None
    Path("total-onboard.toml").touch()
    assert ignored_file(Path("./total-onboard.toml")) is None
    monkeypatch.setenv("TOTAL_ONBOARD_CONFIG", "total-onboard.toml")
    assert ignored_file(None) is None


def test_every_secret_is_kept_out_of_config_files() -> None:
    secrets = {name for name, field in Settings.model_fields.items() if "SecretText" in str(field.annotation)}
    assert secrets <= NEVER_FROM_CONFIG
    assert set(Settings.model_fields) >= NEVER_FROM_CONFIG


def test_ids_that_make_objects_known_are_kept_out_of_config_files() -> None:
    assert {"app_id", "group_id"} <= NEVER_FROM_CONFIG


@pytest.mark.parametrize("name", sorted(NEVER_FROM_CONFIG))
def test_config_that_says_whom_to_believe_is_refused(name: str, home: Path) -> None:
    with pytest.raises(BadValue) as caught:
        load_settings({"config": config_file(f'{name} = "evil"\n')})
    assert f"contoso.toml sets {name}" in caught.value.message
    assert f"TOTAL_ONBOARD_{name.upper()}" in caught.value.remedy
    assert str(home / "config") in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('tenat = "x"\n', "no setting tenat"),
        ("secret_months = true\nsecret_months = 1\n", "isn't TOML"),
        ('verification_seconds = "soon"\n', "verification_seconds"),
    ],
)
def test_config_that_is_wrong_is_named(text: str, says: str) -> None:
    with pytest.raises(BadValue, match=says) as caught:
        load_settings({"config": config_file(text)})
    assert "contoso.toml" in caught.value.message + caught.value.remedy


def test_config_that_is_missing_is_an_error() -> None:
    with pytest.raises(BadValue, match=r"nowhere\.toml"):
        load_settings({"config": Path("nowhere.toml")})


SHEET = samples.made().sheet
PLAIN = f"""\
format = "total-value-sheet/v1"
customer = "Contoso"
cloud = "global"
application_name = "TOTAL"
redirect_uris = ["{URI}"]
scim_url = "https://scim.yourtotal.com/v2"
scim_token = "the-token-of-the-sheet"
secret_months = 24
"""
OTHER: dict[str, Any] = {
    "cloud": "china",
    "application_name": "TOTAL 2",
    "redirect_uri": (EVIL,),
    "scim_url": "https://evil.example/scim/v2",
    "secret_months": 3,
}


@pytest.mark.parametrize("name", sorted(OTHER))
def test_contradiction_of_a_signed_sheet_names_its_source(name: str, home: Path) -> None:
    sheet = SHEET.model_copy(update={"cloud": "global"})
    value = OTHER[name] if not isinstance(OTHER[name], tuple) else list(OTHER[name])
    own = own_file(home, f"{name} = {value!r}\n".replace("'", '"'))
    found = contradictions(load_settings({}), sheet)
    assert [one.name for one in found] == [name]
    assert str(own) in str(found[0])
    with pytest.raises(BadValue, match="differs from the signed sheet"):
        refuse_unattended(found)
    on_the_line = contradictions(load_settings({name: OTHER[name]}), sheet)
    assert [one.name for one in on_the_line] == [name]
    refuse_unattended(on_the_line)


def test_value_that_the_sheet_says_too_is_no_contradiction() -> None:
    assert not contradictions(load_settings({"redirect_uri": SHEET.redirect_uris, "scim_url": SHEET.scim_url}), SHEET)


def test_contradiction_by_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_REDIRECT_URI", EVIL)
    with pytest.raises(BadValue, match="from TOTAL_ONBOARD_REDIRECT_URI") as caught:
        refuse_unattended(contradictions(load_settings({}), SHEET))
    assert "--redirect-uri" in caught.value.remedy


@pytest.mark.parametrize("name", sorted(OTHER))
def test_value_against_an_unsigned_sheet_is_named_with_its_source_and_taken(name: str, home: Path) -> None:
    sheet = plain_sheet(PLAIN, "contoso.toml")
    value = OTHER[name] if not isinstance(OTHER[name], tuple) else list(OTHER[name])
    own = own_file(home, f"{name} = {value!r}\n".replace("'", '"'))
    found = contradictions(load_settings({}), sheet)
    assert [one.name for one in found] == [name]
    assert f"{own} overrides the sheet: " in str(found[0])
    refuse_unattended(found)


def test_value_that_an_unsigned_sheet_leaves_out_overrides_nothing(home: Path) -> None:
    own_file(home, 'application_name = "TOTAL 2"\nsecret_months = 3\n')
    sheet = plain_sheet(f'format = "total-value-sheet/v1"\ncustomer = "Contoso"\nredirect_uris = ["{URI}"]\n', "a.toml")
    assert contradictions(load_settings({}), sheet) == ()


def test_token_of_the_environment_against_an_unsigned_sheet_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_SCIM_TOKEN", "another-token")
    (found,) = contradictions(load_settings({}), plain_sheet(PLAIN, "contoso.toml"))
    assert str(found) == "TOTAL_ONBOARD_SCIM_TOKEN overrides the sheet: the sheet's token → another token"
