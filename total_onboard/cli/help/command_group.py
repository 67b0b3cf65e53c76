"""The tree of commands: how its help is arranged, and what an error of usage says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import Any, ClassVar

import typer
import typer.main
from typer.core import TyperGroup

from total_onboard.cli.help.arrangement import arrange, arrange_command, leaves
from total_onboard.cli.help.late_command import CommandPlace, LateCommand
from total_onboard.cli.options.absent_values import skip_absent_values


class Commands(TyperGroup):
    """The group of all commands."""

    places: ClassVar[Sequence[CommandPlace]]

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        commands = {place.name: LateCommand(place) for place in self.places}
        super().__init__(**attributes | {"commands": commands | attributes["commands"]})
        arrange(self)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Suggest a subcommand too, such as ``auth login`` for ``login``."""
        if args and args[0] not in self.commands:
            nested = [" ".join(words) for words in leaves(self) if len(words) > 1 and words[-1] == args[0]]
            if nested:
                ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(map(repr, nested))}?")
        return super().resolve_command(ctx, args)

    def make_context(self, *words: Any, **options: Any) -> Any:  # noqa: ANN401
        """See :meth:`typer.core.TyperGroup.make_context`."""
        with _visible_errors():
            return super().make_context(*words, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """See :meth:`typer.core.TyperGroup.invoke`."""
        with _visible_errors():
            return super().invoke(ctx)


class LateCommands(TyperGroup):
    """A group that imports its commands when one of them is needed: most calls need those of no group."""

    module: ClassVar[str]

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        del self.commands

    @cached_property
    def commands(self) -> dict[str, Any]:  # type: ignore[override]
        """Import and arrange them."""
        found = dict(typer.main.get_group(import_module(f"total_onboard.cli.commands.{self.module}").app).commands)
        for name, command in found.items():
            arrange_command(command, f"{self.name} {name}")
            skip_absent_values(command)
        return found


def root_with(places: Sequence[CommandPlace]) -> type[Commands]:
    """Return the group of all commands, with these besides its groups."""
    return type("Commands", (Commands,), {"places": places})


def commands_of(module: str, help: str) -> typer.Typer:
    """Return the group whose commands are in a module."""
    return typer.Typer(cls=type("LateCommands", (LateCommands,), {"module": module}), no_args_is_help=True, help=help)


def _message(error: typer.TyperException) -> str:
    """Return what the parser says; an unknown option is quoted, and answered with similar ones."""
    unknown = getattr(error, "option_name", None)
    if unknown is None or not hasattr(error, "possibilities"):
        return error.format_message()
    from total_onboard.core.text.suggestions import did_you_mean

    context: Any = getattr(error, "ctx", None)
    known = [name for one in context.command.params for name in one.opts] if context else []
    return f"There is no option {unknown!r}. {did_you_mean(unknown, known)}".strip()


@contextmanager
def _visible_errors() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        from total_onboard.core.text.visible_text import shown

        message = shown(_message(error))
        vars(error)["format_message"] = lambda: message
        raise
