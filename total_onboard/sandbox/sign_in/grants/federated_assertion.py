"""Tokens of another issuer in place of a secret: workload identity federation.

Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust. The numbers of the
refusals are those of Azure/azure-workload-identity#340, #642, #1200 and #1232, and Azure/login#517.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.external_issuers import unverified_claims
from total_onboard.sandbox.sign_in.sign_in_state import Platform

_ALGORITHMS: Final = ["RS256"]
_SKEW: Final = timedelta(minutes=5)
"""How far the clocks of client and platform may differ, by Microsoft's defaults for token validation."""


def is_external(assertion: str, client_id: str) -> bool:
    """Return whether it names another issuer than the client, and no certificate of the client."""
    try:
        header = jws.extract_compact(assertion.encode()).headers()
    except (JoseError, ValueError):
        return False
    issuer = unverified_claims(assertion).get("iss")
    return (
        not {"x5t", "x5t#S256"} & header.keys() and isinstance(issuer, str) and issuer != client_id and "://" in issuer
    )


def check_federated_assertion(platform: Platform, client: Client, assertion: str) -> None:
    """Find the trust that the token matches exactly, then check its signature and lifetime.

    Raises SignInRefused: 700222 Microsoft's own token, 700211 issuer, 700213 or 7002138 subject, 700212 audience,
    50166 unreachable issuer, 7000272 key, 700024 lifetime.
    """
    claims = unverified_claims(assertion)
    if str(claims["iss"]).startswith(platform.addresses.sign_in):
        raise SignInRefused(700222)
    _check_trust((client.application or {}).get("federatedIdentityCredentials", []), claims)
    keys = platform.issuers.keys_of(str(claims["iss"]))
    if keys is None:
        raise SignInRefused(50166)
    check_validity(_verified(assertion, keys, str(claims["iss"])), platform.store.clock.now())


def _check_trust(trusted: list[Body], claims: dict[str, Any]) -> None:
    issuer, subject, audience = (str(claims.get(name)) for name in ("iss", "sub", "aud"))
    of_issuer = [one for one in trusted if one["issuer"] == issuer]
    if not of_issuer:
        raise SignInRefused(700211, issuer=issuer)
    of_subject = [one for one in of_issuer if one["subject"] == subject]
    if not of_subject:
        is_alike = any(one["subject"].lower() == subject.lower() for one in of_issuer)
        raise SignInRefused(7002138 if is_alike else 700213, subject=subject)
    if not any(one["audiences"] == [audience] for one in of_subject):
        raise SignInRefused(700212, audience=audience)


def _verified(assertion: str, keys: KeySet, issuer: str) -> dict[str, Any]:
    key = str(jws.extract_compact(assertion.encode()).headers().get("kid", ""))
    try:
        return dict(jwt.decode(assertion, keys, algorithms=_ALGORITHMS).claims)
    except (JoseError, ValueError):
        raise SignInRefused(7000272, key=key, issuer=issuer) from None


def check_validity(claims: dict[str, Any], now: datetime) -> None:
    """Check when an assertion is valid. Raises SignInRefused 50027 or 700024."""
    begins, ends = claims.get("nbf", 0), claims.get("exp")
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        raise SignInRefused(50027)
    if not begins - _SKEW.total_seconds() <= now.timestamp() < ends + _SKEW.total_seconds():
        raise SignInRefused(700024)
