"""Lines that begin with a sign and hang below it when they are long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from total_onboard.terminal.marks import Mark


def signed_line(console: Console, mark: Mark, text: str, *, title: str = "", quiet: bool = False) -> RenderableType:
    """A sign, a title if there is one, and a sentence; later lines of it are indented like the first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    body = Text()
    if title:
        body.append(title + (": " if text else ""), style="name")
    body.append(text, style="quiet" if quiet else "")
    grid.add_row(Text(mark.on(console), style=mark.style), body)
    return Padding(grid, (0, 0, 0, 2), expand=False)


def next_step(text: str) -> RenderableType:
    """What to do, under the line that it belongs to."""
    return Padding(Text("→ " + text if text else "", style="quiet"), (0, 0, 0, 4), expand=False)


def heading(text: str) -> Text:
    """A short title above some lines."""
    return Text(text, style="name")
