"""Single keys pressed during other work; Ctrl-C stays a signal, and the terminal is restored."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Final

_PAUSE: Final = 0.1
_BEFORE_A_CODE: Final = ("\x00", "\xe0")


def letter_of(get_character: Callable[[], str]) -> str:
    """Return the letter of a pressed key; nothing for an arrow, End or F1, which are two characters on Windows."""
    first = get_character()
    if first in _BEFORE_A_CODE:
        get_character()
        return ""
    return first


if sys.platform == "win32":
    import msvcrt
    import time

    @contextmanager
    def _single_keys() -> Iterator[None]:
        yield

    def _pressed() -> str:
        if msvcrt.kbhit():
            return letter_of(msvcrt.getwch)
        time.sleep(_PAUSE)
        return ""

    def discard_typed() -> None:
        """Forget what was typed before a question was shown."""
        while msvcrt.kbhit():
            msvcrt.getwch()

    @contextmanager
    def without_echo() -> Iterator[None]:
        """Leave the console alone: Windows echoes only while something reads."""
        yield

else:
    import os
    import select
    import termios
    import tty

    @contextmanager
    def _single_keys() -> Iterator[None]:
        """Disable line buffer and echo, but not signals: :func:`tty.setcbreak`, undone at the end."""
        before = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin)
        try:
            yield
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)

    def _pressed() -> str:
        ready, _, _ = select.select([sys.stdin], [], [], _PAUSE)
        return os.read(sys.stdin.fileno(), 64).decode(errors="ignore") if ready else ""

    def discard_typed() -> None:
        """Forget what was typed before a question was shown; input that is no terminal is left alone."""
        with suppress(OSError, ValueError):  # no standard input, or a closed one
            if sys.stdin is not None and sys.stdin.isatty():
                termios.tcflush(sys.stdin, termios.TCIFLUSH)

    @contextmanager
    def without_echo() -> Iterator[None]:
        """Hide what is typed while the screen is redrawn: an echoed Enter would move it by a line."""
        before = _set_echo(0)
        try:
            yield
        finally:
            if before:
                _set_echo(before)

    def _set_echo(flag: int) -> int:
        """Set the flag of echo, and return what it was; 0 too for the terminal of another job, which stays as it is."""
        with suppress(OSError, ValueError, termios.error):
            if sys.stdin is not None and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp():
                modes = termios.tcgetattr(sys.stdin)
                before = int(modes[3]) & termios.ECHO
                modes[3] = int(modes[3]) & ~termios.ECHO | flag
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, modes)
                return before
        return 0


class Keyboard(AbstractContextManager["Keyboard"]):
    """Listener that calls a function for each key, on a separate thread, while the context is open."""

    def __init__(self, actions: Mapping[str, Callable[[], None]]) -> None:
        self._actions = actions
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True, name="keys")
        self._terminal = ExitStack()

    def __enter__(self) -> Keyboard:
        self._terminal.enter_context(_single_keys())
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._terminal.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            for key in _pressed():
                if key.lower() in self._actions:
                    self._actions[key.lower()]()
