"""Sign-in as the enterprise application itself, with its credential: evidence that TOTAL will be let in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from total_onboard.core.errors import SignInFailed
from total_onboard.core.secret import SecretText
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.application_credential import ApplicationCredential
from total_onboard.entra.sign_in.errors import application_refused, numbers_in
from total_onboard.entra.sign_in.msal_client import confidential_client, msal_failures
from total_onboard.entra.sign_in.token_claims import texts_in

_WRONG_SECRET: Final = 7000215
_EXPIRED_SECRET: Final = 7000222
# Unknown application (700016, 700011) is what the sign-in says for a minute or two after an application was made;
# 7000229, while its service principal is missing.
_NOT_YET: Final = frozenset({700016, 700011, 7000229})


class SecretRefused(SignInFailed):
    """The client secret is wrong, or has expired.

    ``may_be_late`` says that a secret made a minute ago is refused in the same words.
    """

    code = "client-secret-refused"
    may_be_late = False


class ApplicationUnknown(SignInFailed):
    """The sign-in does not know the application, or does not yet."""

    code = "application-unknown"


@dataclass(frozen=True)
class ApplicationToken:
    """A token for Microsoft Graph in the application's own name; ``roles`` are the permissions in it. A TokenSource."""

    text: SecretText
    roles: frozenset[str]

    def token(self, claims: str | None = None, *, instead_of: str | None = None) -> str:  # noqa: ARG002
        """Return the one that there is; it lives for an hour."""
        return self.text.reveal(to="Microsoft Graph, as the application's own bearer token")

    def cached_token(self) -> str | None:
        """Return None, so that a token is always requested."""
        return None


def token_of_application(
    cloud: Cloud, tenant_id: str, client_id: str, credential: ApplicationCredential, ca_bundle: Path | None = None
) -> ApplicationToken:
    """Return a fresh token, never a remembered one; blocks for a moment.

    Raises SecretRefused, ApplicationUnknown, or another SignInFailed.
    """
    app = confidential_client(cloud, tenant_id, client_id, credential, ca_bundle)
    with msal_failures(cloud):
        answer = app.acquire_token_for_client([cloud.scope(".default")])
    if "access_token" not in answer:
        raise _refusal(answer, tenant_id, client_id)
    roles = texts_in(str(answer["access_token"]), "roles")
    return ApplicationToken(SecretText(answer["access_token"]), roles)


def roles_of_token(
    cloud: Cloud, tenant_id: str, client_id: str, credential: ApplicationCredential, ca_bundle: Path | None = None
) -> frozenset[str]:
    """Return the application permissions in a fresh token, such as ``GroupMember.Read.All``; blocks for a moment.

    Empty while the directory has not caught up with a new application, secret or consent. Raises SignInFailed for
    anything that is not transient.
    """
    try:
        return token_of_application(cloud, tenant_id, client_id, credential, ca_bundle).roles
    except ApplicationUnknown:
        return frozenset()
    except SecretRefused as error:
        if error.may_be_late:
            return frozenset()
        raise


def _refusal(answer: dict[str, Any], tenant_id: str, client_id: str) -> SignInFailed:
    error, numbers = application_refused(answer, tenant_id, client_id), set(numbers_in(answer))
    if _NOT_YET & numbers:
        return ApplicationUnknown(error.message, remedy=error.remedy, request_id=error.request_id)
    if not {_WRONG_SECRET, _EXPIRED_SECRET} & numbers:
        return error
    refused = SecretRefused(error.message, remedy=error.remedy, request_id=error.request_id)
    refused.may_be_late = _WRONG_SECRET in numbers
    return refused
