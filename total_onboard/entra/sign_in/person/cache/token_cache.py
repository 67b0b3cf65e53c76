"""The sign-in between two runs: MSAL's cache in an encrypted file, the key to it in the system's keyring.

Windows' credential store takes 1,280 characters and an MSAL cache is larger (jaraco/keyring#355), so the keyring
holds the key only. Without a usable keyring, as on many servers, the sign-in lives as long as the process.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock
from msal import SerializableTokenCache

from total_onboard.core.files.paths import checked_state
from total_onboard.core.files.private_files import private_folder, write_atomically
from total_onboard.core.known_secrets import remember_all
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.person.cache.keyring_key import KeyringKey

_NONCE: Final = 12
_LOCK_SECONDS: Final = 10


class TokenCache:
    """One cloud's sign-in. Nothing here raises for a file that is missing, damaged, of another key, or cannot be
    written."""

    def __init__(self, state_dir: Path, cloud: Cloud) -> None:
        host = re.sub(r"[^a-z0-9.]", "-", urlsplit(cloud.authority_url).netloc.lower())
        self._file = checked_state(state_dir) / f"sign-in-{cloud.name}-{host}.bin"
        self._lock = FileLock(self._file.with_suffix(".lock"), timeout=_LOCK_SECONDS)
        self._keyring = KeyringKey()

    @property
    def problem(self) -> str:
        """Why the machine's keyring isn't used, although there is one; empty if it is used or there is none."""
        return self._keyring.problem

    @staticmethod
    def empty() -> SerializableTokenCache:
        """Return a cache for a sign-in that replaces the remembered one."""
        return SerializableTokenCache()

    def load(self) -> SerializableTokenCache:
        """Return the remembered sign-in, or an empty one."""
        cache = SerializableTokenCache()
        text = self._read()
        if text:
            cache.deserialize(text)
            _remember_secrets(cache)
        return cache

    def save(self, cache: SerializableTokenCache) -> None:
        """Remember the sign-in, if it changed, there is a keyring to hold the key, and the folder can be written."""
        if not cache.has_state_changed:
            return
        _remember_secrets(cache)
        text, key = cache.serialize(), self._keyring.get_or_create()
        if key:
            with suppress(OSError):
                self._write(key, text.encode())

    def accounts(self) -> list[str]:
        """Return the user principal names that are signed in, without asking Microsoft."""
        entries = self.load().search("Account")
        return sorted({str(entry.get("username") or "") for entry in entries} - {""})

    def where(self) -> str:
        """Return the place where the sign-in is kept, for people."""
        backend = self._keyring.backend_name()
        if self.problem or backend is None:
            return f"in memory only, until the command exits: {self.problem or 'this computer has no usable keyring'}"
        return f"encrypted in {self._file}, its key in {backend}"

    def sign_out(self) -> bool:
        """Forget the sign-in, and the key once no other cloud's sign-in needs it; whether there was one."""
        there = self._file.exists()
        self._file.unlink(missing_ok=True)
        if not any(self._file.parent.glob("sign-in-*.bin")):
            self._keyring.forget()
        return there

    def _read(self) -> str | None:
        if not self._file.exists():
            return None
        key = self._keyring.read()
        with self._lock:
            sealed = self._file.read_bytes()
        return self._opened(key, sealed) if key else None

    def _opened(self, key: bytes, sealed: bytes) -> str | None:
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], self._file.name.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def _write(self, key: bytes, plain: bytes) -> None:
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, self._file.name.encode())
        private_folder(self._file.parent)
        with self._lock:
            write_atomically(self._file, sealed)


def _remember_secrets(cache: SerializableTokenCache) -> None:
    """Remember refresh tokens, which never leave MSAL, but Microsoft may repeat them in an error."""
    for kind in (cache.CredentialType.ACCESS_TOKEN, cache.CredentialType.REFRESH_TOKEN, cache.CredentialType.ID_TOKEN):
        for entry in cache.search(kind):
            remember_all(entry)
