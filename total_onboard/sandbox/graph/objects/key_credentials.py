"""Certificates of an application: a PATCH replaces the collection, and an existing entry can't be changed.

Source: https://learn.microsoft.com/graph/api/resources/keycredential, and for the refusals Azure/azure-powershell#6784
(an entry with a known ``keyId`` is kept without its ``key``) and Azure/azure-cli#11146 (dates).
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.body_validation import is_guid
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.objects.app_management import check_new_certificate

_USAGES: Final = {"AsymmetricX509Cert": ("Verify",), "X509CertAndPassword": ("Sign",)}
_LONGEST_NAME: Final = 90


def replaced_certificates(store: Store, owner: Body, given: list[Body]) -> list[Body]:
    """Return the collection after a PATCH. Raises GraphRefusal."""
    there = {one["keyId"].lower(): one for one in owner.get("keyCredentials") or []}
    after = [_kept_or_new(store, owner, there, one) for one in given]
    if len({one["keyId"] for one in after}) < len(after):
        raise bad_request("Request contains a property with duplicate values.")
    return after


def _kept_or_new(store: Store, owner: Body, there: dict[str, Body], given: Body) -> Body:
    key_id = given.get("keyId")
    if key_id is not None and not is_guid(key_id):
        raise bad_request("Invalid value specified for property 'keyId' of resource 'KeyCredential'.")
    kept = there.get((key_id or "").lower())
    if kept is None:
        return _new(store, owner, given)
    if any(value is not None and not _equal(value, kept.get(name)) for name, value in given.items()):
        message = f"Update to existing credential with KeyId '{key_id}' is not allowed."
        raise bad_request(message, "KeyNotUpdatable")
    return kept


def _equal(value: Any, kept: Any) -> bool:  # noqa: ANN401
    if value == kept:
        return True
    try:
        return datetime.fromisoformat(value) == datetime.fromisoformat(kept)
    except (TypeError, ValueError):
        return str(value).lower() == str(kept).lower() and is_guid(str(value))


def _new(store: Store, owner: Body, given: Body) -> Body:
    kind, usage = given.get("type"), given.get("usage")
    if kind not in _USAGES or usage not in _USAGES[kind]:
        raise bad_request("Key credential type and usage do not belong together.", "KeyCredentialsInvalidUsage")
    if kind != "AsymmetricX509Cert" or not given.get("key"):
        raise bad_request("New key credential must have its value specified.", "KeyCredentialsMissingValue")
    certificate = _certificate(given["key"])
    body = {
        "customKeyIdentifier": given.get("customKeyIdentifier") or _identifier(certificate),
        "displayName": (given.get("displayName") or certificate.subject.rfc4514_string())[:_LONGEST_NAME],
        "endDateTime": given.get("endDateTime") or _text(certificate.not_valid_after_utc),
        "key": given["key"],
        "keyId": given.get("keyId") or store.new_id(),
        "startDateTime": given.get("startDateTime") or _text(certificate.not_valid_before_utc),
        "type": kind,
        "usage": usage,
    }
    _check_dates(store, body, certificate)
    is_self_signed = certificate.issuer == certificate.subject
    check_new_certificate(store, owner, _limited(store, body, certificate), is_self_signed=is_self_signed)
    return body


def _limited(store: Store, body: Body, certificate: x509.Certificate) -> Body:
    """Return the dates whose distance a policy limits."""
    if store.persona.readings.certificate_lifetime == "of_credential":
        return body
    dates = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    return dict(zip(("startDateTime", "endDateTime"), map(_text, dates), strict=True))


def _certificate(key: str) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode(key, validate=True))
    except (ValueError, binascii.Error):
        raise bad_request("Key credential value is not a valid certificate.", "KeyCredentialsInvalidValue") from None


def _check_dates(store: Store, body: Body, certificate: x509.Certificate) -> None:
    start, end = (datetime.fromisoformat(body[name]) for name in ("startDateTime", "endDateTime"))
    if end <= start or end > certificate.not_valid_after_utc or end <= store.clock.now():
        raise GraphRefusal(400, "KeyCredentialsInvalidEndDate", "Key credential end date is invalid.")
    if start < certificate.not_valid_before_utc:
        raise GraphRefusal(400, "KeyCredentialsInvalidStartDate", "Key credential start date is invalid.")


def _identifier(certificate: x509.Certificate) -> str:
    """Return the thumbprint as Graph shows it: hexadecimal digits, although the type is binary."""
    return certificate.fingerprint(SHA1()).hex().upper()  # noqa: S303


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
