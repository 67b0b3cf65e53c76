"""Step-up: Graph wants more of a person's sign-in than the token shows, and says so by a claims challenge.

Source: https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
"""

from __future__ import annotations

import base64
import json
from typing import Any, Final

CONTEXT: Final = "c1"
"""The authentication context that the tenant's policy requires."""
_WANTED: Final = {"access_token": {"acrs": {"essential": True, "value": CONTEXT}}}


def challenge(sign_in: str) -> str:
    """Return the ``WWW-Authenticate`` header with which a resource asks for the context."""
    claims = base64.urlsafe_b64encode(json.dumps(_WANTED).encode()).rstrip(b"=").decode()
    return (
        f'Bearer realm="", authorization_uri="{sign_in}/common/oauth2/authorize", '
        f'client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="{claims}"'
    )


def contexts_in(claims: str | None) -> frozenset[str]:
    """Return the authentication contexts that a ``claims`` parameter asks for; none in what isn't such a parameter."""
    try:
        wanted: Any = json.loads(claims or "{}")["access_token"]["acrs"]
    except (ValueError, KeyError, TypeError):
        return frozenset()
    if not isinstance(wanted, dict):
        return frozenset()
    return frozenset(str(value) for value in (wanted.get("values") or [wanted.get("value")]) if value)
