"""Foreign text in Markdown: words that could mean something to any renderer become code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from total_onboard.core.text.visible_text import shown
from total_onboard.ui.layout import last_command

_LETTERS: Final = "A-Za-z0-9\u0080-\U0010ffff"
_PLAIN: Final = re.compile(rf"[(\"'“]*[{_LETTERS}]+(?:[-'’/][{_LETTERS}]+)*[)\"'”.,;:?!%…]*|\d+:\d+")
"""Words without markup, and without what some renderers make a link of: addresses, @names, #numbers, hosts."""


def markdown_text(text: str) -> str:
    """Return one line that shows the text as it is: no markup, no HTML, no link, no image, no table.

    A command at its end is one code span, so that it can be copied.
    """
    line = shown(text)
    if command := last_command(line):
        begin, end = line[: command.start()].split(), line[command.end() :]
        return " ".join([*_pieces(begin), markdown_code(command[0]) + end])
    return " ".join(_pieces(line.split()))


def markdown_code(text: str) -> str:
    """Return one code span, for values that are copied."""
    value = shown(text)
    longest = max((len(ticks) for ticks in re.findall("`+", value)), default=0)
    fence = "`" * (longest + 1)
    room = " " if "`" in (value[:1], value[-1:]) else ""
    return f"{fence}{room}{value}{room}{fence}" if value.strip() else ""


def _pieces(words: list[str]) -> Iterator[str]:
    for plain, group in groupby(words, key=lambda word: bool(_PLAIN.fullmatch(word))):
        together = " ".join(group)
        yield together if plain else markdown_code(together)
