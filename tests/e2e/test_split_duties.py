"""Three people, one set-up: the consent is another admin's."""

from __future__ import annotations

import re
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from total_onboard.entra.graph.operation_permissions import operation_of
from total_onboard.sandbox.graph.authorization import requirement, role_ids
from total_onboard.sandbox.http.recorder import Exchange
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

VALUES_FROM_TOTAL = [f"TOTAL_ONBOARD_{name}" for name in ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN")]

pytestmark = pytest.mark.journey


def test_ada_sets_up_dana_consents_and_ada_has_it_verified(at: OpenTenant, tmp_path: Path) -> None:
    ada = at("split-duties")
    first = ada.sets_up("--test-removal", "--handoff", "contoso.totalhandoff")
    assert first.status == 5, first.err
    unverified = {
        verification["id"]
        for verification in first.document["verifications"]
        if verification["outcome"] == "inconclusive"
    }
    assert unverified == {"consent", "permission"}

    dana = at_another_desk(ada, tmp_path / "dana")
    ada.tenant.platform.auto_approve = None
    (waiting,) = first.document["blocked"]
    command = waiting["remedy"].partition("total-onboard ")[2].partition(" (")[0]
    process = dana.begins(*command.split(), "--output", "json", **dict.fromkeys(VALUES_FROM_TOTAL))
    dana.answers(dana.sees_a_code(), "dana@contoso.com", "approved")
    consent = ended(process)
    assert consent.status == 0, consent.err
    assert consent.actions() == {"consent": {"create"}}
    assert f"--app-id {first.document['resources']['application_object_id']}" in command

    ada.tenant.platform.auto_approve = 0.05
    again = ada.sets_up("--handoff", "contoso.totalhandoff")
    assert again.status == 0, again.err
    verification = ada.runs("verify", "--test-removal", "--handoff", "contoso.totalhandoff", "--output", "json")
    assert verification.status == 0, verification.err
    assert {one["outcome"] for one in verification.document["verifications"]} == {"verified"}


@pytest.mark.sweep
def test_ada_waits_while_dana_consents_and_has_it_verified_in_the_same_run(at: OpenTenant, tmp_path: Path) -> None:
    ada = at("split-duties", auto_approve=None)
    hers = ada.begins("setup", "--output", "json", "--test-removal", "--wait-for-consent")
    ada.answers(ada.sees_a_code(), "ada@contoso.com", "approved")
    command = the_command_for_a_colleague(hers)

    dana = at_another_desk(ada, tmp_path / "dana")
    his = dana.begins(*command.split(), "--output", "json", **dict.fromkeys(VALUES_FROM_TOTAL))
    dana.answers(dana.sees_a_code(), "dana@contoso.com", "approved")
    assert ended(his).status == 0

    end = ended(hers)
    assert end.status == 0, end.err
    assert end.document["blocked"] == []
    assert {verification["outcome"] for verification in end.document["verifications"]} == {"verified"}, end.document[
        "verifications"
    ]
    no_call_of_adas_needed_danas_role(ada.tenant)
    assert consents(ada.tenant, calls_of(ada.tenant, "dana@contoso.com"))


@pytest.mark.sweep
def test_totals_values_and_danas_consent_come_later_each_to_a_run_that_goes_on(at: OpenTenant, tmp_path: Path) -> None:
    ada = at("split-duties", auto_approve=None)
    without = dict.fromkeys(VALUES_FROM_TOTAL[1:3])
    hers = ada.begins("setup", "--output", "json", "--handoff", "contoso.totalhandoff", **without)
    ada.answers(ada.sees_a_code(), "ada@contoso.com", "approved")
    first = ended(hers)
    assert first.status == 5, first.err
    assert {waiting["step"] for waiting in first.document["blocked"]} == {"consent", "scim-credentials", "start"}

    dana = at_another_desk(ada, tmp_path / "dana")
    application = ("--app-id", first.document["resources"]["client_id"])
    his = dana.begins(
        "setup", "--only", "consent", *application, "--output", "json", **dict.fromkeys(VALUES_FROM_TOTAL)
    )
    dana.answers(dana.sees_a_code(), "dana@contoso.com", "approved")
    assert ended(his).status == 0

    ada.tenant.platform.auto_approve = 0.05
    again = ada.sets_up("--handoff", "contoso.totalhandoff")
    assert again.status == 0, again.err
    assert again.document["blocked"] == []
    no_call_of_adas_needed_danas_role(ada.tenant)
    danas = calls_of(ada.tenant, "dana@contoso.com")
    assert [call for call in danas if call.method != "GET"] == consents(ada.tenant, danas)


def calls_of(tenant: SandboxTenant, upn: str) -> list[Exchange]:
    """What somebody said to Graph, by the token that went with it."""
    (oid,) = (user["id"] for user in tenant.store.users.all_current() if user["userPrincipalName"] == upn)
    return [call for call in tenant.requests if call.host == "graph" and call.oid == oid]


def consents(tenant: SandboxTenant, calls: list[Exchange]) -> list[Exchange]:
    """Those that let an application have something, for everybody; a group is assigned by the same kind of call."""
    groups = [group["id"] for group in tenant.store.groups.all_current()]
    grants = re.compile(r"/v1.0/(oauth2PermissionGrants|servicePrincipals/[^/]+/appRoleAssign(ments|edTo))(/.*)?")
    writes = [call for call in calls if call.method != "GET" and grants.fullmatch(call.path)]
    return [call for call in writes if not any(group in call.body for group in groups)]


def no_call_of_adas_needed_danas_role(tenant: SandboxTenant) -> None:
    """By Microsoft's table of who may do what, as the sandbox has it; and nothing was refused to her."""
    calls = calls_of(tenant, "ada@contoso.com")
    assert calls
    assert consents(tenant, calls) == []
    assert [(call.method, call.path, call.status) for call in calls if call.status in (401, 403)] == []
    hers = role_ids("Application Administrator", "Groups Administrator")
    for call in calls:
        operation = operation_of(call.method, call.path)
        assert operation is not None
        roles = requirement(operation.method, operation.template.replace("{}", "{x}")).roles
        assert not roles or roles & hers, str(operation)


def the_command_for_a_colleague(process: subprocess.Popen[str]) -> str:
    """What the waiting run says on standard error, as one line."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += f" {line.strip()}"
        command = said.rpartition("The command for that person: total-onboard ")[2]
        if command != said:
            return command
    raise AssertionError(said)


def at_another_desk(admin: Admin, home: Path) -> Admin:
    home.mkdir()
    return Admin(home, admin.tenant)


@pytest.mark.sweep
def test_the_page_that_is_printed_for_the_colleague_does_the_same(at: OpenTenant) -> None:
    ada = at("split-duties")
    (waiting,) = ada.sets_up().document["blocked"]
    page = re.search(r"https://\S+/adminconsent\?client_id=[0-9a-f-]+", waiting["remedy"])
    assert page is not None
    assert page[0].startswith(ada.tenant.environment["TOTAL_ONBOARD_AUTHORITY_URL"] + "/")
    answer = httpx.post(
        page[0],
        data={"account": "dana@contoso.com", "decision": "approve"},
        verify=ssl.create_default_context(cafile=ada.tenant.ca_bundle),
    )
    assert answer.status_code < 400, answer.text
    again = ada.sets_up()
    assert again.status == 0, again.err
    assert again.document["blocked"] == []
