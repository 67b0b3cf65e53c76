"""Credentials of azure-identity for a sign-in that asks nobody.

Source: https://learn.microsoft.com/python/api/overview/azure/identity-readme (the order is DefaultAzureCredential's)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from azure.core.credentials import AccessToken
from azure.identity import (
    AzureCliCredential,
    CertificateCredential,
    EnvironmentCredential,
    WorkloadIdentityCredential,
)

from total_onboard.core.errors import BadValue
from total_onboard.core.known_secrets import KNOWN_SECRETS
from total_onboard.entra.clouds import CloudName
from total_onboard.entra.sign_in.request import SignInRequest
from total_onboard.entra.sign_in.unattended.azure_transport import transport_for
from total_onboard.entra.sign_in.unattended.managed_identity import MANAGED_IDENTITY, managed_identity
from total_onboard.entra.sign_in.unattended.private_key_file import read_private_key_file
from total_onboard.entra.sign_in_method import GRAPH_COMMAND_LINE_TOOLS, SignInMethod

_TOKEN_FILE: Final = "AZURE_FEDERATED_TOKEN_FILE"  # noqa: S105
_CERTIFICATE: Final = "AZURE_CLIENT_CERTIFICATE_PATH"
_CLI_SECONDS: Final = 60
_RETRIES: Final = 2


class Credential(Protocol):
    """A credential of azure-identity."""

    def get_token(self, *scopes: str, claims: str | None = None) -> AccessToken:
        """Return a token."""


def credentials_for(request: SignInRequest) -> Iterator[tuple[str, Credential]]:
    """Yield the credentials to try, each with its name for people. Raises BadValue."""
    if request.method is SignInMethod.CERTIFICATE:
        yield "certificate", _by_certificate(request)
        return
    options = _options(request)
    if path := os.environ.get(_CERTIFICATE):
        read_private_key_file(Path(path))
    yield "environment variables", EnvironmentCredential(**options)
    if path := os.environ.get(_TOKEN_FILE):
        yield "workload identity", _by_workload_identity(Path(path), request.tenant, options)
    yield MANAGED_IDENTITY, managed_identity(request.ca_bundle)
    yield "Azure CLI", AzureCliCredential(tenant_id=request.tenant, process_timeout=_CLI_SECONDS)


def _by_certificate(request: SignInRequest) -> CertificateCredential:
    if request.certificate is None:
        raise BadValue(
            "--sign-in certificate requires a certificate file with its private key (PEM or PFX).",
            remedy="Set TOTAL_ONBOARD_CLIENT_CERTIFICATE to its path.",
        )
    if request.client_id == GRAPH_COMMAND_LINE_TOOLS:
        raise BadValue(
            "--sign-in certificate requires the application that has the certificate.",
            remedy="Set TOTAL_ONBOARD_CLIENT_ID to its client ID, which 'total-onboard monitor enable' shows.",
        )
    path, password = request.certificate
    content = read_private_key_file(path)
    try:
        return CertificateCredential(
            request.tenant,
            request.client_id,
            certificate_data=content,
            password=password.reveal(to="azure-identity, which opens the certificate file") if password else None,
            **_options(request),
        )
    except (ValueError, TypeError):
        raise BadValue(
            # The library's own text may quote the file.
            f"The certificate file {path} doesn't open as an RSA private key with its certificate.",
            remedy="Use a PEM or PFX file with an RSA key and its certificate; if it has a password, set "
            "TOTAL_ONBOARD_CLIENT_CERTIFICATE_PASSWORD.",
        ) from None


def _by_workload_identity(path: Path, tenant: str, options: dict[str, Any]) -> WorkloadIdentityCredential:
    """Return the credential of a token file. Raises BadValue for an incomplete environment."""
    with suppress(OSError, ValueError):
        KNOWN_SECRETS.remember(path.read_text("ascii").strip())
    try:
        return WorkloadIdentityCredential(tenant_id=tenant, token_file_path=str(path), **options)
    except ValueError:
        raise BadValue(
            f"{_TOKEN_FILE} is set, but not which application of which tenant its token is for.",
            remedy="Set AZURE_CLIENT_ID and AZURE_TENANT_ID.",
        ) from None


def _options(request: SignInRequest) -> dict[str, Any]:
    return {
        "authority": request.cloud.authority_url,
        # Otherwise a custom cloud's address is looked up in the global cloud.
        "disable_instance_discovery": request.cloud.name is CloudName.CUSTOM,
        "transport": transport_for(request.cloud, request.ca_bundle),
        "retry_total": _RETRIES,
    }
