"""Keyring back ends as people's machines have them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NoReturn

from keyring.backend import KeyringBackend

LONGER_THAN_ANYBODY_WAITS = 60.0


class BrokenKeyring(KeyringBackend):
    """A back end that looks usable, whose every answer comes from ``answer``."""

    priority = 5

    def __init__(self, answer: Callable[[], str | None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.answer = answer

    @property
    def name(self) -> str:
        return "the vault of this machine"

    def get_password(self, service: str, username: str) -> str | None:
        return self.answer()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.answer()

    def delete_password(self, service: str, username: str) -> None:
        self.answer()


class NoLogonSession(Exception):
    """As pywintypes.error over SSH: no OSError."""


class BackEndPanic(BaseException):
    """As a back end in Rust raises it: no Exception."""


def raises(error: BaseException) -> BrokenKeyring:
    """One that raises the same error each time."""

    def answer() -> NoReturn:
        raise error

    return BrokenKeyring(answer)


def hangs() -> BrokenKeyring:
    """One that waits for a prompt that nobody sees."""

    def answer() -> None:
        threading.Event().wait(LONGER_THAN_ANYBODY_WAITS)

    return BrokenKeyring(answer)


def keeps_nothing() -> BrokenKeyring:
    """One that accepts everything and has nothing."""
    return BrokenKeyring(lambda: None)
