"""Fingerprint of a SCIM address and token, which nobody can read back from Microsoft.

The journal keeps it. It is slow to compute (scrypt, RFC 7914), so that not even a short token can be guessed from it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Final

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText

_COST: Final = {"n": 2**14, "r": 8, "p": 1}
_SALT_BYTES: Final = 16
_FORM: Final = re.compile(r"(?:[0-9a-f]{2}){1,64}:[0-9a-f]{64}")


def fingerprint(scim: ScimEndpoint) -> str:
    """Return a new one, different each time: salt and digest in hexadecimal."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{salt.hex()}:{_digest(scim, salt)}"


def is_of(known: str, scim: ScimEndpoint) -> bool:
    """Return whether it was made of this address and token. A text of another form was made of none."""
    if not _FORM.fullmatch(known):
        return False
    salt, _, digest = known.partition(":")
    return hmac.compare_digest(digest, _digest(scim, bytes.fromhex(salt)))


def _digest(scim: ScimEndpoint, salt: bytes) -> str:
    return slow_digest(scim.url, [scim.token], salt)


def slow_digest(text: str, hidden: Iterable[SecretText], salt: bytes) -> str:
    """Return a digest of a text and of secrets, from which not even a short secret can be guessed."""
    secret = (one.reveal(to="a fingerprint that cannot be turned back") for one in hidden)
    return hashlib.scrypt(" ".join((text, *secret)).encode(), salt=salt, dklen=32, **_COST).hex()
