"""Persona by persona: exactly these findings, this exit status, this document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.preflight.conftest import Preflight, browser_of
from tests.support.known_ids import ids_in
from tests.support.yaml_text import read_yaml
from total_onboard.diagnostics.preflight import CHECKS
from total_onboard.sandbox import SandboxTenant, finding_names, persona_names
from total_onboard.sandbox.persona import findings_of, load_persona

CASES: list[dict[str, Any]] = read_yaml((Path(__file__).parent / "findings.yaml").read_text("utf-8"))["cases"]
FOUND = {(check, outcome) for case in CASES for check, told in case.get("findings", {}).items() for outcome in told}
SINGLE_FINDINGS = finding_names()

LOOKED = [case for case in CASES if "problem" not in case]
REFUSED = [case for case in CASES if "problem" in case]


def looked_at(case: dict[str, Any]) -> Any:
    """Leave the many tenants with a single finding to the sweeps."""
    marks = [pytest.mark.sweep] if case["persona"] in SINGLE_FINDINGS else []
    return pytest.param(case, id=" ".join([case["persona"], *case.get("arguments", [])]), marks=marks)


@pytest.mark.parametrize("case", [looked_at(case) for case in LOOKED])
def test_a_persona_has_exactly_these_findings(
    case: dict[str, Any], preflight: Preflight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["--output", "json", "--test-removal", *case.get("arguments", [])]
    with SandboxTenant.start(case["persona"], auto_approve=0.0) as tenant:
        if case.get("browser"):
            monkeypatch.setattr("total_onboard.ui.browser_and_clipboard.open_page", browser_of(tenant))
            words += ["--sign-in", "browser"]
        looked = preflight(tenant, *words, **environment_of(case, tenant, tmp_path))
        asked = [r for r in tenant.requests if r.host == "graph"]
    assert looked.status == case["exit"], looked.err
    document = looked.document
    assert set(document) == {"schema", "command", "ok", "exit_code", "checks", "problems"}
    assert (document["ok"], document["exit_code"], document["problems"]) == (case["exit"] == 0, case["exit"], [])
    are_these(document["checks"], case.get("findings", {}))
    assert {request.method for request in asked} == {"GET"}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["persona"])
def test_persona_that_cannot_be_signed_in_to_has_no_findings(case: dict[str, Any], preflight: Preflight) -> None:
    with SandboxTenant.start(case["persona"], auto_approve=0.0) as tenant:
        looked = preflight(tenant, "--output", "json")
        assert not [r for r in tenant.requests if r.host == "graph"]
    assert looked.status == looked.document["exit_code"] == case["exit"]
    assert [problem["code"] for problem in looked.document["problems"]] == [case["problem"]]
    assert "checks" not in looked.document


def environment_of(case: dict[str, Any], tenant: SandboxTenant, tmp_path: Path) -> dict[str, str | None]:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(case.get("rights", 0o700))
    names = {"bundle": tenant.ca_bundle, "folder": str(folder)}
    said = {name: value and value.format(**names) for name, value in case.get("environment", {}).items()}
    unnamed: dict[str, str | None] = {"TOTAL_ONBOARD_APP_ID": None, "TOTAL_ONBOARD_GROUP_ID": None}
    named = ids_in(tenant) if case.get("known", True) else unnamed
    return {**named, **said}


def are_these(findings: list[dict[str, str]], told: dict[str, dict[str, str]]) -> None:
    assert [finding["id"] for finding in findings] == [check.id for check in CHECKS]
    outcomes = {finding["id"]: finding["outcome"] for finding in findings}
    assert outcomes == {check.id: next(iter(told.get(check.id, {"pass": ""}))) for check in CHECKS}
    for finding in findings:
        (words,) = told.get(finding["id"], {"pass": ""}).values()
        assert words in finding["found"]
        assert finding["remedy"] or finding["outcome"] not in ("fail", "warn")
        assert finding["needed"]


def test_what_bears_our_unique_names_is_a_clash_unless_its_ids_are_named(preflight: Preflight) -> None:
    with SandboxTenant.start("half-done", auto_approve=0.0) as tenant:
        without = {"TOTAL_ONBOARD_APP_ID": None, "TOTAL_ONBOARD_GROUP_ID": None}
        looked = preflight(tenant, "--output", "json", **without)
    assert looked.status == 3, looked.err
    (clash,) = [one for one in looked.document["checks"] if one["id"] == "name-clashes"]
    assert "Not set up from this machine: the application TOTAL" in clash["found"]
    assert "the group TOTAL-Admin" in clash["found"]


def test_a_forecast_that_nobody_can_make_hides_no_finding(preflight: Preflight) -> None:
    with SandboxTenant.start("nothing-is-shown", auto_approve=0.0) as tenant:
        document = preflight(tenant, "--forecast", "--output", "json").document
        shown = preflight(tenant, "--forecast").out
    assert [finding["id"] for finding in document["checks"]] == [check.id for check in CHECKS]
    assert document["forecast"]["people"] == []
    assert "Your account can't read this" in document["forecast"]["unknown_because"]
    assert "Unknown: Your account can't read this" in " ".join(shown.partition("Who will administer")[2].split())
    assert "Setup can succeed" not in shown


def test_names_that_are_typed_are_those_that_are_looked_at(preflight: Preflight) -> None:
    words = (
        "--application-name",
        "TOTAL pilot",
        "--group",
        "TOTAL-Pilot=admin",
        "--redirect-uri",
        "https://localhost:1/",
    )
    with SandboxTenant.start("already-there", auto_approve=0.0) as tenant:
        looked = preflight(tenant, *words, "--output", "json")
    found = {finding["id"]: finding for finding in looked.document["checks"]}
    assert (looked.status, found["name-clashes"]["outcome"]) == (0, "pass")
    assert "TOTAL-Pilot will be created" in found["admin-group"]["found"]
    assert "localhost:1 does not answer" in found["redirect-uri"]["found"]


def test_every_persona_is_in_the_table() -> None:
    assert {case["persona"] for case in CASES} == {*persona_names(), *finding_names()}


@pytest.mark.parametrize("check", [check.id for check in CHECKS if check.id != "tool"])
def test_every_check_but_that_of_the_program_itself_is_seen_to_find_something(check: str) -> None:
    assert {outcome for one, outcome in FOUND if one == check} - {"pass"}


@pytest.mark.parametrize("name", [*persona_names(), *finding_names()])
def test_listed_findings_of_a_persona_are_those_of_a_run(name: str) -> None:
    plain = [case for case in CASES if case["persona"] == name and not case.get("arguments")] or [
        case for case in CASES if case["persona"] == name
    ]
    case = next((one for one in plain if not one.get("known", True)), plain[0])
    if "problem" in case:
        assert findings_of(name) == {"sign-in": "fail"}
        return
    found = {check: next(iter(told)) for check, told in case.get("findings", {}).items()}
    unknown = {"name-clashes": "fail"} if load_persona(name).prepared else {}
    assert findings_of(name) == {check: one for check, one in {**found, **unknown}.items() if one != "pass"}
