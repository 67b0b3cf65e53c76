"""The 32 bytes in the system's keyring that the remembered sign-in is encrypted with."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_SERVICE: Final = "total-onboard"
_NAME: Final = "sign-in"
_BYTES: Final = 32
_PATIENCE: Final = 4.0


def read() -> bytes | None:
    """The key, or None where there is none or no usable keyring."""
    stored = _asked(lambda ring: ring.get_password(_SERVICE, _NAME))
    return _decoded(stored) if stored else None


def read_or_make() -> bytes | None:
    """The key, made if need be; None where there is no keyring that keeps what it is given."""
    known = read()
    if known:
        return known
    text = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    _asked(lambda ring: ring.set_password(_SERVICE, _NAME, text))
    return read()


def forget() -> None:
    """Remove the key, if there is one."""
    _asked(lambda ring: ring.delete_password(_SERVICE, _NAME))


def backend_name() -> str | None:
    """What the usable keyring is called, or None."""
    return _asked(lambda ring: str(ring.name))


def _asked(question: Callable[[KeyringBackend], T]) -> T | None:
    """The keyring's answer, or None: without a usable keyring, after an error, or after four seconds.

    A locked collection waits for a prompt that nobody sees on a server, hence the time limit; the thread is a
    daemon, so that it does not keep the process from ending.
    """
    answers: list[T] = []

    def ask() -> None:
        import keyring
        from keyring.errors import KeyringError

        ring = keyring.get_keyring()
        try:
            if ring.priority > 0:  # "null" and "fail" are 0 and below
                answers.append(question(ring))
        except (KeyringError, OSError, RuntimeError):
            return

    thread = threading.Thread(target=ask, daemon=True, name="keyring")
    thread.start()
    thread.join(_PATIENCE)
    return answers[0] if answers else None


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _BYTES else None
