"""Client assertions, as Microsoft's page on certificate credentials describes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msal
import pytest
import requests
from cryptography.hazmat.primitives import hashes

from tests.sandbox.test_sign_in_with_msal import add_application
from tests.support.certificates import HOUR, Signer
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.directory.store import Body

SIGNER, STRANGER = Signer(), Signer()


@pytest.fixture(scope="module")
def app(sandbox: SandboxTenant) -> Body:
    """An application with the signer's certificate, and no secret."""
    made, _ = add_application(sandbox, keyCredentials=[SIGNER.credential])
    return made


def header(signer: Signer = SIGNER, **changed: str) -> dict[str, str]:
    return {"alg": "PS256", "typ": "JWT", "x5t#S256": signer.thumbprint(hashes.SHA256()), **changed}


def claims(sandbox: SandboxTenant, app: Body, **changed: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    whole = {"iss": app["appId"], "sub": app["appId"], "jti": str(uuid4()), "nbf": now, "iat": now, "exp": now + 300}
    url = f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/token"
    return {"aud": url, **whole, **changed}


def ask(sandbox: SandboxTenant, app: Body, assertion: str, **changed: str) -> dict[str, Any]:
    form = {
        "grant_type": "client_credentials",
        "client_id": app["appId"],
        "scope": f"{sandbox.addresses.graph}/.default",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
        **changed,
    }
    url = f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}/oauth2/v2.0/token"
    return dict(requests.post(url, form, verify=sandbox.ca_bundle).json())


def test_application_signs_in_with_an_assertion_of_microsofts_form(sandbox: SandboxTenant, app: Body) -> None:
    answer = ask(sandbox, app, SIGNER.assertion(header(), claims(sandbox, app)))
    assert sandbox.tokens.verify(answer["access_token"]).app_id == app["appId"]


def test_older_form_with_sha1_thumbprint_and_pkcs1_is_accepted(sandbox: SandboxTenant, app: Body) -> None:
    older = {"alg": "RS256", "typ": "JWT", "x5t": SIGNER.thumbprint(hashes.SHA1())}
    assert "access_token" in ask(sandbox, app, SIGNER.assertion(older, claims(sandbox, app)))


def test_msal_for_python_signs_in_with_the_certificate(sandbox: SandboxTenant, app: Body) -> None:
    thumbprint = SIGNER.certificate.fingerprint(hashes.SHA1()).hex()
    client = msal.ConfidentialClientApplication(
        app["appId"],
        client_credential={"private_key": SIGNER.pem, "thumbprint": thumbprint},
        authority=f"{sandbox.addresses.sign_in}/{sandbox.store.tenant_id}",
        verify=sandbox.ca_bundle,
        instance_discovery=False,
    )
    assert "access_token" in client.acquire_token_for_client([f"{sandbox.addresses.graph}/.default"])


def test_long_lifetimes_are_accepted(sandbox: SandboxTenant, app: Body) -> None:
    later = int((datetime.now(UTC) + timedelta(days=365)).timestamp())
    assert "access_token" in ask(sandbox, app, SIGNER.assertion(header(), claims(sandbox, app, exp=later)))


def at(hours: float) -> int:
    return int((datetime.now(UTC) + hours * HOUR).timestamp())


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (lambda sandbox, app: "no.token", 50027),
        (lambda sandbox, app: STRANGER.assertion(header(STRANGER), claims(sandbox, app)), 700027),
        (lambda sandbox, app: STRANGER.assertion(header(SIGNER), claims(sandbox, app)), 700027),
        (lambda sandbox, app: SIGNER.assertion(header(alg="RS384"), claims(sandbox, app)), 700027),
        (lambda sandbox, app: SIGNER.assertion({"alg": "PS256"}, claims(sandbox, app)), 700027),
        (lambda sandbox, app: SIGNER.assertion(header(), claims(sandbox, app, sub=str(uuid4()))), 700021),
        (lambda sandbox, app: SIGNER.assertion(header(), claims(sandbox, app, aud="https://localhost/")), 700023),
        (lambda sandbox, app: SIGNER.assertion(header(), claims(sandbox, app, exp=at(-1))), 700024),
        (lambda sandbox, app: SIGNER.assertion(header(), claims(sandbox, app, nbf=at(1), exp=at(2))), 700024),
        (lambda sandbox, app: SIGNER.assertion(header(), claims(sandbox, app, exp="soon")), 50027),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_wrong_assertion_is_refused(
    sandbox: SandboxTenant, app: Body, made: Callable[[SandboxTenant, Body], str], number: int
) -> None:
    assert ask(sandbox, app, made(sandbox, app))["error_codes"] == [number]


def test_assertion_of_an_expired_certificate_is_refused(sandbox: SandboxTenant) -> None:
    expired = Signer(ends=-HOUR, ago=2 * HOUR)
    app, _ = add_application(sandbox, keyCredentials=[expired.credential])
    answer = ask(sandbox, app, expired.assertion(header(expired), claims(sandbox, app)))
    assert (answer["error_codes"], "The key used is expired" in answer["error_description"]) == ([700027], True)


def test_assertion_of_another_type_counts_as_none(sandbox: SandboxTenant, app: Body) -> None:
    assertion = SIGNER.assertion(header(), claims(sandbox, app))
    answer = ask(sandbox, app, assertion, client_assertion_type="urn:ietf:params:oauth:client-assertion-type:saml2")
    assert answer["error_codes"] == [7000216]
