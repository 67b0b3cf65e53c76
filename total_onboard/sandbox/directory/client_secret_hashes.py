"""Client secrets at rest: only their salted hashes are kept, and a new one is accepted only once it is replicated."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import UserDict
from collections.abc import Callable
from typing import Final

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.unsettled_behavior import LATE

_ROUNDS: Final = 1000
"""Few, because the secrets are random and short-lived; a passphrase would need many more."""


def hash_password(text: str) -> str:
    """Salt and hash a secret, for keeping."""
    salt = secrets.token_hex(16)
    return f"{salt}${_digest(text, salt)}"


def matches(kept: str, text: str) -> bool:
    """Return whether ``text`` is the secret behind the hash."""
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(digest, _digest(text, salt))


def _digest(text: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode(), bytes.fromhex(salt), _ROUNDS).hex()


class PasswordHashes(UserDict[str, str]):
    """Hashes by key id; each becomes usable for sign-in a lag after it was put, as at Microsoft (AADSTS7000215)."""

    def __init__(self, clock: SandboxClock, lag: Callable[[], float]) -> None:
        self._clock = clock
        self._lag = lag
        self._usable_at: dict[str, float] = {}
        self._put_at: dict[str, float] = {}
        super().__init__()

    def __setitem__(self, key_id: str, kept: str) -> None:
        self._put_at[key_id] = self._clock.real()
        self._usable_at[key_id] = self._put_at[key_id] + self._lag()
        super().__setitem__(key_id, kept)

    def is_usable(self, key_id: str) -> bool:
        """Return whether sign-in knows the secret by now."""
        return key_id in self.data and self._usable_at[key_id] <= self._clock.real()

    def is_listed(self, key_id: str) -> bool:
        """Return whether a tenant that lists new secrets late lists this one by now."""
        return self._put_at.get(key_id, -LATE) + LATE <= self._clock.real()
