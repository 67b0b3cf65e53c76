"""Random texts and fingerprints that people can read to each other on the phone.

Thirty-two characters in which none is mistaken for another (Crockford's base 32), in groups of four.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b32encode
from hashlib import sha256
from typing import Final

from total_onboard.core.secret import SecretText

_RFC_4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WRITTEN: Final = str.maketrans(_RFC_4648, _CROCKFORD)
_HEARD: Final = str.maketrans("OIL", "011", "- ")
_FINGERPRINT: Final = re.compile(f"[{_CROCKFORD}]{{20}}")
PASSPHRASE_BYTES: Final = 15
"""120 bits: nobody can try them all, however fast a single trial is (docs/decisions/0016)."""


def new_passphrase() -> SecretText:
    """Generate a passphrase that is used once, such as ``7XJ2-K0PM-…``, six groups."""
    return SecretText(readable_code(secrets.token_bytes(PASSPHRASE_BYTES)))


def normalize_code(text: str) -> str:
    """Normalize a written code: large letters, no blanks and dashes, zero for O, one for I and L."""
    return text.strip().upper().translate(_HEARD)


def normalized_fingerprint(text: str) -> str | None:
    """Normalize a fingerprint that a person typed, with any blanks and dashes; None if it can't be one."""
    code = normalize_code("".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Pd"))
    return code if _FINGERPRINT.fullmatch(code) else None


def fingerprint(content: bytes) -> str:
    """Return 100 bits of a SHA-256 in five groups, to compare on the phone."""
    return readable_code(sha256(content).digest()[:13])[: 5 * 5 - 1]


def readable_code(data: bytes) -> str:
    """Format bytes as groups of four characters."""
    text = b32encode(data).decode().rstrip("=").translate(_WRITTEN)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
