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
# keyrings.alt: some write in plain text, others below a password that nobody can be asked for here.
_FILES: Final = frozenset({"PlaintextKeyring", "EncryptedKeyring", "UncryptedFileKeyring"})


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


def refused_backend() -> str | None:
    """What the keyring is called if it is not used because it keeps secrets in a plain file; else None."""
    import keyring

    ring = keyring.get_keyring()
    return str(ring.name) if ring.priority > 0 and not keeps_secrets(ring) else None


def keeps_secrets(ring: KeyringBackend) -> bool:
    """Whether a back end protects what it keeps: "null" and "fail" keep nothing, those of keyrings.alt keep a file.

    A chain uses the first of its back ends, so all of them count.
    """
    chained = getattr(ring, "backends", ())
    kind = type(ring)
    is_file = kind.__module__.startswith("keyrings.") or kind.__name__ in _FILES
    return ring.priority > 0 and not is_file and all(keeps_secrets(one) for one in chained)


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
            if keeps_secrets(ring):
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
