"""A mistyped value is answered with the similar ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_runner import CliResult, typed


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
