"""No command shows an option that it ignores: what is typed is read where the command does its work."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import total_onboard

PACKAGE: Final = Path(total_onboard.__file__).parent
CLI: Final = sorted((PACKAGE / "cli").rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The commands in a file: functions that receive the shared options."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "common":
            yield node


COMMANDS: Final = {f"{path.stem} {one.name}": one for path in CLI for one in functions(path)}
SOURCES: Final = {path: path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "commands").rglob("*.py"))}


def option_classes() -> Iterator[tuple[str, str]]:
    """Each field of the classes in which options reach a command; the shared ones are recorded in a run."""
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.ClassDef)
                and node.name.endswith(("Options", "CliOverrides"))
                and node.name != "GlobalOptions"
            ):
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield node.name, field.target.id


@pytest.mark.parametrize("name", COMMANDS)
def test_command_passes_on_every_option(name: str) -> None:
    command = COMMANDS[name]
    loaded = {
        node.id
        for statement in command.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert [each.arg for each in command.args.args if each.arg not in loaded] == []


@pytest.mark.parametrize(("owner", "field"), list(option_classes()), ids=lambda one: one)
def test_option_that_reaches_a_command_is_read(owner: str, field: str) -> None:
    assert any(re.search(rf"\.{field}\b(?!\s*=[^=])", source) for source in SOURCES.values()), f"{owner}.{field}"


def test_commands_and_options_are_found() -> None:
    assert len(COMMANDS) > 25
    assert len(list(option_classes())) > 60
