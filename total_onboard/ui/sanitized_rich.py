"""Rich behind the gate: the only text and the only console that views can use.

A text escapes its parts. So a string is always one line, and lines are broken only by :func:`in_lines`,
for any name, message or file content. Markup and emoji codes are never interpreted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console as RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text as RichText

from total_onboard.core.text.visible_text import shown, shown_lines

_ASCII: Final = str.maketrans("…→–—‘’“”✓✗", ".>--''\"\"+x")
"""Signs of our own texts for a stream that can't encode them; each keeps its width, so that lines do."""


class Text(RichText):
    """A text of one line: strings pass the gate before they become part of it."""

    def __init__(self, text: str = "", style: str | Style = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(shown(text), style, **options)

    def append(self, text: RichText | str, style: str | Style | None = None) -> Text:
        """See :meth:`rich.text.Text.append`."""
        super().append(shown(text) if isinstance(text, str) else text, style)
        return self


class Console(RichConsole):
    """A console that prints no string before it has passed the gate, however it comes here.

    ``prints`` counts what was printed, and ``answers`` the rows of each question with its answer: what was drawn before
    them can be redrawn only if nothing else came after it.
    """

    prints: int = 0
    answers: tuple[int, ...] = ()

    def input(self, prompt: Any = "", **options: Any) -> str:  # noqa: ANN401
        """See :meth:`rich.console.Console.input`."""
        typed = super().input(prompt, **options)
        question = prompt.plain if isinstance(prompt, RichText) else str(prompt)
        self.answers = (*self.answers, rows_of(question + typed, self.width))
        return typed

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401
        """See :meth:`rich.console.Console.print`; a string is one line, without markup."""
        self.prints += 1
        super().print(*(Text(one) if isinstance(one, str) else one for one in objects), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """See :meth:`rich.console.Console.render`; a net for what Rich's own parts were given, such as titles."""
        plain = not self.encoding.lower().startswith("utf")
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else shown_lines(segment.text)
            yield segment._replace(text=text.translate(_ASCII) if plain else text)


def rows_of(text: str, width: int) -> int:
    """Return how many rows of a terminal a text takes; its lines are broken by the terminal."""
    return sum(max(1, -(-cell_len(line) // width)) for line in text.split("\n"))


def in_lines(lines: Iterable[RichText], indent: int = 0, **options: Any) -> Text:  # noqa: ANN401
    """Return one text of several lines, all but the first indented."""
    whole = Text(**options)
    for number, line in enumerate(lines):
        if number:
            whole.append_text(RichText("\n" + " " * indent))
        whole.append_text(line)
    return whole
