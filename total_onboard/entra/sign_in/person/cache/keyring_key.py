"""The 32 bytes in the system's keyring that the remembered sign-in is encrypted with."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from total_onboard.core.known_secrets import KNOWN_SECRETS

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_SERVICE: Final = "total-onboard"
_NAME: Final = "sign-in"
_BYTES: Final = 32
_PATIENCE: Final = 4.0
# keyrings.alt: some write in plain text, others below a password that nobody can be asked for here.
_FILES: Final = frozenset({"PlaintextKeyring", "EncryptedKeyring", "UncryptedFileKeyring"})


@dataclass
class _Question:
    """One call to the keyring, on a separate thread; ``given_up`` is set when nobody waits for it any longer."""

    answers: list[Any] = field(default_factory=list)
    given_up: threading.Event = field(default_factory=threading.Event)
    backend: str = "the keyring"
    problem: str = ""


class KeyringKey:
    """The key in the system's keyring.

    ``problem`` says why the keyring isn't used, although there is one. From then on it isn't asked any more: a back
    end that failed or didn't answer would do so for every request.
    """

    def __init__(self) -> None:
        self.problem = ""
        self._key: bytes | None = None

    def read(self) -> bytes | None:
        """Return the key, or None if there is none or no usable keyring."""
        if self._key is None:
            stored = self._asked(lambda ring, _: ring.get_password(_SERVICE, _NAME))
            self._key = _decoded(stored) if stored else None
        return self._key

    def get_or_create(self) -> bytes | None:
        """Return the key, made if there is none yet; None if no keyring keeps what it is given."""
        if self._key is None:
            self._key = self._asked(_read_or_made)
        return self._key

    def forget(self) -> None:
        """Remove the key, if there is one."""
        self._key = None
        if self._asked(lambda ring, _: ring.get_password(_SERVICE, _NAME)) is not None:
            self._asked(lambda ring, _: ring.delete_password(_SERVICE, _NAME))

    def backend_name(self) -> str | None:
        """Return what the usable keyring is called, or None."""
        return self._asked(lambda ring, _: _name_of(ring))

    def _asked(self, question: Callable[[KeyringBackend, threading.Event], T]) -> T | None:
        """Return the keyring's answer, or None: without a usable keyring, after an error, or after four seconds.

        A locked collection waits for a prompt that nobody sees on a server, hence the time limit; the thread is a
        daemon, so that it does not keep the process from ending.
        """
        if self.problem:
            return None
        asked = _Question()
        thread = threading.Thread(target=_ask, args=(asked, question), daemon=True, name="keyring")
        thread.start()
        thread.join(_PATIENCE)
        asked.given_up.set()
        if thread.is_alive():
            self.problem = f"{asked.backend} didn't answer within {_PATIENCE:g} seconds"
            return None
        self.problem = asked.problem
        return asked.answers[0] if asked.answers else None


class _KeepsNothing(Exception):
    """The keyring accepted a value and doesn't have it."""


def keeps_secrets(ring: KeyringBackend) -> bool:
    """Return whether a back end protects its values: "null" and "fail" keep none, those of keyrings.alt a file.

    A chain uses the first of its back ends, so all of them count.
    """
    chained = getattr(ring, "backends", ())
    return ring.priority > 0 and not _is_file(ring) and all(keeps_secrets(one) for one in chained)


def _is_file(ring: KeyringBackend) -> bool:
    kind = type(ring)
    return kind.__module__.startswith("keyrings.") or kind.__name__ in _FILES


def _ask(asked: _Question, question: Callable[[KeyringBackend, threading.Event], Any]) -> None:
    """Call the keyring; any exception of a back end means that the keyring can't be used.

    On Windows over SSH it is pywintypes.error 1312, on Linux an error of D-Bus, and some raise BaseException.
    """
    try:
        import keyring

        ring = keyring.get_keyring()
        asked.backend = _name_of(ring)
        if keeps_secrets(ring):
            asked.answers.append(question(ring, asked.given_up))
        elif ring.priority > 0:
            asked.problem = f"{asked.backend} keeps secrets in a plain file"
    except _KeepsNothing:
        asked.problem = f"{asked.backend} keeps nothing"
    except BaseException as error:
        asked.problem = f"{asked.backend} failed ({_summary(error)})"


def _read_or_made(ring: KeyringBackend, given_up: threading.Event) -> bytes | None:
    """Read or make the key in one call, so that a late answer to a prompt never replaces the key behind it."""
    stored = ring.get_password(_SERVICE, _NAME)
    known = _decoded(stored) if stored else None
    if known or given_up.is_set():
        return known
    text = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    KNOWN_SECRETS.remember(text)
    ring.set_password(_SERVICE, _NAME, text)
    kept = _decoded(ring.get_password(_SERVICE, _NAME) or "")
    if kept is None:
        raise _KeepsNothing
    return kept


def _name_of(ring: KeyringBackend) -> str:
    return str(ring.name)


def _summary(error: BaseException) -> str:
    """Return one line: the kind of the error, and what it says."""
    reason = " ".join(str(error).split())
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _BYTES else None
