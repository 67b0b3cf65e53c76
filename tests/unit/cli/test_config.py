"""``config path|show|init``: which settings are in force, and where each comes from."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from tests.support.cli_runner import CliResult, typed
from total_onboard.commands.config.settings_template import settings_template
from total_onboard.settings import Settings
from total_onboard.settings_sources import PREFIX

Run = Callable[..., CliResult]
OWN = "own/total-onboard.toml"
SHEET = """\
format = "total-value-sheet/v1"
customer = "Contoso"
redirect_uris = ["https://app.example.com/cb"]
application_name = "From the sheet"
secret_months = 6
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: tmp_path / "own")
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def started(*words: str, **environment: str) -> CliResult:
        return typed("config", *words, home=tmp_path, environment=environment)

    return started


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def settings_of(result: CliResult) -> Mapping[str, dict[str, Any]]:
    assert result.status == 0, result.err
    return {one["name"]: one for one in result.document["settings"]}


def test_show_names_the_source_of_each_setting(run: Run, tmp_path: Path) -> None:
    write(tmp_path / OWN, 'application_name = "Mine"\ncloud = "china"\nscim_url = "https://own.example/scim"\n')
    write(tmp_path / "given.toml", 'admin = ["ada@contoso.com"]\nscim_url = "https://given.example/scim"\n')
    write(tmp_path / "plain.toml", SHEET)
    words = ("--config", "given.toml", "--tenant", "contoso.com", "--sheet", "plain.toml", "--allow-unsigned")
    shown = settings_of(run("show", *words, "--output", "json", TOTAL_ONBOARD_CLOUD="usgov"))
    found = {name: (one["value"], one["source"], one["origin"]) for name, one in shown.items()}
    assert found["tenant"] == ("contoso.com", "command-line", "--tenant")
    assert found["cloud"] == ("usgov", "environment", "TOTAL_ONBOARD_CLOUD")
    assert found["admin"] == (["ada@contoso.com"], "config-file", "given.toml (--config)")
    assert found["scim_url"] == ("https://given.example/scim", "config-file", "given.toml (--config)")
    assert found["application_name"] == ("Mine", "user-file", str(tmp_path / OWN))
    assert found["secret_months"] == (6, "value-sheet", "plain.toml")
    assert found["group"] == (["TOTAL-Admin=admin"], "default", None)
    assert set(shown) == set(Settings.model_fields)


SECRETS = (
    "sheet_passphrase",
    "key_passphrase",
    "certificate_key_passphrase",
    "client_secret",
    "ledger_url",
    "scim_token",
    "client_certificate_password",
    "notify_url",
)


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("name", SECRETS)
def test_show_never_shows_a_secret(run: Run, name: str, output: str) -> None:
    ended = run("show", "--output", output, **{f"{PREFIX}{name.upper()}": "hunter2-hunter2"})
    assert "hunter2" not in ended.out + ended.err
    if output == "json":
        assert settings_of(ended)[name]["value"] == "set"
    else:
        assert re.search(rf"{name} +set  \(TOTAL_ONBOARD_{name.upper()}\)", ended.out)


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("name", ["authority_url", "graph_url", "scim_url"])
def test_show_hides_credentials_in_an_address(run: Run, name: str, output: str) -> None:
    address = "https://ada:hunter2@host.test/scim?sig=hunter3&aadOptscim062020"
    ended = run("show", "--output", output, **{f"{PREFIX}{name.upper()}": address})
    assert "hunter" not in ended.out + ended.err
    assert "https://…@host.test/scim?sig=…&aadOptscim062020" in ended.out


def test_show_hides_credentials_in_the_address_of_a_sheet(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "c.totalsheet", SHEET + 'scim_url = "https://total.test/scim?sig=hunter3"\n')
    shown = settings_of(run("show", "--sheet", "c.totalsheet", "--allow-unsigned", "--output", "json"))
    assert shown["scim_url"]["value"] == "https://total.test/scim?sig=…"


def test_show_marks_every_secret_of_the_settings(run: Run) -> None:
    shown = settings_of(run("show", "--output", "json"))
    assert {name for name, one in shown.items() if one["secret"]} == set(SECRETS)


def test_show_with_an_invalid_setting_names_it_and_shows_the_others(run: Run) -> None:
    shown = settings_of(run("show", "--output", "json", TOTAL_ONBOARD_SECRET_MONTHS="many"))
    assert "integer" in shown["secret_months"]["problem"]
    assert shown["tenant"]["value"] == "organizations"
    assert "invalid: " in run("show", TOTAL_ONBOARD_SECRET_MONTHS="many").out


def test_show_cannot_be_used_to_write_to_the_terminal(run: Run) -> None:
    assert "\x1b[2J" not in run("show", TOTAL_ONBOARD_APPLICATION_NAME="x\x1b[2Jy").out


def files_of(result: CliResult) -> list[tuple[str, str, bool]]:
    assert result.status == 0, result.err
    return [(one["place"], one["status"], one["exists"]) for one in result.document["config_files"]]


def test_path_without_any_file_shows_where_it_would_be(run: Run, tmp_path: Path) -> None:
    ended = run("path", "--output", "json")
    assert files_of(ended) == [("your own file", "missing", False)]
    assert ended.document["config_files"][0]["path"] == str(tmp_path / OWN)


def test_path_shows_used_and_ignored_files(run: Run, tmp_path: Path) -> None:
    write(tmp_path / OWN, 'cloud = "global"\n')
    write(tmp_path / "total-onboard.toml", "")
    for name in ("a.toml", "b.toml"):
        write(tmp_path / name, "")
    ended = run("path", "--config", "a.toml", "--output", "json", TOTAL_ONBOARD_CONFIG="b.toml")
    assert files_of(ended) == [
        ("--config", "used", True),
        ("TOTAL_ONBOARD_CONFIG", "ignored", True),
        ("your own file", "used", True),
        ("working directory", "ignored", True),
    ]
    assert "--config total-onboard.toml" in ended.document["config_files"][-1]["why"]


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        ("cloud = \n", 0o600, "isn't TOML"),
        ('coffee = "black"\n', 0o600, "There is no setting coffee"),
        ('cloud = "global"\n', 0o666, "can be written by every user"),
    ],
    ids=["not-toml", "unknown", "writable"],
)
def test_path_says_why_the_own_file_is_refused(run: Run, tmp_path: Path, text: str, mode: int, why: str) -> None:
    write(tmp_path / OWN, text, mode)
    ended = run("path", "--output", "json")
    assert files_of(ended) == [("your own file", "refused", True)]
    assert why in ended.document["config_files"][0]["why"]


def test_path_says_which_setting_a_config_file_may_not_set(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "sent.toml", 'client_id = "x"\n')
    ended = run("path", "--config", "sent.toml", "--output", "json")
    assert files_of(ended)[0] == ("--config", "refused", True)
    assert "client_id" in ended.document["config_files"][0]["why"]


def test_init_writes_a_private_file_that_changes_nothing(run: Run, tmp_path: Path) -> None:
    before = run("show").out
    ended = run("init", "--output", "json")
    assert ended.document["files"] == {"config": str(tmp_path / OWN)}
    assert stat.S_IMODE((tmp_path / OWN).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / OWN).parent.stat().st_mode) == 0o700
    assert tomllib.loads((tmp_path / OWN).read_text("utf-8")) == {}
    assert run("show").out == before
    assert files_of(run("path", "--output", "json")) == [("your own file", "used", True)]


def test_init_replaces_a_file_with_force_only(run: Run, tmp_path: Path) -> None:
    own = write(tmp_path / OWN, 'cloud = "china"\n')
    refused = run("init")
    assert refused.status == 2
    assert "--force" in refused.err
    assert own.read_text("utf-8") == 'cloud = "china"\n'
    assert run("init", "--force").status == 0
    assert own.read_text("utf-8") == settings_template()


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["new", "force"])
def test_init_never_follows_a_link(run: Run, tmp_path: Path, force: tuple[str, ...]) -> None:
    target = write(tmp_path / "mine.txt", "keep me")
    (tmp_path / "own").mkdir()
    (tmp_path / OWN).symlink_to(target)
    assert run("init", *force).status == 2
    assert target.read_text("utf-8") == "keep me"


def test_template_is_valid_once_every_comment_sign_is_removed() -> None:
    lines = settings_template().splitlines()
    given = tomllib.loads("\n".join(line[1:] for line in lines if re.match(r"#\w+ = ", line)))
    assert set(given) == set(Settings.model_fields) - {"config"}
    Settings(**given)
