"""Private keys in a file that a passphrase opens, with the public keys in the same folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from joserfc.jwk import OKPKey
from pydantic import ValidationError

from total_onboard.core.errors import BadValue
from total_onboard.core.files.paths import checked_state
from total_onboard.core.files.private_files import private_folder
from total_onboard.core.platforms.reserved_file_names import is_reserved
from total_onboard.core.secret import SecretText
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.exchange import jose
from total_onboard.exchange.keys.public_keys import HandoffKey, PublicKey, PublicKeys, SigningKey, thumbprint
from total_onboard.exchange.parsing.strict_json import NotJson, parse_json
from total_onboard.exchange.safe_files import FOR_ALL, refuse_existing, write_new

REVOKED_SUFFIX: Final = ".revoked"
TYP: Final = "total-keys+jwe"
ITERATIONS: Final = 210_000
"""For passphrases that people choose: what OWASP's password storage cheat sheet asks of PBKDF2 with SHA-512."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True)
class OwnKeys:
    """Both pairs, opened."""

    public: PublicKeys
    signing: OKPKey = field(repr=False)
    handoff: OKPKey = field(repr=False)

    @classmethod
    def create(cls, name: str, begins: datetime, ends: datetime) -> OwnKeys:
        """Create new pairs. Raises BadValue for a name that cannot be one of a file."""
        signing, handoff = jose.generate("Ed25519"), jose.generate("X25519")
        period = {"name": _checked(name), "nbf": int(begins.timestamp()), "exp": int(ends.timestamp())}
        public = PublicKeys(
            signing=SigningKey.model_validate(_public(signing) | {"use": "sig", "alg": jose.SIGNATURE} | period),
            handoff=HandoffKey.model_validate(_public(handoff) | {"use": "enc", "alg": jose.KEY_SEAL} | period),
        )
        return cls(public, signing, handoff)


class KeyState(StrEnum):
    """Possible uses of a key."""

    CURRENT = "in use"
    NOT_YET = "not yet valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NO_PRIVATE_HALF = "private half missing"
    NO_PUBLIC_HALF = "public half missing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class KeyFolder:
    """Folder of the key files."""

    folder: Path

    @classmethod
    def of(cls, state_dir: Path) -> KeyFolder:
        """Return the one in the state folder."""
        return cls(checked_state(checked_state(state_dir) / "keys"))

    def file(self, name: str) -> Path:
        """Return the file of the private halves. Raises BadValue for a name that cannot be one."""
        return self.folder / f"{_checked(name)}.key"

    def refuse_taken(self, name: str) -> None:
        """Raise BadValue if there is such a key already: what was sealed to it could never be opened again."""
        refuse_existing(self.file(name), "--name")

    def save(self, keys: OwnKeys, passphrase: SecretText) -> Path:
        """Write both files, and return the private one. Raises BadValue if the name is taken."""
        private_folder(self.folder)
        private, public = self.file(keys.public.name), self._public(keys.public.name)
        write_new(private, _sealed(keys, passphrase), option="--name")
        write_new(public, json.dumps(keys.public.document(), indent=2) + "\n", option="--name", mode=FOR_ALL)
        return private

    def revocation(self, name: str) -> Path:
        """Return the file of the list that revokes this key, if it exists.

        Raises BadValue for a name that cannot be one.
        """
        return self.folder / f"{_checked(name)}{REVOKED_SUFFIX}"

    def names(self) -> tuple[str, ...]:
        """Return all of which one of the two files is here; other files, such as copies, are passed over."""
        stems = {file.stem for kind in ("*.jwk", "*.key") for file in self.folder.glob(kind)}
        return tuple(sorted(name for name in stems if _can_be_name(name)))

    def state(self, name: str, now: datetime) -> KeyState:
        """Return what a key can be used for at this time. Raises BadValue for a name that cannot be one."""
        try:
            signing = self.public(name).signing
        except BadValue:
            return KeyState.DAMAGED if self._public(name).exists() else KeyState.NO_PUBLIC_HALF
        if self.revocation(name).exists():
            return KeyState.REVOKED
        if not self.file(name).exists():
            return KeyState.NO_PRIVATE_HALF
        if now < signing.begins:
            return KeyState.NOT_YET
        return KeyState.CURRENT if now < signing.ends else KeyState.EXPIRED

    def refuse_without_private_half(self, name: str) -> None:
        """Raise BadValue if only the public half of a key is here."""
        if not self.file(name).exists():
            raise BadValue(
                f"Only the public half of the key {name} is on this machine, so it can't sign or open anything.",
                remedy=f"Copy {self.file(name)} from the computer on which the key was created, or from a backup.",
            )

    def public(self, name: str) -> PublicKeys:
        """Return the public halves. Raises BadValue."""
        try:
            one, other = parse_json(read_text(self._public(name)))["keys"]
            return PublicKeys(signing=SigningKey.model_validate(one), handoff=HandoffKey.model_validate(other))
        except FileNotFoundError:
            raise self._missing(name) from None
        except (OSError, NotJson, KeyError, ValueError, TypeError) as error:
            raise BadValue(f"The key {name} is damaged.", remedy=f"Restore {self._public(name)}.") from error

    def by_handoff_key(self, kid: str) -> PublicKeys | None:
        """Return the keys that open what is sealed to this one."""
        return next((keys for keys in self._readable() if keys.handoff.kid == kid), None)

    def by_signing_key(self, kid: str) -> PublicKeys | None:
        """Return the keys of which this one signs."""
        return next((keys for keys in self._readable() if keys.signing.kid == kid), None)

    def owner_of(self, key: HandoffKey) -> str | None:
        """Return the name of our own key, if this is one of ours."""
        found = self.by_handoff_key(key.kid)
        return found.name if found else None

    def _readable(self) -> Iterator[PublicKeys]:
        """Yield the readable keys: one damaged key does not lock the others."""
        for name in self.names():
            with suppress(BadValue):
                yield self.public(name)

    def opened(self, name: str, passphrase: SecretText) -> OwnKeys:
        """Open the private halves too. Raises BadValue, for a wrong passphrase too."""
        file = self.file(name)
        try:
            sealed = read_text(file)
        except FileNotFoundError:
            self.refuse_without_private_half(name)
            raise self._missing(name) from None
        except (OSError, NotText) as error:
            raise BadValue(f"The key {name} can't be read.", remedy=f"Restore {file}.") from error
        try:
            word = passphrase.reveal(to="the seal of one's own keys")
            document = parse_json(jose.open_with_passphrase(sealed, word, typ=TYP))
            return _own_keys(document)
        except jose.NotGenuine:
            raise BadValue(
                f"The passphrase doesn't open the key {name}, or its file is damaged.",
                remedy="Try again, or set TOTAL_ONBOARD_KEY_PASSPHRASE.",
            ) from None
        except (NotJson, KeyError, ValueError, ValidationError) as error:
            raise BadValue(f"The key {name} is damaged.", remedy=f"Restore {file}.") from error

    def _public(self, name: str) -> Path:
        return self.folder / f"{_checked(name)}.jwk"

    def _missing(self, name: str) -> BadValue:
        if self.file(name).exists():
            return BadValue(
                f"The public half of the key {name} is missing.",
                remedy=f"Restore {self._public(name)} from a backup; your customers have a copy.",
            )
        near = did_you_mean(name, self.names())
        known = f"{near}Choose one of: {', '.join(self.names())}." if self.names() else ""
        make = f"Create it with total-onboard keys create --name {name}."
        return BadValue(f"There is no key {name} on this machine.", remedy=known or make)


def _checked(name: str) -> str:
    if _can_be_name(name):
        return name
    if not _NAME.fullmatch(name):
        raise BadValue(
            f"{name!r} can't be the name of a key.", remedy="Use up to 60 letters, digits, dots, dashes, underscores."
        )
    raise BadValue(
        f"{name!r} can't be the name of a key: on Windows it is the name of a device.", remedy="Use another name."
    )


def _can_be_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not is_reserved(name)


def _public(key: OKPKey) -> dict[str, Any]:
    members = {name: str(value) for name, value in key.as_dict(private=False).items() if name in {"kty", "crv", "x"}}
    return {**members, "kid": thumbprint(members["crv"], members["x"])}


def _sealed(keys: OwnKeys, passphrase: SecretText) -> str:
    """Return a JWK Set sealed as RFC 7517 (7) describes it."""
    pairs = ((keys.public.signing, keys.signing), (keys.public.handoff, keys.handoff))
    document = {"keys": [_with_private_half(public, key) for public, key in pairs]}
    word = passphrase.reveal(to="the seal of one's own keys")
    return jose.seal_with_passphrase(json.dumps(document).encode(), word, typ=TYP, iterations=ITERATIONS) + "\n"


def _with_private_half(public: PublicKey, key: OKPKey) -> dict[str, Any]:
    return {**public.model_dump(), "d": key.as_dict(private=True)["d"]}


def _own_keys(document: dict[str, Any]) -> OwnKeys:
    halves = list(_halves(document))
    (signing, one), (handoff, other) = halves
    public = PublicKeys(signing=SigningKey.model_validate(signing), handoff=HandoffKey.model_validate(handoff))
    return OwnKeys(public, one, other)


def _halves(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], OKPKey]]:
    for member in document["keys"]:
        key = OKPKey.import_key({name: member[name] for name in ("kty", "crv", "x", "d")})
        yield {**{name: value for name, value in member.items() if name != "d"}, **_public(key)}, key
