"""Redaction of everything that looks like a secret before it is written, as the last safety net."""

from __future__ import annotations

import re
from typing import Final

from total_onboard.core.known_secrets import without_secrets
from total_onboard.core.secret import MASK

_NAMES: Final = (
    "client_secret",
    "clientSecret",
    "client_assertion",
    "code_verifier",
    "device_code",
    "secretText",
    "SecretToken",
    "scim_token",
    "refresh_token",
    "access_token",
    "id_token",
    "password",
    "passphrase",
)
_PATTERNS: Final = (
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;]+"),
    # Named, also in JSON that stands as a text in other JSON.
    re.compile(rf"(?i)((?:\b|_)(?:{'|'.join(_NAMES)})\\*[\"']?\s*[=:]\s*\\*[\"']?)[^\s\"'&,;}}\\]+"),
    # Graph's pairs of a key and a value.
    re.compile(r"(?i)(SecretToken\\*[\"'],\s*\\*[\"']value\\*[\"']:\s*\\*[\"'])[^\"'\\]+"),
    # An authorization code in an address; "code" alone is Graph's word for the kind of an error.
    re.compile(r"(?i)([?&]code=)[^\s\"'&]+"),
    # What pydantic refused, in the message of its error.
    re.compile(r"(input_value=)(?:(?!, input_type=).)*"),
    # A JSON Web Token, signed or encrypted (RFC 7515, RFC 7516).
    re.compile(r"()\beyJ[\w-]{8,4096}\.[\w-]+(?:\.[\w-]*)*"),
    # https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret
    re.compile(r"()[\w.~-]{3}\dQ~[\w.~-]{31,34}"),
)


def redacted(text: str) -> str:
    """Replace every secret that is known or can be recognized."""
    text = without_secrets(text, everywhere=True)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text
