"""A command whose module is imported when it is needed: most calls need one command of all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import typer.main
from typer.core import TyperCommand
from typer.models import CommandInfo

from total_onboard.cli.help.arrangement import arrange_command
from total_onboard.cli.options.absent_values import skip_absent_values

_DECLARED_LATE = ("params", "callback", "help", "epilog")


@dataclass(frozen=True)
class CommandPlace:
    """A place of a command: its function, its panel in the help of the program, and the beginning of its help."""

    name: str
    panel: str
    module: str
    function: str
    summary: str


class LateCommand(TyperCommand):
    """A command that the help of the program lists without importing it."""

    def __init__(self, place: CommandPlace) -> None:
        super().__init__(place.name, short_help=place.summary, rich_help_panel=place.panel)
        self._place = place
        for name in _DECLARED_LATE:
            delattr(self, name)

    @cached_property
    def _declared(self) -> Any:  # noqa: ANN401
        """The command as Typer makes it, arranged."""
        function = getattr(import_module(f"total_onboard.cli.{self._place.module}"), self._place.function)
        info = CommandInfo(name=self._place.name, callback=function)
        command = typer.main.get_command_from_info(
            info, pretty_exceptions_short=True, rich_markup_mode=self.rich_markup_mode
        )
        arrange_command(command, self._place.name)
        skip_absent_values(command)
        return command

    @cached_property
    def params(self) -> Any:  # type: ignore[override]  # noqa: ANN401
        """The options and arguments."""
        return self._declared.params

    @cached_property
    def callback(self) -> Any:  # type: ignore[override]  # noqa: ANN401
        """What runs the command."""
        return self._declared.callback

    @cached_property
    def help(self) -> Any:  # type: ignore[override]  # noqa: ANN401
        """The whole help, which begins with the summary."""
        return self._declared.help

    @cached_property
    def epilog(self) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Examples and a link."""
        return self._declared.epilog

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401
        """See :meth:`typer.core.TyperCommand.get_help_option`."""
        return self._declared.get_help_option(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Shorten the summary, as every help is shortened."""
        return TyperCommand(self.name, help=self.short_help).get_short_help_str(limit)
