"""Errors of usage quote what was typed: their message passes the gate before Typer prints it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from total_onboard.core.visible_text import shown


class Commands(TyperGroup):
    """The group of all commands."""

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
