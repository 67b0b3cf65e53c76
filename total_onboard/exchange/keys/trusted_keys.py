"""The keys whose signatures are believed on this machine: a file, or a folder of files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import check_private
from total_onboard.core.files.paths import user_trusted_keys
from total_onboard.core.files.private_files import private_folder, write_new_atomically
from total_onboard.core.text.visible_text import json_text
from total_onboard.exchange.keys.private_keys import KeyState
from total_onboard.exchange.keys.public_key_file import keys_in
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.revocations import load_revocations, revocation_files

SHIPPED: Final = Path(__file__).parent / "trusted"
"""Location of TOTAL's keys in a package that TOTAL builds for its customers."""
_ENDINGS: Final = frozenset({".jwk", ".jwks", ".json"})
TrustedKeyState: TypeAlias = Literal[KeyState.CURRENT, KeyState.NOT_YET, KeyState.EXPIRED, KeyState.REVOKED]


@dataclass(frozen=True)
class TrustedKeys:
    """Trusted keys, several so that one can follow another (docs/decisions/0017).

    ``revoked`` has dates and ``files`` has the file that counts, by key ID.
    """

    keys: tuple[SigningKey, ...]
    source: str
    revoked: Mapping[str, datetime] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)

    def by_id(self, kid: str) -> SigningKey | None:
        """Return the key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)

    def state(self, key: SigningKey, now: datetime) -> TrustedKeyState:
        """Return whether a key may sign value sheets at this time, or why not."""
        if key.kid in self.revoked:
            return KeyState.REVOKED
        if now < key.begins:
            return KeyState.NOT_YET
        return KeyState.CURRENT if now < key.ends else KeyState.EXPIRED


def load_trusted_keys(path: Path | None, *, confirmed: tuple[SigningKey, ...] = ()) -> TrustedKeys:
    """Load the keys at ``path``, or those of the package and of the user's own folder, and their revocations.

    ``confirmed`` keys, which are about to be stored, may have signed revocations. Raises BadValue for an invalid file.
    """
    places = (path,) if path else (SHIPPED, *_own_folder())
    found = tuple(pair for place in places for pair in _keys_at(place))
    keys = tuple(key for key, _ in found)
    revoked = load_revocations([file for place in places for file in revocation_files(place)], (*keys, *confirmed))
    names = ["this package" if place == SHIPPED else str(place) for place in places]
    return TrustedKeys(keys, " and ".join(names), revoked, {key.kid: file for key, file in reversed(found)})


def store_trusted_key(folder: Path, key: SigningKey) -> Path:
    """Add a key to a folder of trusted keys, for its owner alone, and return its file. Raises BadValue."""
    file = folder / f"{key.fingerprint}.jwk"
    try:
        _check_private(private_folder(folder), ())
        write_new_atomically(file, json_text(key.model_dump()).encode() + b"\n")
    except FileExistsError as error:
        raise BadValue(f"{file} exists and doesn't hold this key.", remedy="Examine it, and move it.") from error
    except OSError as error:
        raise BadValue(
            f"{file} can't be written: {error.strerror}.", remedy="Check the folder, or set TOTAL_ONBOARD_TRUSTED_KEYS."
        ) from error
    return file


def _own_folder() -> tuple[Path, ...]:
    folder = user_trusted_keys()
    return (folder,) if os.path.lexists(folder) else ()


def _keys_at(place: Path) -> tuple[tuple[SigningKey, Path], ...]:
    try:
        files = _in_folder(place) if place.is_dir() else [place]
        if place != SHIPPED:
            _check_private(place, files)
        return tuple((key, file) for file in files for key in keys_in(file, SigningKey, other_use="enc"))
    except OSError as error:
        raise BadValue(
            f"The trusted keys in {place} cannot be read: {error.strerror}.",
            remedy="Set TOTAL_ONBOARD_TRUSTED_KEYS to a file or folder of public keys.",
        ) from error


def _in_folder(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS)


def _check_private(place: Path, files: Sequence[Path]) -> None:
    """Check write access, which decides whose sheets are trusted. Raises BadValue."""
    remedy = "Make it and the folders above it writable for you alone, or set TOTAL_ONBOARD_TRUSTED_KEYS to a copy."
    for one in (place, *files):
        check_private(one, "place of trusted keys", remedy)
