"""What a token says about itself; read to tell the admin, never to trust it."""

from __future__ import annotations

import base64
import json
from typing import Any


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JSON Web Token (RFC 7519), unverified; none where the token is opaque."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def texts_in(token: str, claim: str) -> frozenset[str]:
    """What a claim lists, such as ``roles``; nothing where it is no list of texts."""
    listed = claims_of(token).get(claim)
    return frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()
