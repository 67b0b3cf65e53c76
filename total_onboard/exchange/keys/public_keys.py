"""Public keys: one checks value sheets, the other seals hand-offs, or an admin's SCIM token.

A JWK Set of two keys (RFC 7517, RFC 8037) with a name and a period, made to be given to the other side.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Literal, Self

from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, Field, model_validator

from total_onboard.exchange.jose import Curve
from total_onboard.exchange.readable_codes import fingerprint

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
"""Thirty-two bytes in base64url, which leave two bits of the last character unused."""


class PublicKey(BaseModel):
    """One public key; ``nbf`` and ``exp`` are the seconds since 1970 between which it is trusted (as in RFC 7519).

    Members that are not known are passed over, as RFC 7517 (4) wants it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kty: Literal["OKP"]
    crv: Curve
    x: str
    use: Literal["sig", "enc"]
    alg: str
    kid: str
    name: str = Field(min_length=1, max_length=60)
    nbf: int = Field(ge=0, le=253_402_300_799)
    exp: int = Field(ge=0, le=253_402_300_799)

    @model_validator(mode="before")
    @classmethod
    def _no_private_half(cls, document: Any) -> Any:  # noqa: ANN401
        if isinstance(document, dict) and "d" in document:
            raise ValueError("it contains a private key, which only its owner may have")
        return document

    @model_validator(mode="after")
    def _is_what_it_says(self) -> Self:
        if not _KEY.fullmatch(self.x):
            raise ValueError("x isn't a key of 32 bytes")
        if self.kid != thumbprint(self.crv, self.x):
            raise ValueError("kid is not the thumbprint of the key (RFC 7638)")
        if self.exp <= self.nbf:
            raise ValueError("exp is not after nbf")
        return self

    @property
    def begins(self) -> datetime:
        """From when it is trusted."""
        return datetime.fromtimestamp(self.nbf, UTC)

    @property
    def ends(self) -> datetime:
        """Until when it is trusted."""
        return datetime.fromtimestamp(self.exp, UTC)

    @property
    def fingerprint(self) -> str:
        """To compare on the phone."""
        return fingerprint(self.kid.encode())

    @property
    def key(self) -> OKPKey:
        """For the library."""
        return OKPKey.import_key({"kty": self.kty, "crv": self.crv, "x": self.x})

    def is_current(self, now: datetime) -> bool:
        """Return whether it may be used at this time."""
        return self.begins <= now < self.ends


class SigningKey(PublicKey):
    """Checks the signatures of value sheets."""

    crv: Literal["Ed25519"]
    use: Literal["sig"]
    alg: Literal["Ed25519"]


class HandoffKey(PublicKey):
    """Seals hand-offs, so that only its owner can open them."""

    crv: Literal["X25519"]
    use: Literal["enc"]
    alg: Literal["ECDH-ES+A256KW"]


class PublicKeys(BaseModel):
    """Both keys of one name."""

    model_config = ConfigDict(frozen=True)

    signing: SigningKey
    handoff: HandoffKey

    @property
    def name(self) -> str:
        """What the representative calls them."""
        return self.signing.name

    def document(self) -> dict[str, Any]:
        """Return the file for customers."""
        return {"keys": [self.signing.model_dump(), self.handoff.model_dump()]}


def thumbprint(crv: str, x: str) -> str:
    """Return the id of a key: its SHA-256 thumbprint (RFC 7638, with the members that RFC 8037 names)."""
    canonical = f'{{"crv":"{crv}","kty":"OKP","x":"{x}"}}'
    return urlsafe_b64encode(sha256(canonical.encode()).digest()).rstrip(b"=").decode()
