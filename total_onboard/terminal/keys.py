"""Single keys pressed while something else goes on; the terminal is as it was afterwards, also after Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Final

from prompt_toolkit.input import create_input

_CTRL_C: Final = "\x03"


class Keys:
    """Calls a function for a key; prompt_toolkit knows how each system's terminal is read."""

    def __init__(self, actions: Mapping[str, Callable[[], None]]) -> None:
        self._actions = actions
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True, name="keys")

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and give the terminal back."""
        self._over.set()
        self._thread.join(timeout=1)

    def _listen(self) -> None:
        source = create_input()
        with source.raw_mode():
            while not self._over.wait(0.1):
                for press in source.read_keys():
                    self._press(press.data)

    def _press(self, key: str) -> None:
        """In raw mode Ctrl-C is a key like any other, so it is made a signal again, for the main thread."""
        if key == _CTRL_C:
            self._over.set()
            os.kill(os.getpid(), signal.SIGINT)
        elif action := self._actions.get(key.lower()):
            action()
