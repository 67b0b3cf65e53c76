"""Lines that begin with a sign and hang below it when they are long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from total_onboard.terminal import marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

    from total_onboard.terminal.marks import Mark


def signed_line(console: Console, mark: Mark, text: str, *, title: str = "", quiet: bool = False) -> RenderableType:
    """A sign, a title if there is one, and a sentence; later lines of it are indented like the first."""
    body = Text()
    if title:
        body.append(title + (": " if text else ""), style="name")
    body.append(text, style="quiet" if quiet else "")
    return _hanging(console, mark, body, indent=2)


def next_step(console: Console, text: str) -> RenderableType:
    """What to do, under the line that it belongs to."""
    return _hanging(console, marks.NEXT, Text(text, style="quiet"), indent=4)


def below(text: str) -> RenderableType:
    """A remark under the line that it belongs to."""
    return indented(Text(text, style="quiet"), 4)


def indented(content: RenderableType, columns: int = 2) -> RenderableType:
    """Moved to the right, and not filled up with blanks to the other edge."""
    return Padding(content, (0, 0, 0, columns), expand=False)


def heading(text: str) -> Text:
    """A short title above some lines."""
    return Text(text, style="name")


def print_facts(console: Console, facts: Iterable[tuple[str, str]]) -> None:
    """Names and values under each other; a value that is too long for its column gets lines of its own, unbroken,
    so that it can be copied whole."""
    facts = tuple(facts)
    column = max((len(name) for name, _ in facts), default=0)
    for name, value in facts:
        line = Text.assemble("  ", (f"{name:<{column}}", "quiet"), "  ", value)
        fits = line.cell_len <= console.width or " " in value
        if fits:
            console.print(_hanging_fact(name, value, column))
        else:
            console.print(Text(f"  {name}", style="quiet"))
            console.print(Text(f"    {value}"), soft_wrap=True)


def _hanging(console: Console, mark: Mark, body: Text, *, indent: int) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark.on(console), style=mark.style), body)
    return indented(grid, indent)


def _hanging_fact(name: str, value: str, column: int) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="quiet", width=column)
    grid.add_column(overflow="fold")
    grid.add_row(name, Text(value))
    return indented(grid)
