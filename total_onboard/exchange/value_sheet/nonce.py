"""The secret in a sheet that a hand-off returns inside its seal: it proves that the sender holds that very sheet."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field

if TYPE_CHECKING:
    from total_onboard.exchange.keys.private_keys import OwnKeys

_PURPOSE: Final = b"total-onboard: the nonces of sheets"

PATTERN: Final = r"^[A-Za-z0-9_-]{43}$"
SheetNonce = Annotated[str, Field(pattern=PATTERN)]


def nonce_of(keys: OwnKeys, sheet_id: UUID) -> str:
    """Derive the nonce of a sheet from the private signing key, so that no ledger stores it and none can lose it.

    See docs/decisions/0070.
    """
    private = str(keys.signing.as_dict(private=True)["d"])
    key = HKDF(SHA256(), 32, None, _PURPOSE).derive(private.encode())
    return urlsafe_b64encode(hmac.new(key, sheet_id.bytes, sha256).digest()).rstrip(b"=").decode()


def is_nonce_of(keys: OwnKeys, sheet_id: UUID, nonce: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(nonce_of(keys, sheet_id), nonce)
