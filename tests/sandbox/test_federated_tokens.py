"""Tokens of another issuer in place of a secret, as Microsoft's pages on workload identity federation say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sandbox.test_client_assertions import ask
from tests.sandbox.test_sign_in_with_msal import add_application
from tests.support.issuer import Issuer, running_issuer
from total_onboard.core.credential import ENTRA_AUDIENCE
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.directory.store import Body

SUBJECT = "customer:contoso"


@pytest.fixture(scope="module")
def issuer(sandbox: SandboxTenant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    before = sandbox.platform.issuers.trusted
    with running_issuer(tmp_path_factory.mktemp("issuer")) as (running, bundle):
        sandbox.trust_issuers_of(bundle)
        yield running
    sandbox.platform.issuers.trusted = before


@pytest.fixture(scope="module")
def app(sandbox: SandboxTenant, issuer: Issuer) -> Body:
    trust = {"id": "1", "name": "total", "issuer": issuer.url, "subject": SUBJECT, "audiences": [ENTRA_AUDIENCE]}
    made, _ = add_application(sandbox, federatedIdentityCredentials=[trust])
    return made


def test_token_that_matches_the_trust_is_accepted(sandbox: SandboxTenant, issuer: Issuer, app: Body) -> None:
    answer = ask(sandbox, app, issuer.token(SUBJECT))
    assert sandbox.tokens.verify(answer["access_token"]).app_id == app["appId"]


def minutes_ago(minutes: int) -> int:
    return int((datetime.now(UTC) - timedelta(minutes=minutes)).timestamp())


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (lambda issuer: issuer.token("customer:fabrikam"), 700213),
        (lambda issuer: issuer.token("Customer:Contoso"), 7002138),
        (lambda issuer: issuer.token(SUBJECT, audience="https://graph.microsoft.com"), 700212),
        (lambda issuer: issuer.token(SUBJECT, iss=f"{issuer.url}/"), 700211),
        (lambda issuer: issuer.token(SUBJECT, exp=minutes_ago(10)), 700024),
        (lambda issuer: issuer.token(SUBJECT, exp="soon"), 50027),
    ],
    ids=["subject", "case", "audience", "issuer", "expired", "malformed"],
)
def test_token_that_does_not_match_is_refused(
    sandbox: SandboxTenant, issuer: Issuer, app: Body, made: Callable[[Issuer], str], number: int
) -> None:
    assert ask(sandbox, app, made(issuer))["error_codes"] == [number]


def test_token_of_a_key_that_is_not_published_is_refused(sandbox: SandboxTenant, issuer: Issuer, app: Body) -> None:
    stranger = Issuer(0)
    stranger.url = issuer.url
    assert ask(sandbox, app, stranger.token(SUBJECT))["error_codes"] == [7000272]


def test_issuer_that_names_itself_otherwise_is_refused(sandbox: SandboxTenant, issuer: Issuer, app: Body) -> None:
    issuer.named = "https://elsewhere.example"
    assert ask(sandbox, app, issuer.token(SUBJECT))["error_codes"] == [50166]
    issuer.named = None


def test_issuer_of_an_untrusted_authority_is_unreachable(
    sandbox: SandboxTenant, issuer: Issuer, app: Body, tmp_path: Path
) -> None:
    with running_issuer(tmp_path) as (_, other):
        known, sandbox.platform.issuers.trusted = sandbox.platform.issuers.trusted, other
        assert ask(sandbox, app, issuer.token(SUBJECT))["error_codes"] == [50166]
        sandbox.platform.issuers.trusted = known


def test_token_of_microsoft_itself_is_refused(sandbox: SandboxTenant, issuer: Issuer, app: Body) -> None:
    token = issuer.token(SUBJECT, iss=sandbox.tokens.issuer)
    assert ask(sandbox, app, token)["error_codes"] == [700222]
