"""MSAL's client objects, made so that they work in every cloud, also in one at an address of the user's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msal
from msal.exceptions import MsalError

from total_onboard.entra.clouds import Cloud, CloudName
from total_onboard.entra.sign_in.application_credential import ApplicationCredential, CertificateKey, FederatedToken
from total_onboard.entra.sign_in.errors import (
    not_available,
    not_reached,
    refused_authority,
    untrusted_answer,
)
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.sign_in_hosts import http_for_cloud


def public_client(
    request: SignInRequest, cache: msal.SerializableTokenCache, http: httpx.Client | None = None
) -> msal.PublicClientApplication:
    """Return the client that the admin signs in with, through ``http`` if it is shared.

    Asks the tenant's addresses; raises SignInFailed.
    """
    with _finding_the_tenant(request.cloud, request.tenant):
        return msal.PublicClientApplication(
            request.client_id,
            token_cache=cache,
            # "CP1": Graph may refuse a token early and say why, for example after a role was activated.
            client_capabilities=["CP1"],
            **_common(request.cloud, request.tenant, request.ca_bundle, http),
        )


def confidential_client(
    cloud: Cloud, tenant_id: str, client_id: str, credential: ApplicationCredential, ca_bundle: Path | None
) -> msal.ConfidentialClientApplication:
    """Return the enterprise application itself, with its credential.

    Asks the tenant's addresses; raises SignInFailed.
    """
    with _finding_the_tenant(cloud, tenant_id):
        return msal.ConfidentialClientApplication(
            client_id,
            client_credential=_revealed(credential),
            # Nobody consented to it, and nobody needs it: tokens are used immediately.
            exclude_scopes=["offline_access"],
            # A region of MSAL_FORCE_REGION would be another host.
            azure_region=False,
            **_common(cloud, tenant_id, ca_bundle),
        )


def _revealed(credential: ApplicationCredential) -> Any:  # noqa: ANN401
    """Return a credential as MSAL takes it; of a private key it sends a signature only."""
    if isinstance(credential, CertificateKey):
        key = credential.key.reveal(to="MSAL, which signs with TOTAL's private key")
        return {"private_key": key, "thumbprint": credential.thumbprint}
    if isinstance(credential, FederatedToken):
        token = credential.token.reveal(to="Microsoft's sign-in, as a token of TOTAL's issuer")
        return {"client_assertion": lambda: token}
    return credential.reveal(to="Microsoft's sign-in, as the application's own secret")


def _common(cloud: Cloud, tenant: str, ca_bundle: Path | None, http: httpx.Client | None = None) -> dict[str, Any]:
    return {
        "authority": f"{cloud.authority_url}/{tenant}",
        "http_client": http or http_for_cloud(cloud, ca_bundle),
        # Otherwise MSAL asks the global cloud whether it knows the address.
        "instance_discovery": False if cloud.name is CloudName.CUSTOM else None,
    }


@contextmanager
def _finding_the_tenant(cloud: Cloud, tenant: str) -> Iterator[None]:
    """Translate the ValueError of a client, which looks up the tenant's authority when it is created."""
    with msal_failures(cloud):
        try:
            yield
        except ValueError as error:
            # MSAL replaces the sign-in's own words by advice for developers, and keeps them as the context.
            raise refused_authority(tenant, f"{error.__context__ or ''} {error}") from error


@contextmanager
def msal_failures(cloud: Cloud) -> Iterator[None]:
    """Translate what MSAL raises into SignInFailed; most refusals it does not raise, but answers as dictionaries."""
    try:
        yield
    except (httpx.HTTPStatusError, MsalError) as error:
        raise not_available(cloud) from error
    except httpx.HTTPError as error:
        raise not_reached(cloud, error) from error
    except (ValueError, RuntimeError, LookupError, TypeError, AttributeError, OverflowError) as error:
        # MSAL expects well-formed JSON.
        raise untrusted_answer(cloud, error) from error
