"""The configuration of ``export`` for a tenant: everything that exists is imported with its real ID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.terraform.exported_configuration import arguments, blocks_in, nested, parsed
from tests.contract.terraform.test_configuration import DOCUMENTED, HOSTILE, OF_TERRAFORM, allowed
from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession

NAME: Final = "".join(HOSTILE)
EXPORT: Final = ("export", "--sign-in", "device-code", "--format", "terraform")
DRIFTS: Final[tuple[dict[str, Any], ...]] = (
    {"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": ["https://other.example/x"]}}]},
    {"call": ["PATCH", "servicePrincipals/{principal}", {"appRoleAssignmentRequired": False}]},
    {"deed": "unassign_the_group"},
    {"deed": "withdraw_email"},
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """A tenant that was set up, whose application and group have hostile names."""
    made = AdminSession(tmp_path_factory.mktemp("tenant"))
    try:
        made.sets_up()
        made.portal.does("PATCH", f"groups/{made.resources['admin_group_id']}", {"displayName": NAME[:250]})
        made.portal.does("PATCH", f"applications/{made.resources['application_object_id']}", {"displayName": NAME})
        yield made
    finally:
        made.tenant.stop()


@pytest.fixture(scope="module")
def texts(session: AdminSession) -> tuple[str, str]:
    """The configuration of the tenant as it was set up, and after it drifted."""
    return exported(session), drifted(session)


def exported(session: AdminSession) -> str:
    ended = session.runs(*EXPORT)
    assert ended.status == 0, ended.err
    return ended.out


def drifted(session: AdminSession) -> str:
    for by in DRIFTS:
        OtherAdmin(session).tampers(by)
    return exported(session)


def imports(text: str) -> dict[str, str]:
    return {one["to"].strip("${}"): one["id"] for one in parsed(text).get("import", [])}


def test_set_up_tenant_becomes_nothing_but_imports(texts: tuple[str, str], session: AdminSession) -> None:
    text, made = texts[0], session.resources
    found = imports(text)
    assert set(found) == {f"{type_}.{label}" for type_, label, _ in blocks_in(text, "resource")}
    assert len(found) == 10
    app, principal, group = made["application_object_id"], made["service_principal_id"], made["admin_group_id"]
    assert found["azuread_application_from_template.application"].endswith(f"/instantiate/{app}/{principal}")
    assert found["azuread_application_redirect_uris.redirect_uris"] == f"/applications/{app}/redirectUris/Web"
    assert found["azuread_group.group_1"] == f"/groups/{group}"
    assert re.fullmatch(rf"{group}/member/[\da-f-]{{36}}", found["azuread_group_member.members"])
    jobs = f"/servicePrincipals/{principal}/synchronization/jobs/{made['job_id']}"
    assert found["azuread_synchronization_job.job"] == jobs


def test_imported_grants_and_assignments_have_the_ids_that_exist(texts: tuple[str, str], session: AdminSession) -> None:
    dump, found = session.tenant.dump(), imports(texts[0])
    grant = found["azuread_service_principal_delegated_permission_grant.consent"].rsplit("/", 1)[1]
    assert dump["oauth2PermissionGrants"][grant]["clientId"] == session.resources["service_principal_id"]
    consent = found["azuread_app_role_assignment.consent_2"].split("/")
    principal = session.portal.does("GET", f"servicePrincipals/{session.resources['service_principal_id']}")
    granted = session.portal.does("GET", f"servicePrincipals/{principal['id']}/appRoleAssignments")["value"]
    assert [(one["resourceId"], one["id"]) for one in granted] == [(consent[2], consent[4])]


def test_drifted_tenant_imports_what_exists_and_creates_the_rest(texts: tuple[str, str], session: AdminSession) -> None:
    before, after = map(imports, texts)
    gone = {"azuread_app_role_assignment.assignment"}
    assert before.keys() - after.keys() == gone
    contents = {f"{type_}.{label}": one for type_, label, one in blocks_in(texts[1], "resource")}
    assert contents.keys() - after.keys() == {*gone, "msgraph_update_resource.application_3"}
    uris = contents["azuread_application_redirect_uris.redirect_uris"]["redirect_uris"]
    assert uris == ["https://other.example/x", session.tenant.sheet_values.redirect_uri]
    grant = contents["azuread_service_principal_delegated_permission_grant.consent"]["claim_values"]
    assert sorted(grant) == ["email", "openid", "profile"]


@pytest.mark.parametrize("which", [0, 1], ids=["set up", "drifted"])
def test_blocks_of_a_tenant_have_only_documented_arguments(texts: tuple[str, str], which: int) -> None:
    for type_, label, content in blocks_in(texts[which], "resource"):
        documented = DOCUMENTED["resource"][type_]
        assert set(arguments(content)) - OF_TERRAFORM <= allowed(documented), label
        assert set(documented["required"]) <= set(arguments(content)), label
        assert set(nested(content)) <= OF_TERRAFORM


@pytest.mark.parametrize("which", [0, 1], ids=["set up", "drifted"])
def test_configuration_of_a_tenant_has_no_secret_and_asks_for_none(
    texts: tuple[str, str], which: int, session: AdminSession
) -> None:
    assert session.tenant.sheet_values.scim_token not in texts[which]
    assert "variable" not in parsed(texts[which])
    assert {"azuread_application_password", "azuread_synchronization_secret"}.isdisjoint(
        type_ for type_, _, _ in blocks_in(texts[which], "resource")
    )


def test_deleted_application_is_refused_with_what_to_do(tmp_path: Path) -> None:
    session = AdminSession(tmp_path)
    try:
        session.sets_up()
        session.portal.does("DELETE", f"applications/{session.resources['application_object_id']}")
        app = session.resources["application_object_id"]
        ended = session.runs(*EXPORT, "--app-id", app, "--output", "json")
        assert ended.status == 3
        (problem,) = ended.document["problems"]
        assert "recycle bin" in problem["message"]
        assert "--format az" in problem["remedy"]
    finally:
        session.tenant.stop()
