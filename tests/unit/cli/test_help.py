"""Every help screen: panels in one order, flags as flags, three examples that can be typed, a link that exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import Any, Final

import pytest
import typer
from typer.core import TyperArgument
from typer.main import get_command

from tests.support.cli_runner import CliResult, typed
from total_onboard import __version__
from total_onboard.cli.app import app
from total_onboard.cli.help.arrangement import DOCUMENTATION, documentation, examples, leaves, tree
from total_onboard.cli.help.panels import ORDER, OUTPUT
from total_onboard.cli.program_names import PROGRAM
from total_onboard.ui.documentation import BASE, published

ROOT: Final = Path(__file__).parents[3]
TREE: Final = get_command(app)
COMMANDS: Final = leaves(TREE)
GROUPS: Final = {words: one for words, one in tree(TREE) if words and words not in COMMANDS}
SHARED: Final = ("tenant", "cloud", "config", "sandbox", "persona", "sign_in", "app_id", "group_id", "output", "yes")
WITH_A_TENANT: Final = [
    words for words, one in COMMANDS.items() if {"tenant", "sandbox"} <= {p.name for p in one.params}
]
NARROW, WIDE = "80", "120"

each_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


def screen(*words: str, tmp_path: Path, columns: str = NARROW) -> CliResult:
    return typed(*words, home=tmp_path, environment={"COLUMNS": columns, "TERM": "dumb", "NO_COLOR": "1"})


def shown(command: Any) -> list[Any]:
    return [one for one in command.params if not one.hidden and not isinstance(one, TyperArgument)]


@each_command
def test_help_options_are_in_panels_in_one_order(words: tuple[str, ...]) -> None:
    panels = [one.rich_help_panel for one in shown(COMMANDS[words])]
    assert set(panels) <= set(ORDER)
    assert panels == sorted(panels, key=ORDER.index)


@each_command
@pytest.mark.parametrize("columns", [NARROW, WIDE])
def test_help_screen_shows_panels_examples_and_link(words: tuple[str, ...], columns: str, tmp_path: Path) -> None:
    ended = screen(*words, "--help", tmp_path=tmp_path, columns=columns)
    assert (ended.status, ended.err) == (0, "")
    headings = [one for one in re.findall("╭─ ([^─]+) ─", ended.out) if one != "Arguments"]
    panels = dict.fromkeys([one.rich_help_panel for one in shown(COMMANDS[words])])
    assert headings == [*panels, *({OUTPUT} - panels.keys())]
    assert not re.search(r"<\w+>", ended.out)
    lines = [line.strip() for line in ended.out.splitlines()]
    assert {line for _, line in examples(" ".join(words))} <= set(lines), "an example is broken by the right margin"
    assert f"Learn more: {published(DOCUMENTATION)}" in lines
    assert max(map(len, ended.out.splitlines())) <= int(columns)


@each_command
def test_help_texts_are_complete_sentences(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    texts = [command.help, *(one.help for one in command.params if not one.hidden)]
    assert [text for text in texts if not text or not text.rstrip().endswith(".")] == []


@each_command
def test_command_has_three_examples_that_it_accepts(words: tuple[str, ...]) -> None:
    found = [line for _, line in examples(" ".join(words))]
    assert len(found) >= 3
    typed_here = [shlex.split(line.partition(" > ")[0]) for line in found if line.startswith(PROGRAM)]
    for program, *arguments in typed_here:
        if words == ("completion",):
            continue
        assert (program, tuple(arguments[: len(words)])) == (PROGRAM, words)
        COMMANDS[words].make_context(words[-1], arguments[len(words) :])


@pytest.mark.parametrize("words", [*COMMANDS, *GROUPS], ids=" ".join)
def test_documentation_link_leads_to_a_heading(words: tuple[str, ...]) -> None:
    file, _, anchor = documentation(" ".join(words)).partition("#")
    headings = re.findall(r"^## (.+)$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("words", WITH_A_TENANT, ids=" ".join)
def test_command_with_a_tenant_accepts_every_shared_option(words: tuple[str, ...]) -> None:
    assert set(SHARED) - {one.name for one in COMMANDS[words].params} == set()


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version_option_prints_the_version(option: str, tmp_path: Path) -> None:
    assert screen(option, tmp_path=tmp_path).out == f"total-onboard {__version__}\n"


@pytest.mark.parametrize("words", ["", "setup", "keys", "value-sheet create"])
def test_help_command_prints_the_help_of_the_words(words: str, tmp_path: Path) -> None:
    helped = screen("help", *words.split(), tmp_path=tmp_path)
    assert helped.status == 0
    assert helped.out.split() == screen(*words.split(), "-h", tmp_path=tmp_path).out.split()
    assert "Usage:" in helped.out


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("setpu", "setup"),
        ("prereqs", "check-prereqs"),
        ("login", "auth login"),
        ("keys creat", "create"),
        ("help statsu", "status"),
        ("setup --redirct-uri x", "--redirect-uri"),
    ],
)
def test_mistyped_word_suggests_the_nearest(typo: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(typer.TyperException) as error:
        TREE.main(typo.split(), standalone_mode=False)
    assert meant in error.value.format_message()
    assert error.value.exit_code == 2


def test_documentation_base_is_the_one_in_the_metadata() -> None:
    urls = dict(line.split(", ", 1) for line in metadata("total-onboard").get_all("Project-URL") or ())
    assert urls["Documentation"] == BASE


@pytest.mark.parametrize("typed", [["statsu"], ["status", "--foo"], ["auth", "lgin"], ["status", "--output", "jsn"]])
def test_usage_error_looks_like_every_other_error(typed: list[str]) -> None:
    ended = subprocess.run([sys.executable, "-m", "total_onboard", *typed], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.findall(r"^(\w+): ", ended.stderr, re.MULTILINE) == ["Error", "Next", "More"]
    assert "--help" in ended.stderr


@pytest.mark.parametrize("words", [words for words, one in COMMANDS.items() if one.short_help], ids=" ".join)
def test_help_of_the_program_shows_the_beginning_of_a_commands_help(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    assert command.short_help == command.help.partition("\n\n")[0]
