"""The checks of TOTAL's addresses. Each fault is really there."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from tests.unit.diagnostics.preflight.facts import found
from tests.unit.diagnostics.preflight.host import Answer, Host, host
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.diagnostics.preflight.check_result import CheckStatus
from total_onboard.diagnostics.preflight.endpoints.redirect_uri import REDIRECT_URI
from total_onboard.diagnostics.preflight.endpoints.scim_endpoint import SCIM_END
from total_onboard.diagnostics.preflight.machine.clock_skew import CLOCK
from total_onboard.diagnostics.preflight.machine.state_dir import STATE_FOLDER
from total_onboard.diagnostics.preflight.machine.tls_inspection import TLS
from total_onboard.diagnostics.preflight.machine.tool_and_libraries import TOOL

SCIM_ENDS = read_yaml((Path(__file__).parent / "cases" / "scim_ends.yaml").read_text(encoding="utf-8"))


def desired(uri: str) -> DesiredState:
    return DesiredState(redirect_uris=(uri,))


def test_a_redirect_uri_whose_host_answers_is_good(total: Host) -> None:
    finding = found(REDIRECT_URI, desired=desired(f"{total.origin}/auth"), trust=total.trust)
    assert finding.outcome is CheckStatus.PASS
    assert total.asked == []


def test_a_certificate_for_another_host_is_told() -> None:
    with host("app.yourtotal.com") as opened:
        finding = found(REDIRECT_URI, desired=desired(f"{opened.origin}/auth"), trust=opened.trust)
    assert finding.outcome is CheckStatus.WARN
    assert "certificate of localhost" in finding.found
    assert "ostname mismatch" in finding.found


def test_a_certificate_that_nobody_vouches_for_is_told(total: Host) -> None:
    finding = found(REDIRECT_URI, desired=desired(f"{total.origin}/auth"), trust=ssl.create_default_context())
    assert (finding.outcome, "not valid" in finding.found) == (CheckStatus.WARN, True)


def test_a_host_without_an_address_is_told() -> None:
    finding = found(REDIRECT_URI, desired=desired("https://nobody.invalid/auth"))
    assert (finding.outcome, "nobody.invalid has no address" in finding.found) == (CheckStatus.WARN, True)


def test_a_host_that_does_not_answer_is_told() -> None:
    finding = found(REDIRECT_URI, desired=desired("https://localhost:1/auth"))
    assert (finding.outcome, "does not answer from here" in finding.found) == (CheckStatus.WARN, True)


def test_without_a_redirect_uri_nothing_is_looked_at() -> None:
    assert found(REDIRECT_URI).outcome is CheckStatus.SKIP


def answers_of(case: dict[str, Any]) -> dict[str, Answer]:
    kinds = {"json": "application/scim+json", "html": "text/html; charset=utf-8"}
    return {f"/scim{path}": (one[0], kinds[one[1]], one[2]) for path, one in case["answers"].items()}


@pytest.mark.parametrize("case", SCIM_ENDS, ids=lambda case: case["name"])
def test_totals_scim_end_is_judged_by_what_it_answers(case: dict[str, Any], total: Host) -> None:
    total.answers = answers_of(case)
    end = ScimEndpoint(url=f"{total.origin}/scim", token=SecretText("scim-secret"))
    finding = found(SCIM_END, scim=end, trust=total.trust)
    assert (finding.outcome, case["found"] in finding.found) == (case["outcome"], True), finding.found
    assert finding.remedy or finding.outcome is CheckStatus.PASS
    assert "scim-secret" not in finding.model_dump_json()


def test_a_scim_end_that_only_microsoft_may_reach_is_a_warning() -> None:
    end = ScimEndpoint(url="https://localhost:1/scim", token=SecretText("scim-secret"))
    assert found(SCIM_END, scim=end).outcome is CheckStatus.WARN


def test_no_check_outside_the_tenant_stops_a_set_up_but_a_scim_end_that_cannot_work() -> None:
    assert [bool(check.steps) for check in (SCIM_END, REDIRECT_URI, CLOCK, TLS, TOOL, STATE_FOLDER)] == [
        True,
        *[False] * 5,
    ]
