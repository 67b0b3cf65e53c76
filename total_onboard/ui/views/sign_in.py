"""The device code, the page where it is entered, the time left. Nothing is opened or copied unasked."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, ExitStack
from itertools import zip_longest
from types import TracebackType
from typing import Final, Protocol

from rich.align import Align
from rich.console import RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table

from total_onboard.ui import browser_and_clipboard
from total_onboard.ui.console import Screen
from total_onboard.ui.keyboard import Keyboard
from total_onboard.ui.sanitized_rich import Console, Text, in_lines
from total_onboard.ui.symbols import shows_unicode

_BLOCKS: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_code(address: str, console: Console) -> Text | None:
    """Return the drawing, or None if it could not be scanned: black on white needs colors, and blocks need Unicode."""
    if console.color_system is None or console.no_color or not shows_unicode(console):
        return None
    import segno

    rows = [list(row) for row in segno.make(address, micro=False).matrix_iter(border=2)]
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[0] * len(rows[0]))
    lines = ("".join(_BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs)
    style = "black on bright_white"
    return in_lines((Text(line, style=style) for line in lines), style=style, no_wrap=True)


_NOT_MICROSOFTS: Final = ("Warning: this page is not one of Microsoft's.", "Don't enter the code there.")
_FRAME: Final = 2
"""Rows of the panel's border."""


class Code(Protocol):
    """Known facts about a device code."""

    @property
    def user_code(self) -> str:
        """What the admin types."""

    @property
    def verification_uri(self) -> str:
        """The page on which the admin enters the code."""

    @property
    def is_microsofts(self) -> bool:
        """Whether the page is one of Microsoft's, and may be opened."""

    def seconds_left(self) -> float:
        """Return how long it still works."""


class SignInView(AbstractContextManager["SignInView"]):
    """A context around the sign-in: shows what it is given until that ends, and leaves the terminal as it was.

    It may be entered again, for a second sign-in in the middle of the run.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._shown = ExitStack()
        self._note = ""
        self._times = 0
        self._other_way = False

    def __enter__(self) -> SignInView:
        self._times += 1
        if self._times > 1:
            self._screen.say()
            self._screen.say("Microsoft requires another sign-in. Then this run continues.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Show nothing any more."""
        self._shown.close()

    def wants_other_way(self) -> bool:
        """Return whether the key to switch between browser and code was pressed, and reset it."""
        desired, self._other_way = self._other_way, False
        return desired

    def show_code(self, code: Code) -> None:
        """Show a device code, and count down if lines can be redrawn."""
        self.close()
        self._note = ""
        if not self._screen.is_live:
            self._say_plainly(code)
            return
        self._shown.enter_context(
            Live(
                console=self._screen.stderr,
                get_renderable=lambda: self.drawn(code),
                refresh_per_second=2,
                transient=True,
                redirect_stdout=False,
            )
        )
        if self._screen.interactive:
            keys = {"o": lambda: self._open(code), "c": lambda: self._copy(code), "b": self._switch}
            self._shown.enter_context(Keyboard(keys))

    def show_address(self, address: str) -> None:
        """Show the page of the browser flow, and open it: that is what was asked for."""
        self.close()
        for screen in self._screen.views:
            screen.say()
            screen.say("Sign in on the page that opens in your browser. If none opens, visit:")
            screen.stderr.print(address, soft_wrap=True, markup=False, highlight=False)
            if self._screen.interactive:
                screen.say("No browser on this machine? d shows a code for any other device; Ctrl-C stops.", "quiet")
        if self._screen.interactive:
            self._shown.enter_context(Keyboard({"d": self._switch}))
        threading.Thread(target=browser_and_clipboard.open_page, args=(address,), daemon=True).start()

    def drawn(self, code: Code) -> RenderableType:
        """Render the panel; the QR code is next to the text if the terminal is wide enough."""
        console, words = self._screen.stderr, self._words(code)
        qr = qr_code(code.verification_uri, console) if code.is_microsofts else None
        if qr is None or not self._has_room(words, qr):
            return Panel(words, expand=False, padding=(0, 2))
        grid = Table.grid(padding=(0, 2))
        grid.add_row(Align(words, vertical="middle"), qr)
        return Panel(grid, expand=False, padding=(0, 1))

    def _has_room(self, words: Text, qr: Text) -> bool:
        console = self._screen.stderr
        wide = console.measure(words).maximum + console.measure(qr).maximum + 6 <= console.width
        return wide and len(qr.plain.splitlines()) + _FRAME < console.height

    def _words(self, code: Code) -> Text:
        opens = "o opens the page, " if code.is_microsofts else ""
        keys = (f"{opens}c copies the code", "Ctrl-C stops")[not self._screen.interactive :]
        blocked = "b continues in a browser here" if self._screen.interactive else "Use --sign-in browser"
        lines = (
            Text("To sign in, open on any device"),
            Text(code.verification_uri, "name"),
            *(Text(line, "caution") for line in _warning(code)),
            Text("and enter the code"),
            Text(),
            Text(f"  {code.user_code}  ", "bold reverse"),
            Text(),
            Text(_time_left(code.seconds_left()), "quiet"),
            *(Text(key, "quiet") for key in keys),
            Text(),
            Text("Device code sign-in blocked?", "quiet"),
            Text(blocked, "quiet"),
            Text(self._note, "caution"),
        )
        return in_lines(lines, no_wrap=True)

    def _say_plainly(self, code: Code) -> None:
        for screen in self._screen.views:
            screen.say(f"To sign in, open {code.verification_uri} and enter the code {code.user_code}")
            for line in _warning(code):
                screen.say(line, style="caution")
            screen.say(f"{_time_left(code.seconds_left())}. If codes are blocked, use --sign-in browser.")

    def _open(self, code: Code) -> None:
        if not code.is_microsofts:
            self._note = "The page was not opened: it is not one of Microsoft's"
            return
        opened = browser_and_clipboard.open_page(code.verification_uri)
        self._note = "The page opens in your browser" if opened else "There is no browser here"

    def _switch(self) -> None:
        self._other_way = True
        self._note = "One moment …"

    def _copy(self, code: Code) -> None:
        copied = browser_and_clipboard.copy(code.user_code)
        self._note = "The code is in the clipboard" if copied else "There is no clipboard here"


def _warning(code: Code) -> tuple[str, ...]:
    return () if code.is_microsofts else _NOT_MICROSOFTS


def _time_left(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"The code works for another {minutes}:{rest:02}" if seconds > 0 else "The code has expired"
