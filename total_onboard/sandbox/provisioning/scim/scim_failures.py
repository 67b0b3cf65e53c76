"""Failures between the provisioning service and a SCIM endpoint, in the service's own words and codes."""

from __future__ import annotations

import http
from typing import Final

import httpx

_PREFIX: Final = "SystemForCrossDomainIdentityManagement"
INVALID_CREDENTIALS: Final = f"{_PREFIX}InvalidCredentials"
UNAVAILABLE: Final = f"{_PREFIX}CredentialValidationUnavailable"
UNUSABLE: Final = f"{_PREFIX}CredentialValidationFailure"
BAD_RESPONSE: Final = f"{_PREFIX}BadResponse"
_SHOWN: Final = 400
"""How much of an answer's body is repeated in a message."""


class ScimFailure(Exception):
    """A call to the SCIM endpoint failed. ``status`` is that of its answer, if one came."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    @property
    def is_about_credentials(self) -> bool:
        """Whether no other call can succeed either, as long as the address and the token stay what they are."""
        return self.status is None or self.status in (401, 403) or self.code in (INVALID_CREDENTIALS, UNUSABLE)


def no_address() -> ScimFailure:
    """Build the failure for an unusable tenant URL."""
    return ScimFailure(INVALID_CREDENTIALS, "Please provide a valid tenant URL for your application.")


def not_sent(code: str) -> ScimFailure:
    """Build the failure without an answer: the name, the connection, the certificate or the request itself is wrong."""
    return ScimFailure(code, "An error occurred while sending the request.")


def refused(code: str, answer: httpx.Response) -> ScimFailure:
    """Build the failure for an answer that is no success."""
    phrase = http.HTTPStatus(answer.status_code).phrase.replace(" ", "")
    request = answer.request
    message = (
        f"Received response from Web resource. Resource: {request.url} Operation: {request.method} "
        f"Response Status Code: {phrase} Response Content: {answer.text[:_SHOWN]}"
    )
    return ScimFailure(code, message, answer.status_code)
