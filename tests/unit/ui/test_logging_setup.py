"""The log: only where it was asked for, for its owner alone, and without secrets."""

from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.ui.logging_setup import LOGGER, start_logging
from total_onboard.ui.redaction import redacted

CASES: list[dict[str, Any]] = read_yaml((Path(__file__).parent / "cases" / "redaction.yaml").read_text("utf-8"))
LOG = logging.getLogger(LOGGER)


@pytest.fixture(autouse=True)
def silent_afterwards() -> Iterator[None]:
    yield
    start_logging(verbose=False, log_file=None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_looks_like_a_secret_is_blotted_out_and_nothing_else(case: dict[str, Any]) -> None:
    text = redacted(case["text"])
    assert [secret for secret in case["gone"] if secret in text] == []
    assert [word for word in case["kept"] if word not in text] == []


def test_without_an_option_nothing_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(verbose=False, log_file=None)
    LOG.error("something")
    assert capsys.readouterr() == ("", "")


def test_verbose_logs_to_standard_error_as_it_is_at_that_moment(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(verbose=True, log_file=None)
    LOG.debug("GET %s", "/v1.0/me")
    out, err = capsys.readouterr()
    assert out == ""
    assert "GET /v1.0/me" in err


def test_a_second_start_does_not_say_everything_twice(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        start_logging(verbose=True, log_file=None)
    LOG.debug("once")
    assert capsys.readouterr().err.count("once") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
@pytest.mark.parametrize("already_there", [False, True])
def test_a_log_file_is_for_its_owner_alone(already_there: bool, tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    if already_there:
        path.write_text("earlier\n", encoding="utf-8")
        path.chmod(0o644)
    start_logging(verbose=False, log_file=path)
    LOG.debug("a line")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert text.endswith("DEBUG a line\n")
    assert text.startswith("earlier") is already_there


def test_a_log_file_that_cannot_be_written_is_a_bad_value(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="nowhere") as refusal:
        start_logging(verbose=False, log_file=tmp_path / "nowhere" / "run.log")
    assert "--log-file" in refusal.value.remedy


def test_log_file_that_cannot_be_written_leaves_nothing_that_listens(tmp_path: Path) -> None:
    before = list(LOG.handlers)
    with pytest.raises(BadValue):
        start_logging(verbose=True, log_file=tmp_path / "nowhere" / "run.log")
    assert LOG.handlers == before


def test_a_traceback_in_the_log_shows_neither_secrets_nor_values(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    start_logging(verbose=False, log_file=path)
    secret, local = SecretText("canary-secret"), "canary-local"
    try:
        raise RuntimeError(f"failed with {secret} and Bearer {local}")
    except RuntimeError as error:
        LOG.error("unexpected: %r", secret, exc_info=error)
    text = path.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "canary-secret" not in text
    assert "canary-local\n" not in text
