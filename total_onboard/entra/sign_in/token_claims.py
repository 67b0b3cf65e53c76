"""Claims of a token; read to inform the admin, never to trust it."""

from __future__ import annotations

import base64
import json
from typing import Any

from total_onboard.core.text.long_values import LONG_VALUES


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a JSON Web Token (RFC 7519), unverified; none if the token is opaque."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return {}
    if not isinstance(claims, dict):
        return {}
    for name, value in claims.items():
        LONG_VALUES.remember("username" if name == "preferred_username" else name, value)
    return claims


def texts_in(token: str, claim: str) -> frozenset[str]:
    """Return what a claim lists, such as ``roles``; nothing if it is no list of texts."""
    listed = claims_of(token).get(claim)
    return frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()


def is_of_application(token: str) -> bool:
    """Return whether a token is an application's own; Microsoft says so in ``idtyp``, and ``scp`` is a person's."""
    claims = claims_of(token)
    kind = claims.get("idtyp")
    return kind == "app" or (not kind and not claims.get("scp"))
