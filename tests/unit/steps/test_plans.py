"""Each file in cases/ is one tenant, one wish and the sentences that the plan must then hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.yaml_text import read_yaml
from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.engine.plan import BlockedItem, Change, PlanWarning
from total_onboard.engine.step import Blocker, Step
from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.sign_in.browser.allowed_addresses import is_sign_in_page
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.client_secret.rotate_in import AddRotatedSecret
from total_onboard.steps.credentials.remove_old import RemoveOldCredentials

CERTIFICATE = PublicCertificate.of((Path(__file__).parent / "total.cer").read_text())
CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
OF_A_ROTATION: dict[str, Step] = {
    "second-secret": AddRotatedSecret(),
    "old-secrets": RemoveOldSecrets(),
    "old-credentials": RemoveOldCredentials(),
}
STEPS = {step.id: step for step in SETUP_STEPS} | OF_A_ROTATION
REDIRECT = "https://app.yourtotal.com/auth/oidc/callback"

KIND = {Blocker: "blocker", BlockedItem: "blocked", PlanWarning: "warning"}


TRUST = {"issuer": "https://login.yourtotal.example", "subject": "customer:contoso"}


def _case(path: Path) -> Any:
    """``accepts`` are the credentials that TOTAL takes; its certificate expires on 1 March 2027."""
    return read_yaml(path.read_text().replace("$certificate", CERTIFICATE.der))


def _desired(case: Any) -> DesiredState:
    credential = CredentialChoice.of(case["accepts"], CERTIFICATE.der, TRUST) if "accepts" in case else None
    accepted = {"credential": credential} if credential else {}
    return DesiredState.model_validate({"redirect_uris": [REDIRECT]} | accepted | case.get("wanted", {}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_plan_says(path: Path) -> None:
    case = _case(path)
    desired = _desired(case)
    items = STEPS[case["step"]].plan(desired, run_state_from(case.get("tenant", {}), case.get("choices", {})))
    assert [_line(item) for item in items] == case["plan"]


@pytest.mark.parametrize("path", [path for path in CASES if "remedy" in _case(path)], ids=lambda path: path.stem)
def test_an_obstacle_names_the_options_and_asks_for_a_word(path: Path) -> None:
    case = _case(path)
    desired = _desired(case)
    (item,) = STEPS[case["step"]].plan(desired, run_state_from(case["tenant"], case.get("choices", {})))
    assert isinstance(item, Blocker)
    assert item.remedy == case["remedy"]
    assert (item.question.answers if item.question else {}) == case.get("answers", {})


def test_there_is_a_case_for_every_step() -> None:
    assert {_case(path)["step"] for path in CASES} == set(STEPS)


def test_a_plan_depends_on_nothing_but_what_it_is_given() -> None:
    for path in CASES:
        case = _case(path)
        desired = _desired(case)
        state = run_state_from(case.get("tenant", {}), case.get("choices", {}))
        step = STEPS[case["step"]]
        assert list(step.plan(desired, state)) == list(step.plan(desired, state))


def _line(item: Change | BlockedItem | PlanWarning | Blocker) -> str:
    if isinstance(item, Change):
        return f"{item.action}: {item.summary}"
    return f"{KIND[type(item)]}: {item.sentence}"


@pytest.mark.parametrize("name", list(CLOUDS), ids=lambda name: name.value)
def test_consent_for_a_colleague_hostile_ids_leave_the_link_on_the_sign_in_host(name: CloudName) -> None:
    cloud, hostile = CLOUDS[name], "@evil.example/"
    state = run_state_from({"application": {"appId": hostile}, "roles": []})
    state.identity.authority_url, state.identity.organization = cloud.authority_url, Organization(id=hostile)
    (item,) = STEPS["consent"].plan(DesiredState.model_validate({"redirect_uris": [REDIRECT]}), state)
    assert isinstance(item, BlockedItem)
    (link,) = re.findall(r"https://[^\s)]+", item.remedy)
    assert is_sign_in_page(link, cloud)
    assert urlsplit(link).netloc == urlsplit(cloud.authority_url).netloc
