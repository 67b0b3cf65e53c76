"""Request for a sign-in: account, tenant and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from total_onboard.core.secret import SecretText
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.browser.allowed_addresses import consent_page
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in_method import SignInMethod


class ClientCertificate(NamedTuple):
    """A file with a certificate and its private key, and the password that opens it."""

    path: Path
    password: SecretText | None = None


@dataclass(frozen=True)
class SignInRequest:
    """``tenant`` is an id, a verified domain or ``organizations``; ``client_id`` is a public client, or with a
    ``certificate`` the application that has it."""

    cloud: Cloud
    tenant: str
    client_id: str
    scopes: Sequence[ScopeReason]
    state_dir: Path
    method: SignInMethod = SignInMethod.DEVICE_CODE
    ca_bundle: Path | None = None
    certificate: ClientCertificate | None = None

    @property
    def authority(self) -> str:
        """The tenant's sign-in address."""
        return f"{self.cloud.authority_url}/{self.tenant}"

    @property
    def full_scopes(self) -> list[str]:
        """The scopes as Microsoft wants them, each with the address of the cloud's Graph."""
        return [self.cloud.scope(each.scope) for each in self.scopes]

    @property
    def consent_link(self) -> str:
        """The page where a Global Administrator lets this client have the scopes, for everybody.

        Source: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
        """
        return consent_page(
            self.cloud.authority_url,
            self.tenant,
            "v2.0/adminconsent",
            client_id=self.client_id,
            scope=" ".join(self.full_scopes),
            redirect_uri="http://localhost",
        )
