"""MSAL's client objects, made so that they work in every cloud, also in one at an address of the user's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msal
from msal.exceptions import MsalError

from total_onboard.entra.clouds import Cloud, CloudName
from total_onboard.entra.sign_in.http import http_for_msal
from total_onboard.entra.sign_in.sign_in_errors import AuthorityRefused, not_reached, refused_authority

if TYPE_CHECKING:
    from total_onboard.entra.sign_in.request import SignInRequest
    from total_onboard.secret_text import SecretText


def public_client(request: SignInRequest, cache: msal.SerializableTokenCache) -> msal.PublicClientApplication:
    """The client that the admin signs in with. Asks the tenant's addresses; raises SignInFailed."""
    with msal_failures(request.cloud, request.tenant):
        return msal.PublicClientApplication(
            request.client_id,
            token_cache=cache,
            # "CP1": Graph may refuse a token early and say why, for example after a role was activated.
            client_capabilities=["CP1"],
            **_common(request.cloud, request.tenant, request.ca_bundle),
        )


def confidential_client(
    cloud: Cloud, tenant_id: str, client_id: str, secret: SecretText, ca_bundle: Path | None
) -> msal.ConfidentialClientApplication:
    """The enterprise application itself, with its secret. Asks the tenant's addresses; raises SignInFailed."""
    with msal_failures(cloud, tenant_id):
        return msal.ConfidentialClientApplication(
            client_id,
            client_credential=secret.reveal(to="Microsoft's sign-in, as the application's own secret"),
            **_common(cloud, tenant_id, ca_bundle),
        )


def _common(cloud: Cloud, tenant: str, ca_bundle: Path | None) -> dict[str, Any]:
    return {
        "authority": f"{cloud.authority_url}/{tenant}",
        "http_client": http_for_msal(ca_bundle),
        # Otherwise MSAL asks the global cloud whether it knows the address.
        "instance_discovery": False if cloud.name is CloudName.CUSTOM else None,
    }


@contextmanager
def msal_failures(cloud: Cloud, tenant: str) -> Iterator[None]:
    """Translate what MSAL raises (it answers refusals as dictionaries, and raises the rest) into SignInFailed."""
    try:
        yield
    except httpx.HTTPError as error:
        raise not_reached(cloud, error) from error
    except (ValueError, RuntimeError, MsalError) as error:
        # MSAL replaces the tenant discovery's own error by advice for developers, and keeps it as the context.
        said = f"{error.__context__ or ''} {error}"
        raise refused_authority(AuthorityRefused(cloud, tenant, said)) from error
