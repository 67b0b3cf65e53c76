"""How the help of every command is arranged: panels in one order, flags as flags, examples and a link at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from total_onboard.cli.help.examples import EXAMPLES
from total_onboard.cli.help.panels import COMMANDS, ORDER, OUTPUT
from total_onboard.cli.program_names import PROGRAM
from total_onboard.ui.documentation import published

DOCUMENTATION: Final = "docs/reference.md"
HELP_NAMES: Final = ["--help", "-h"]


def arrange(root: Any) -> None:  # noqa: ANN401
    """Arrange the help of the root and of its groups. A command of the root is arranged when it is declared."""
    for command in root.commands.values():
        command.rich_help_panel = getattr(command, "rich_help_panel", None) or COMMANDS[-1]
    root.commands = dict(sorted(root.commands.items(), key=lambda named: COMMANDS.index(named[1].rich_help_panel)))
    _arrange_one(root, is_group=True)
    for name, command in root.commands.items():
        if isinstance(command, TyperGroup):
            arrange_command(command, name, is_group=True)


def arrange_command(command: Any, words: str, *, is_group: bool = False) -> None:  # noqa: ANN401
    """Arrange the help of one command, which these words name. A group arranges its commands when it loads them."""
    _arrange_one(command, is_group=is_group)
    command.epilog = _epilog(words)


def _arrange_one(command: Any, *, is_group: bool) -> None:  # noqa: ANN401
    _rename_help(command, panel=None if is_group else OUTPUT)
    command.help = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    command.params.sort(key=_position)
    for parameter in command.params:
        _leave_out_type(parameter)


def tree(command: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    """List all commands and groups with the words that name them, the root first."""
    yield words, command
    for name, each in getattr(command, "commands", {}).items():
        yield from tree(each, *words, name)


def leaves(root: Any) -> dict[tuple[str, ...], Any]:  # noqa: ANN401
    """Return the commands that do something, by the words that name them."""
    return {words: command for words, command in tree(root) if not hasattr(command, "commands")}


def documentation(words: str) -> str:
    """Return where a command is documented. A group is documented with its first command."""
    first = next((name for name in EXAMPLES if name == words or name.startswith(f"{words} ")), words)
    return f"{DOCUMENTATION}#{'-'.join([PROGRAM, *first.split()])}"


def _rename_help(command: Any, panel: str | None) -> None:  # noqa: ANN401
    option = command.get_help_option(typer.Context(command, help_option_names=HELP_NAMES))
    option.help, option.metavar, option.rich_help_panel = "Show this help.", "", panel


def _leave_out_type(parameter: Any) -> None:  # noqa: ANN401
    """Leave out the type of a flag and of an argument, for which Typer shows ``<bool>`` and ``<path>``."""
    if isinstance(parameter, TyperArgument):
        vars(parameter)["display_type_rich"] = lambda ctx: ""  # noqa: ARG005
    elif isinstance(parameter, TyperOption) and parameter.is_flag:
        parameter.metavar = ""


def _position(parameter: Any) -> int:  # noqa: ANN401
    panel = getattr(parameter, "rich_help_panel", None)
    if isinstance(parameter, TyperArgument):
        return -1
    return ORDER.index(panel) if panel in ORDER else len(ORDER)


def examples(words: str) -> Iterator[tuple[str, str]]:
    """List the examples of a command: what each is for, and the line to type."""
    for purpose, arguments in EXAMPLES.get(words, ()):
        yield purpose, arguments if PROGRAM in arguments else f"{PROGRAM} {words} {arguments}".rstrip()


def _epilog(words: str) -> str:
    lines = [f"  [dim]# {purpose}[/dim]\n  {line}" for purpose, line in examples(words)]
    shown = "\n".join(["[bold]Examples[/bold]", *lines, "", ""]) if lines else ""
    return f"{shown}Learn more: {published(DOCUMENTATION)}"
