"""The device code, large; the address and its QR code; the time left. Nothing is opened or copied unasked."""

from __future__ import annotations

import io
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol

from rich.console import Group
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from total_onboard.terminal.keys import Keys

if TYPE_CHECKING:
    from rich.console import RenderableType

    from total_onboard.terminal.screen import Screen

_ROWS_FOR_QR: Final = 30


class Code(Protocol):
    """What is known of a device code."""

    @property
    def user_code(self) -> str:
        """What the admin types."""

    @property
    def verification_uri(self) -> str:
        """Where the admin types it."""

    def seconds_left(self) -> float:
        """How long it still works."""


class SignInView:
    """Use as a context manager around the sign-in; shows what it is given until that ends."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._live: Live | None = None
        self._keys: Keys | None = None
        self._note = ""

    def __enter__(self) -> SignInView:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keys:
            self._keys.stop()
        if self._live:
            self._live.stop()

    def show_code(self, code: Code) -> None:
        """Show a device code, and count down where lines can be redrawn."""
        if not self._screen.is_live:
            self._say_plainly(code)
            return
        self._live = Live(console=self._screen.talk, get_renderable=lambda: self._drawn(code), refresh_per_second=2)
        self._live.start()
        if self._screen.interactive:
            self._keys = Keys({"o": lambda: self._open(code), "c": lambda: self._copy(code)})
            self._keys.start()

    def show_address(self, address: str) -> None:
        """Show the page of the browser flow, and open it: that is what was asked for."""
        import webbrowser

        self._screen.say()
        self._screen.say("Sign in on the page that opens in your browser. If none opens, visit:")
        self._screen.talk.print(address, soft_wrap=True, markup=False, highlight=False)
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def _say_plainly(self, code: Code) -> None:
        minutes = round(code.seconds_left() / 60)
        self._screen.say(f"To sign in, open {code.verification_uri} and enter the code {code.user_code}")
        self._screen.say(f"(valid for {minutes} minutes; if your company blocks codes, use --sign-in browser)")

    def _drawn(self, code: Code) -> RenderableType:
        words = Group(
            Text("Sign in on any device"),
            Text(),
            Text.assemble("1. Open  ", (code.verification_uri, "bold underline")),
            Text.assemble("2. Enter ", (f" {code.user_code} ", "bold reverse")),
            Text(),
            Text(_time_left(code.seconds_left()), style="quiet"),
            Text(self._note or self._hint(), style="quiet"),
        )
        qr = self._qr(code.verification_uri)
        if qr is None:
            return Panel(words, expand=False, padding=(1, 3))
        grid = Table.grid(padding=(0, 3))
        grid.add_row(Padding(words, (2, 0, 0, 0)), qr)
        return Panel(grid, expand=False, padding=(0, 2))

    def _hint(self) -> str:
        keys = "o opens the page, c copies the code, Ctrl-C stops\n" if self._screen.interactive else ""
        return f"{keys}Codes blocked in your company? Use --sign-in browser"

    def _qr(self, address: str) -> Text | None:
        console = self._screen.talk
        if console.height < _ROWS_FOR_QR or not console.encoding.lower().startswith("utf"):
            return None
        import segno

        drawing = io.StringIO()
        segno.make(address, micro=False).terminal(drawing, compact=True, border=2)
        qr = Text.from_ansi(drawing.getvalue().rstrip("\n"))
        return qr if console.width >= 80 else None

    def _open(self, code: Code) -> None:
        import webbrowser

        self._note = "Opening the page …" if webbrowser.open(code.verification_uri) else "No browser can be opened here"

    def _copy(self, code: Code) -> None:
        import pyperclip

        try:
            pyperclip.copy(code.user_code)
        except pyperclip.PyperclipException:
            self._note = "There is no clipboard here"
        else:
            self._note = "The code is in the clipboard"


def _time_left(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"The code is valid for {minutes}:{rest:02} more · {time.strftime('%H:%M')}"
