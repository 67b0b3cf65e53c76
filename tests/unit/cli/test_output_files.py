"""Every file that an option names for writing is checked before anything else, in every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command

from tests.support.cli_runner import typed
from total_onboard.cli.app import app

READ: Final = frozenset(
    {
        "--admin-key",
        "--certificate",
        "--federated-token",
        "--certificate-key",
        "--config",
        "--from",
        "--pdf-font",
        "--scim-token-file",
        "--sheet",
        "--tenants",
        "verify --handoff",
    }
)
"""Options that name a file to read; every other one that names a file or folder is written."""


def _commands(one: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(one, "commands", None)
    if inner is None:
        yield words, one
    else:
        for name, command in inner.items():
            yield from _commands(command, *words, name)


def _outputs() -> Iterator[tuple[str, str]]:
    for words, command in _commands(get_command(app)):
        required = [each.opts[0] for each in command.params if each.required]
        line = " ".join([*words, *(f"{name} x" if name.startswith("-") else "x" for name in required)])
        for each in command.params:
            option = each.opts[0]
            names_file = option.startswith("-") and getattr(each, "metavar", None) in ("FILE", "DIR")
            if names_file and not READ & {option, f"{' '.join(words)} {option}"}:
                yield line, option


OUTPUTS: Final = sorted(_outputs())


def _home(tmp_path: Path) -> dict[str, str | None]:
    return {"HOME": str(tmp_path / "home"), "XDG_STATE_HOME": None, "XDG_CONFIG_HOME": None}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "last-failure.json")


@pytest.mark.parametrize(("line", "option"), OUTPUTS)
def test_output_in_an_impossible_place_stops_first(line: str, option: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    usable = [] if option in ("--log-file", "--out-dir") else ["--log-file", str(tmp_path / "run.log")]
    ended = typed(
        *line.split(), option, "file/inside", *usable, "--output", "json", home=tmp_path, environment=_home(tmp_path)
    )
    (problem,) = ended.document["problems"]
    assert (ended.status, problem["code"]) == (2, "bad-value"), ended.err
    assert "file/inside" in problem["message"]
    assert option in problem["remedy"]
    assert _files(tmp_path) == [tmp_path / "file"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("status --ics one --report one", "--report"),
        ("setup --receipt one --log-file ./one", "--log-file"),
        ("setup --sheet one --report one", "--report"),
        ("setup --sheet one --handoff sub/../one", "--handoff"),
    ],
)
def test_output_that_is_another_file_is_refused(line: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("precious", encoding="utf-8")
    ended = typed(*line.split(), "--output", "json", home=tmp_path, environment=_home(tmp_path))
    (problem,) = ended.document["problems"]
    assert (ended.status, problem["code"]) == (2, "bad-value"), ended.err
    assert named in problem["remedy"]
    assert _files(tmp_path) == [tmp_path / "one"]
    assert (tmp_path / "one").read_text(encoding="utf-8") == "precious"


def test_output_options_are_many() -> None:
    assert len(OUTPUTS) > 40
