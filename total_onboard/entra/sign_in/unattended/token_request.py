"""A token from the first credential that has one; what failed is translated into SignInFailed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import httpx
from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import CredentialUnavailableError

from total_onboard.core.errors import OnboardError, SignInFailed
from total_onboard.core.known_secrets import KNOWN_SECRETS, abridged
from total_onboard.core.platforms.child_environment import hide_own_variables
from total_onboard.entra.http.connection_problems import causes
from total_onboard.entra.sign_in.errors import not_available, not_reached, sign_in_failed
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.token_claims import is_of_application
from total_onboard.entra.sign_in.unattended.credentials import Credential, credentials_for
from total_onboard.entra.sign_in.unattended.managed_identity import MANAGED_IDENTITY

_REFUSAL: Final = re.compile(r"AADSTS\d.*", re.DOTALL)
_LONGEST_REASON: Final = 300


def request_token(request: SignInRequest, claims: str | None = None) -> AccessToken:
    """Return a new token; blocks, and asks nobody. Raises SignInFailed, BadValue."""
    with hide_own_variables():
        return _first_token(request, credentials_for(request), claims)


def _first_token(
    request: SignInRequest, credentials: Iterable[tuple[str, Credential]], claims: str | None
) -> AccessToken:
    passed_over = []
    for name, credential in credentials:
        try:
            token = credential.get_token(request.cloud.scope(".default"), claims=claims)
        except CredentialUnavailableError:
            passed_over.append(name)
        except Exception as error:
            if not _is_absent(error):
                raise _failure(error, request, name) from error
            passed_over.append(name)
        else:
            KNOWN_SECRETS.remember(token.token)
            if name != MANAGED_IDENTITY or is_of_application(token.token):
                return token
            passed_over.append(f"{name} (its token isn't an application's)")
    raise SignInFailed(
        f"This environment offers no sign-in. Tried: {', '.join(passed_over)}.",
        remedy="Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE, run 'az login', or use "
        "--sign-in certificate.",
    )


def _is_absent(error: Exception) -> bool:
    """Return whether a chain failed because none of its members is here."""
    return isinstance(error, ClientAuthenticationError) and "ManagedIdentityCredential" in str(error)


def _failure(error: Exception, request: SignInRequest, name: str) -> OnboardError:
    for cause in causes(error):
        if isinstance(cause, OnboardError):
            return cause
        if isinstance(cause, httpx.HTTPStatusError):
            return not_available(request.cloud)
        if isinstance(cause, httpx.HTTPError):
            return not_reached(request.cloud, cause)
    if refusal := _REFUSAL.search(str(error)):
        return sign_in_failed({"error_description": refusal.group()}, request)
    if isinstance(error, AzureError | OSError | ValueError):
        return SignInFailed(
            f"The sign-in by {name} failed: {abridged(' '.join(str(error).split()), _LONGEST_REASON)}",
            remedy="Check the variables AZURE_… of this environment, then run the same command again.",
        )
    raise error
