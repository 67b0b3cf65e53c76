"""A mistyped value is answered with the similar ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult, typed
from total_onboard.cli.main import main


def run(home: Path, *words: str) -> CliResult:
    return typed(*words, home=home, environment={"TOTAL_ONBOARD_STATE_DIR": str(home)})


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("status", "--cloud", "usgow"), "Did you mean usgov"),
        (("setup", "--sandbox", "--persona", "Fre-tier"), "Did you mean free-tier"),
        (("setup", "--only", "client-secrets"), "Did you mean client-secret"),
        (("explain", "bad-valu"), "Did you mean bad-value"),
        (("auth", "login", "--for", "setop"), "Did you mean setup"),
    ],
)
def test_mistyped_value_names_the_similar_ones(words: tuple[str, ...], meant: str, tmp_path: Path) -> None:
    ended = run(tmp_path, *words)
    assert (ended.status, meant in ended.err) == (2, True), ended.err


def test_value_like_no_other_names_none(tmp_path: Path) -> None:
    assert "Did you mean" not in run(tmp_path, "setup", "--sandbox", "--persona", "xyzzyxyzzy").err


def main_says(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    monkeypatch.setattr("sys.argv", ["total-onboard", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    said = capsys.readouterr()
    return said.err + said.out


@pytest.mark.parametrize("output", [(), ("--output=json",)], ids=["text", "json"])
@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("setup", "--admin"), "total-onboard setup --help"),
        (("admins", "add", "--from"), "total-onboard admins add --help"),
        (("setup", "--nosuch"), "total-onboard setup --help"),
        (("setpu",), "total-onboard --help"),
    ],
)
def test_wrong_usage_names_the_help_of_the_command(
    words: tuple[str, ...],
    command: str,
    output: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, *rest = words
    assert f"See {command}." in main_says(monkeypatch, capsys, first, *(rest[:-1] if rest else ()), *output, *rest[-1:])


def test_wrong_choice_is_refused_without_a_validator_prefix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "'--output': 'xml' is not one of" in main_says(monkeypatch, capsys, "status", "--output", "xml")
