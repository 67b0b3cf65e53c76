"""JOSE as it is used here: one signature, one seal to a key, one seal to a passphrase; nothing else is accepted.

Sources: RFC 7515 (JWS), 7516 (JWE), 7518 (PBES2), 8037 and 9864 (Ed25519, X25519). Only compact serializations.
"""

from __future__ import annotations

import re
import warnings
from typing import Any, Final, Literal

from joserfc import jwe, jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OctKey, OKPKey
from joserfc.registry import HeaderParameter, HeaderRegistryDict
from joserfc.util import urlsafe_b64decode

from total_onboard.exchange.parsing.strict_json import LARGEST, NotJson, parse_json

SIGNATURE: Final = "Ed25519"
KEY_SEAL: Final = "ECDH-ES+A256KW"
PASSPHRASE_SEAL: Final = "PBES2-HS512+A256KW"  # noqa: S105
CONTENT: Final = "A256GCM"
Curve = Literal["Ed25519", "X25519"]

_COMPACT: Final = re.compile(r"[\w-]+(\.[\w-]*){2,4}(\r?\n)?", re.ASCII)


class NotGenuine(Exception):
    """The signature or the seal does not hold, or the form is not exactly ours."""


class _Signatures(jws.JWSRegistry):
    """No header members but these (RFC 7515, 4.1)."""

    default_header_registry: HeaderRegistryDict = {  # noqa: RUF012
        name: HeaderParameter(name, "str", required=True) for name in ("alg", "typ", "kid")
    }


class _Seals(jwe.JWERegistry):
    """Names of customers stand in the header, and many groups inside: more than the library's 1 KB and 64 KB."""

    max_protected_header_length = 8192
    max_ciphertext_length = LARGEST


def generate(curve: Curve) -> OKPKey:
    """Generate a new private key."""
    return OKPKey.generate_key(curve)


def looks_compact(text: str) -> bool:
    """Return whether a file is a compact serialization, with nothing around it but one line break."""
    return _COMPACT.fullmatch(text) is not None


def header_of(text: str) -> dict[str, Any]:
    """Return the protected header, not yet believed. Raises NotGenuine."""
    if not looks_compact(text):
        raise NotGenuine
    try:
        return parse_json(urlsafe_b64decode(text.split(".", 1)[0].encode("ascii")))
    except (ValueError, NotJson) as error:
        raise NotGenuine from error


def sign(payload: bytes, key: OKPKey, *, typ: str, kid: str) -> str:
    """Create a JWS."""
    header = {"alg": SIGNATURE, "typ": typ, "kid": kid}
    return jws.serialize_compact(header, payload, key, registry=_Signatures(algorithms=[SIGNATURE]))


def verified(text: str, key: OKPKey, *, typ: str) -> bytes:
    """Return the payload of a JWS. Raises NotGenuine."""
    if header_of(text).get("typ") != typ:
        raise NotGenuine
    try:
        registry = _Signatures(algorithms=[SIGNATURE])
        return jws.deserialize_compact(text.rstrip("\r\n"), key, registry=registry).payload
    except (JoseError, ValueError, TypeError) as error:
        raise NotGenuine from error


def seal_to_key(payload: bytes, key: OKPKey, *, typ: str, kid: str, outside: dict[str, Any] | None = None) -> str:
    """Create a JWE that the key's owner can open; ``outside`` can be read by everybody and changed by nobody."""
    header = {"alg": KEY_SEAL, "enc": CONTENT, "typ": typ, "kid": kid, **(outside or {})}
    return jwe.encrypt_compact(header, payload, key, registry=_seals(KEY_SEAL, *(outside or {})))


def open_with_key(text: str, key: OKPKey, *, typ: str, outside: tuple[str, ...] = ()) -> bytes:
    """Return what :func:`seal_to_key` sealed. Raises NotGenuine."""
    return _opened(text, key, typ, KEY_SEAL, {"alg", "enc", "typ", "kid", "epk", *outside}, *outside)


def seal_with_passphrase(payload: bytes, passphrase: str, *, typ: str, iterations: int) -> str:
    """Create a JWE that the passphrase opens; ``iterations`` make each trial of another passphrase slower."""
    header = {"alg": PASSPHRASE_SEAL, "enc": CONTENT, "typ": typ, "p2c": iterations}
    return jwe.encrypt_compact(header, payload, _oct(passphrase), registry=_seals(PASSPHRASE_SEAL))


def open_with_passphrase(text: str, passphrase: str, *, typ: str) -> bytes:
    """Return what :func:`seal_with_passphrase` sealed. Raises NotGenuine, for a wrong passphrase too.

    The library refuses more than 300,000 iterations, so that no file can make us calculate for long.
    """
    if not passphrase:
        raise NotGenuine
    return _opened(text, _oct(passphrase), typ, PASSPHRASE_SEAL, {"alg", "enc", "typ", "p2s", "p2c"})


def _opened(text: str, key: OKPKey | OctKey, typ: str, algorithm: str, names: set[str], *outside: str) -> bytes:
    """Open a token with exactly the expected header members: no compression (bombs), and no embedded second key."""
    header = header_of(text)
    if header.keys() != names or header["typ"] != typ:
        raise NotGenuine
    try:
        opened = jwe.decrypt_compact(text.rstrip("\r\n"), key, registry=_seals(algorithm, *outside))
    except (JoseError, ValueError, TypeError, AssertionError, KeyError) as error:
        raise NotGenuine from error
    if opened.plaintext is None:
        raise NotGenuine
    return opened.plaintext


def _seals(algorithm: str, *outside: str) -> jwe.JWERegistry:
    extra = {name: HeaderParameter(name, "jwk") for name in outside}
    return _Seals(header_registry=extra, algorithms=[algorithm, CONTENT])


def _oct(passphrase: str) -> OctKey:
    """Return the key; the library warns of short ones, but a passphrase's length is decided where it is chosen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(passphrase.encode())
