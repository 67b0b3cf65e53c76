"""Client assertions (``private_key_jwt``): a token that the client signed with a certificate of its registration.

RFC 7523, and for what Microsoft asks of header and claims:
Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.grants.federated_assertion import (
    check_federated_assertion,
    check_validity,
    is_external,
)
from total_onboard.sandbox.sign_in.sign_in_state import ANY_TENANT, Platform

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHMS: Final = ["PS256", "RS256"]


def check_assertion(platform: Platform, client: Client, assertion: str) -> None:
    """Check an assertion's signature, subject, audience and lifetime.

    One of another issuer counts as a federated one. Raises SignInRefused: 50027 malformed, 700027 key or signature,
    700021 subject, 700023 audience, 700024 lifetime, or what is wrong with a federated one.
    """
    if is_external(assertion, client.app_id):
        check_federated_assertion(platform, client, assertion)
        return
    claims = _claims(platform, client, assertion)
    if not claims.get("iss") == claims.get("sub") == client.app_id:
        raise SignInRefused(700021)
    if claims.get("aud") not in _audiences(platform):
        raise SignInRefused(700023)
    check_validity(claims, platform.store.clock.now())


def _claims(platform: Platform, client: Client, assertion: str) -> dict[str, Any]:
    try:
        header = jws.extract_compact(assertion.encode()).headers()
    except (JoseError, ValueError):
        raise SignInRefused(50027) from None
    certificate = next((one for one in _certificates(client) if _names(header, one)), None)
    if certificate is None:
        raise _untrusted(client, "The key was not found.")
    if certificate.not_valid_after_utc <= platform.store.clock.now():
        raise _untrusted(client, "The key used is expired.")
    try:
        return dict(jwt.decode(assertion, RSAKey.import_key(_pem(certificate)), algorithms=_ALGORITHMS).claims)
    except (JoseError, ValueError):
        raise _untrusted(client, "The provided signature value did not match the expected signature value.") from None


def _certificates(client: Client) -> Iterator[x509.Certificate]:
    """Yield the certificates of the registration (``keyCredentials``)."""
    for credential in (client.application or {}).get("keyCredentials") or []:
        if credential.get("usage") == "Verify" and credential.get("key"):
            try:
                yield x509.load_der_x509_certificate(base64.b64decode(credential["key"]))
            except (ValueError, binascii.Error):
                continue


def _names(header: dict[str, Any], certificate: x509.Certificate) -> bool:
    """Return whether the header names the certificate by its thumbprint; ``x5t`` is the older name, with SHA-1.

    MSAL for Python pads the thumbprint, which base64url doesn't (RFC 7515, section 2).
    """
    thumbprints = {"x5t#S256": SHA256(), "x5t": SHA1()}  # noqa: S303
    given = {name: str(header.get(name, "")).rstrip("=") for name in thumbprints}
    return any(given[name] == _base64url(certificate.fingerprint(kind)) for name, kind in thumbprints.items())


def _audiences(platform: Platform) -> set[str]:
    """Return the token endpoint of this tenant, however it is named, and the issuer."""
    tenants = [platform.store.tenant_id, *platform.domains, *ANY_TENANT]
    own = platform.addresses.sign_in
    return {f"{own}/{tenant}/{path}" for tenant in tenants for path in ("oauth2/v2.0/token", "v2.0")}


def _untrusted(client: Client, reason: str) -> SignInRefused:
    return SignInRefused(700027, reason=reason, client_id=client.app_id)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
