"""The tree of commands: how its help is arranged, and what an error of usage says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from total_onboard.cli.help.arrangement import arrange, leaves
from total_onboard.core.text.visible_text import shown


class Commands(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
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


@contextmanager
def _visible_errors() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        message = shown(error.format_message())
        vars(error)["format_message"] = lambda: message
        raise
