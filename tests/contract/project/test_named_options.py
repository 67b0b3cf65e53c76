"""Every option and command that a message of the package or a document names exists in the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command

from total_onboard.cli.app import app
from total_onboard.settings import Settings
from total_onboard.settings_sources import WITHOUT_OPTION, option_of

ROOT: Final = Path(__file__).parents[3]
COMMANDS: Final = re.compile(r"total-onboard ([a-z][a-z-]+)")
OPTIONS: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]+[a-z]")


OF_OTHER_PROGRAMS: Final = {"--noproxy", "--cacert", "--ignore-certificate-errors-spki-list"}
PROSE: Final = {
    "can",
    "changed",
    "command",
    "connects",
    "created",
    "creates",
    "doesn",
    "may",
    "on",
    "removal",
    "starts",
    "than",
    "while",
    "with",
    "wrote",
}
"""Words after the program's name that are part of a sentence."""


def _walk(command: Any) -> Iterator[Any]:
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from _walk(inner)


TREE: Final = get_command(app)
KNOWN_OPTIONS: Final = {"--help"} | {
    name for each in _walk(TREE) for one in each.params for name in (*one.opts, *one.secondary_opts)
}
KNOWN_COMMANDS: Final = set(getattr(TREE, "commands", {}))


def _texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


MODULES: Final = [path for path in sorted((ROOT / "total_onboard").rglob("*.py")) if "sandbox" not in path.parts]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_message_named_option_or_command_exists(path: Path) -> None:
    text = "\n".join(_texts(path))
    assert set(OPTIONS.findall(text)) - KNOWN_OPTIONS - OF_OTHER_PROGRAMS == set()
    assert set(COMMANDS.findall(text)) - KNOWN_COMMANDS - PROSE == set()


DOCUMENTS: Final = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_document_named_command_exists(path: Path) -> None:
    named = re.findall(r"`total-onboard ([a-z][a-z-]+)|^total-onboard ([a-z][a-z-]+)", path.read_text("utf-8"), re.M)
    assert {one for pair in named for one in pair if one} - KNOWN_COMMANDS - PROSE == set()


def test_setting_without_an_option_is_listed_as_such() -> None:
    assert {name for name in Settings.model_fields if option_of(name) not in KNOWN_OPTIONS} == WITHOUT_OPTION
