"""The choice of a credential as scripts get it: the kind, and the reason for each that TOTAL accepts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.support.certificates import Signer
from tests.unit.steps.observed_tenants import run_state_from
from tests.unit.steps.test_plans import CERTIFICATE, TRUST
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.engine.step_id import StepId
from total_onboard.steps.credentials.choice import STEPS
from total_onboard.steps.credentials.considered import ChosenCredential, chosen_credential

CASES: Final = yaml.safe_load(Path(__file__).with_name("considered.yaml").read_text(encoding="utf-8"))
ALL: Final = frozenset(STEPS.values())
_SINCE: Final = datetime.now(UTC).replace(microsecond=0) - datetime(2026, 11, 1, tzinfo=UTC)
EXPIRED: Final = PublicCertificate.of(Signer(ends=-_SINCE, ago=_SINCE + timedelta(days=90)).der)


def found_in(case: Any, observed: frozenset[StepId] = ALL) -> ChosenCredential | None:
    certificate = EXPIRED if case.get("expired") else CERTIFICATE
    choice = CredentialChoice.of(case["accepts"], certificate.der, TRUST)
    state = run_state_from(case["tenant"], case.get("choices", {}))
    return chosen_credential(DesiredState(credential=choice), state, observed)


@pytest.mark.parametrize("name", CASES)
def test_choice_says_for_each_kind_what_became_of_it_and_why(name: str) -> None:
    case, found = CASES[name], found_in(CASES[name])
    assert found
    assert found.kind == case["kind"]
    assert [f"{one.kind} {one.outcome}: {one.reason}" for one in found.considered] == case["considered"]


def test_choice_is_unknown_unless_every_kind_was_observed() -> None:
    assert found_in(CASES["forbidden-secret"], frozenset({StepId.CLIENT_SECRET})) is None
