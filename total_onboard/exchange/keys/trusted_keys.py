"""The keys whose signatures are believed on this machine: a file, or a folder of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.file_trust import check_private
from total_onboard.exchange.keys.key_file import keys_in
from total_onboard.exchange.keys.public_keys import SigningKey
from total_onboard.exchange.keys.revocations import load_revocations, revocation_files

SHIPPED: Final = Path(__file__).parent / "trusted"
"""Location of TOTAL's keys in a package that TOTAL builds for its customers."""
_ENDINGS: Final = frozenset({".jwk", ".jwks", ".json"})


@dataclass(frozen=True)
class TrustedKeys:
    """Trusted keys, several so that one can follow another (docs/decisions/0017); ``revoked`` has dates by key ID."""

    keys: tuple[SigningKey, ...]
    source: str
    revoked: Mapping[str, datetime] = field(default_factory=dict)

    def by_id(self, kid: str) -> SigningKey | None:
        """Return the key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)


def load_trusted_keys(path: Path | None) -> TrustedKeys:
    """Load the keys at ``path``, or those that came with the package, and their revocations.

    Raises BadValue for an invalid file.
    """
    place = path or SHIPPED
    try:
        files = sorted(file for file in place.iterdir() if file.suffix in _ENDINGS) if place.is_dir() else [place]
        if path:
            _check_private(place, files)
        keys = tuple(key for file in files for key in keys_in(file, SigningKey, other_use="enc"))
        revoked = load_revocations(revocation_files(place), keys)
    except OSError as error:
        raise BadValue(
            f"The trusted keys in {place} cannot be read: {error.strerror}.",
            remedy="Set TOTAL_ONBOARD_TRUSTED_KEYS to a file or folder of public keys.",
        ) from error
    return TrustedKeys(keys, str(place) if path else "this package", revoked)


def _check_private(place: Path, files: Sequence[Path]) -> None:
    """Check write access, which decides whose sheets are trusted. Raises BadValue."""
    remedy = "Make it and the folders above it writable for you alone, or set TOTAL_ONBOARD_TRUSTED_KEYS to a copy."
    for one in (place, *files):
        check_private(one, "place of trusted keys", remedy)
