"""What public security baselines say of the application, before and after a setup."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.report.model import Severity
from total_onboard.report.security_baselines import baseline_lines, baseline_of

SAFE = "https://app.yourtotal.com/auth/oidc/callback"


def observed(**application: Any) -> ObservedState:
    return run_state_from({"application": {"web": {"redirectUris": [SAFE]}, **application}}).observed


def secret(start: str, end: str) -> list[dict[str, str]]:
    return [{"keyId": "key", "displayName": "TOTAL integration", "startDateTime": start, "endDateTime": end}]


def test_tenant_without_the_application_has_no_lines() -> None:
    assert baseline_of(ObservedState()) == {}
    assert list(baseline_lines(ObservedState(), {})) == []


@pytest.mark.parametrize(
    ("end", "passes"),
    [("2027-05-30T00:00:00Z", True), ("2027-05-30T00:00:01Z", False), ("2028-12-01T00:00:00Z", False)],
)
def test_secret_of_at_most_180_days_passes(end: str, passes: bool) -> None:
    found = baseline_of(observed(passwordCredentials=secret("2026-12-01T00:00:00Z", end)))
    assert found["secret-lifetime"] is passes
    assert found["client-secret"] is False


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.yourtotal.com/callback",
        "https://total.azurewebsites.net/callback",
        "https://[broken/callback",
        "https://total.azurewebsites.net./callback",
        "https:///callback",
    ],
)
def test_unsafe_redirect_uri_fails_next_to_a_safe_one(uri: str) -> None:
    assert baseline_of(observed())["redirect-uris"] is True
    assert baseline_of(observed(web={"redirectUris": [SAFE, uri]}))["redirect-uris"] is False


def test_each_rule_says_its_ids_how_it_was_and_what_makes_it_pass() -> None:
    now = observed(passwordCredentials=secret("2026-12-01T00:00:00Z", "2028-12-01T00:00:00Z"))
    before = {**baseline_of(now), "secret-lifetime": True}
    lines = {line.title: line for line in baseline_lines(now, before)}
    life = lines["A client secret is valid for at most 180 days"]
    assert (life.sign, life.text) == (Severity.CAUTION, "SCuBA MS.AAD.5.6v1; before: pass")
    assert "--secret-months 5" in life.remedy
    uris = lines["Redirect URIs use https and no host that others can register"]
    assert (uris.sign, uris.remedy) == (Severity.GOOD, "")
