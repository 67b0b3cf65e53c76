"""Lines that begin with a symbol or a name, with a hanging indent; none has trailing blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.line_breaks import word_breaks
from total_onboard.ui.links import with_links
from total_onboard.ui.sanitized_rich import Console, Text, in_lines
from total_onboard.ui.symbols import Symbol

if TYPE_CHECKING:
    from rich.text import Text as RichText


_BELOW: Final = " " * 4
"""In front of what has no room next to a title."""
_WORD: Final = r"(?:'[^'\n]*'|\"[^\"\n]*\"|[^\s'\"])+"
_LAST_COMMAND: Final = re.compile(rf"(?<=: )(?:total-onboard|unset|Remove-Item)(?: {_WORD}(?<!\.))+(?=\.?\Z)")
"""Words as a shell reads them; one that ends a sentence in the middle is no part of a command."""


def last_command(text: str) -> re.Match[str] | None:
    """Return the command with which a text ends, without a final period."""
    return _LAST_COMMAND.search(text)


def print_line(console: Console, text: RichText) -> None:
    """Print lines with their intended breaks; longer ones are left to the terminal, so that copied text stays whole."""
    console.print(with_links(console, text), soft_wrap=True)


def hanging_indent(console: Console, begin: RichText, body: RichText) -> Text:
    """Return ``begin`` followed by the words of ``body``, in as many indented lines as necessary.

    No word is broken: if an address fits below ``begin`` and not next to it, everything goes below. If several lines
    are necessary, a command at the end gets its own.
    """
    width = max(console.width - begin.cell_len, 20)
    if width < _longest_word(body.plain) <= console.width - len(_BELOW) and begin.cell_len > len(_BELOW):
        return in_lines((_without_blanks(begin), hanging_indent(console, Text(_BELOW), body)))
    if body.cell_len > width and (command := last_command(body.plain)):
        first, last = body.divide([command.start()])
        return in_lines((hanging_indent(console, begin, _without_blanks(first)), last), begin.cell_len)
    lines = body.divide(word_breaks(body.plain, width))
    for line in lines:
        line.rstrip()
    whole = Text()
    whole.append_text(begin)
    whole.append_text(in_lines(lines, begin.cell_len))
    return whole


def symbol_line(
    console: Console, mark: Symbol, text: str, *, title: str = "", quiet: bool = False, indent: int = 2
) -> Text:
    """Return a sign, a title if there is one, and a sentence."""
    body = Text()
    if title:
        body.append(title + (": " if text else ""), style="name")
    body.append(text, style="quiet" if quiet else "")
    return hanging_indent(console, Text.assemble(" " * indent, (mark.on(console), mark.style), " "), body)


def next_step(console: Console, text: str) -> Text:
    """Return what to do, under the line that it belongs to."""
    return below(console, text, f"{symbols.NEXT.on(console)} ")


def below(console: Console, text: str, begin: str = "") -> Text:
    """Return a remark under the line that it belongs to."""
    return hanging_indent(console, Text(f"    {begin}", style="quiet"), Text(text, style="quiet"))


def say_caution(screen: Screen, text: str) -> None:
    """Print something to consider before the question that follows."""
    print_line(screen.stderr, symbol_line(screen.stderr, symbols.CAUTION, text))


def heading(text: str) -> Text:
    """Return a short title above some lines."""
    return Text(text, style="name")


def print_rows(console: Console, rows: Iterable[tuple[RichText, RichText]]) -> None:
    """Print two columns: the first as wide as its longest entry, the second with a hanging indent."""
    rows = tuple(rows)
    column = max((name.cell_len for name, _ in rows), default=0)
    for name, value in rows:
        begin = Text.assemble("  ", name, " " * (column - name.cell_len), "  ")
        print_line(console, hanging_indent(console, begin, value))


def print_facts(console: Console, facts: Iterable[tuple[str, str]]) -> None:
    """Print names and values; a value that would be broken gets its own line, so that it can be copied whole."""
    facts = tuple(facts)
    column = max((len(name) for name, _ in facts), default=0)
    for name, value in facts:
        begin = Text.assemble("  ", (f"{name:<{column}}", "quiet"), "  ")
        if begin.cell_len + Text(value).cell_len <= console.width or " " in value:
            print_line(console, hanging_indent(console, begin, Text(value)))
        else:
            print_line(console, in_lines((Text(f"  {name}", style="quiet"), Text(f"    {value}"))))


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)


def _without_blanks(text: RichText) -> RichText:
    """Return a text without the blanks at its end."""
    text = text.copy()
    text.rstrip()
    return text
