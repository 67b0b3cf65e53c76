"""Signed lists of revoked keys, kept with the trusted keys (docs/decisions/0071)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.exchange import jose
from total_onboard.exchange.keys.private_keys import REVOKED_SUFFIX, OwnKeys
from total_onboard.exchange.keys.public_keys import PublicKeys, SigningKey
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json
from total_onboard.exchange.safe_files import small_text

TYP: Final = "total-revocations+jws"
FORMAT: Final = "total-revocations/v1"


class RevokedKey(BaseModel):
    """One key, signing or hand-off, by its ID; a sheet or hand-off that depends on it is refused from then on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kid: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    revoked_at: AwareDatetime


class Revocations(BaseModel):
    """The payload of a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["total-revocations/v1"]
    revoked: tuple[RevokedKey, ...] = Field(min_length=1, max_length=500)


class _Refused(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def revoke(keys: PublicKeys, by: OwnKeys, now: datetime) -> str:
    """Sign a list that revokes both keys of a name; a key can revoke itself."""
    at = now.replace(microsecond=0)
    revoked = tuple(RevokedKey(kid=key.kid, revoked_at=at) for key in (keys.signing, keys.handoff))
    payload = json.dumps(Revocations(format=FORMAT, revoked=revoked).model_dump(mode="json")).encode()
    return jose.sign(payload, by.signing, typ=TYP, kid=by.public.signing.kid) + "\n"


def revocation_files(place: Path) -> tuple[Path, ...]:
    """List the revocation lists in a folder of trusted keys; for a single file, the list of the same name."""
    if place.is_dir():
        return tuple(sorted(file for file in place.iterdir() if file.suffix == REVOKED_SUFFIX))
    return tuple(file for file in (place.with_suffix(REVOKED_SUFFIX),) if file.exists())


def load_revocations(files: Iterable[Path], trusted: tuple[SigningKey, ...]) -> dict[str, datetime]:
    """Return when each key was revoked first, by key ID. Raises BadValue for a list that cannot be believed.

    A list counts even if its signer is itself revoked or expired: a thief who revokes the other keys first can stop
    sheets, but must not be able to keep a stolen key in use.
    """
    found: dict[str, datetime] = {}
    for one in (one for file in files for one in _in_file(file, trusted)):
        found[one.kid] = min(one.revoked_at, found.get(one.kid, one.revoked_at))
    return found


def _in_file(file: Path, trusted: tuple[SigningKey, ...]) -> Iterator[RevokedKey]:
    """Yield the revoked keys; an unreadable list stops everything: skipping it would bring a revoked key back."""
    try:
        text = small_text(file, "list of revoked keys", "Get it again from your TOTAL representative.")
        yield from _verified(text, trusted).revoked
    except BadSheet as error:
        raise BadValue(error.message, remedy=error.remedy) from error
    except (_Refused, jose.NotGenuine, NotJson, ValidationError) as error:
        why = error.why if isinstance(error, _Refused) else "its signature or content is damaged"
        raise BadValue(
            f"The list of revoked keys {file} can't be used: {why}.",
            remedy="Get it again from your TOTAL representative. Remove it only if they confirm that on the phone.",
        ) from None


def _verified(text: str, trusted: tuple[SigningKey, ...]) -> Revocations:
    kid = jose.header_of(text).get("kid")
    signer = next((key for key in trusted if key.kid == kid), None)
    if signer is None:
        raise _Refused("it is signed with a key that isn't trusted here")
    return Revocations.model_validate(parse_json(jose.verified(text, signer.key, typ=TYP)))
