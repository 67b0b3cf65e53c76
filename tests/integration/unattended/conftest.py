"""A tenant that was set up, and an application in it that reads with application permissions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandbox.test_sign_in_with_msal import grant
from tests.support.admin_session import AdminSession, session_after_setup, session_with_rare_cycles
from tests.support.certificates import Signer
from tests.support.cli_runner import CliResult
from tests.support.issuer import Issuer, running_issuer
from total_onboard.core.credential import ENTRA_AUDIENCE
from total_onboard.sandbox.directory.store import Body

SUBJECT = "repo:contoso/operations:ref:refs/heads/main"
READS = ("Directory.Read.All", "Synchronization.Read.All")
SIGNER = Signer()


@dataclass
class Reader:
    """An application, and the administrator's machine, on which it runs."""

    admin: AdminSession
    issuer: Issuer
    app: Body
    principal: Body

    @property
    def certificate(self) -> Path:
        """The file with its private key."""
        path = self.admin.home / "reader.pem"
        path.write_text(SIGNER.pem + SIGNER.certificate_pem)
        path.chmod(0o600)
        return path

    @property
    def by_certificate(self) -> dict[str, str]:
        """The environment for ``--sign-in certificate``."""
        return {
            "TOTAL_ONBOARD_CLIENT_ID": self.app["appId"],
            "TOTAL_ONBOARD_CLIENT_CERTIFICATE": str(self.certificate),
            "TOTAL_ONBOARD_TENANT": self.admin.tenant.store.tenant_id,
        }

    def by_pipeline(self, subject: str = SUBJECT, audience: str = ENTRA_AUDIENCE) -> dict[str, str]:
        """The environment of a pipeline that got an identity token."""
        path = self.admin.home / "pipeline-token"
        path.write_text(self.issuer.token(subject, audience))
        return {
            "AZURE_TENANT_ID": self.admin.tenant.store.tenant_id,
            "AZURE_CLIENT_ID": self.app["appId"],
            "AZURE_FEDERATED_TOKEN_FILE": str(path),
        }

    def runs(self, *words: str, **environment: str | None) -> CliResult:
        """Type it with a certificate."""
        return self.admin.types(*words, "--sign-in", "certificate", **{**self.by_certificate, **environment})

    def runs_in_pipeline(self, *words: str, **environment: str | None) -> CliResult:
        """Type it where a pipeline's token is."""
        return self.admin.types(*words, "--sign-in", "azure", **{**self.by_pipeline(), **environment})


def add_reader(admin: AdminSession, issuer: Issuer, *permissions: str) -> Reader:
    """Register an application with a certificate, trust in a pipeline, and these permissions."""
    store = admin.tenant.store
    trust = {
        "id": store.new_id(),
        "name": "pipeline",
        "issuer": issuer.url,
        "subject": SUBJECT,
        "audiences": [ENTRA_AUDIENCE],
    }
    app = {
        "id": store.new_id(),
        "appId": store.new_id(),
        "displayName": "Reader",
        "passwordCredentials": [],
        "keyCredentials": [SIGNER.credential],
        "federatedIdentityCredentials": [trust],
    }
    principal = {"id": store.new_id(), "appId": app["appId"], "displayName": "Reader", "accountEnabled": True}
    store.applications.put(app)
    store.service_principals.put(principal)
    for permission in permissions:
        grant(admin.tenant, principal, permission)
    return Reader(admin, issuer, app, principal)


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    with session_after_setup(tmp_path_factory.mktemp("home"), session_with_rare_cycles()) as made:
        yield made


@pytest.fixture(scope="module")
def issuer(admin: AdminSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    with running_issuer(tmp_path_factory.mktemp("issuer")) as (made, authorities):
        admin.tenant.trust_issuers_of(authorities)
        yield made


@pytest.fixture(scope="module")
def reader(admin: AdminSession, issuer: Issuer) -> Reader:
    return add_reader(admin, issuer, *READS)
