"""The table of what a call is for, and what allows it."""

from __future__ import annotations

import pytest

from total_onboard.entra.graph.operation_permissions import Operation, operation_of, operations, role_names
from total_onboard.sandbox.directory.catalog import graph_permissions, role_template_id
from total_onboard.sandbox.graph.authorization import requirement

from .verbs import load_verbs

EVERY = operations()


def test_an_id_in_the_path_does_not_hide_what_the_call_is() -> None:
    path = "/v1.0/servicePrincipals/0b7a1f52-8a34/synchronization/jobs/scim.abc.def/start"
    assert str(operation_of("POST", path)) == "POST /servicePrincipals/{id}/synchronization/jobs/{id}/start"


def test_a_fixed_word_is_not_taken_for_an_id() -> None:
    path = "/servicePrincipals/0b7a1f52-8a34/synchronization/jobs/validateCredentials"
    assert str(operation_of("POST", path)) == "POST /servicePrincipals/{id}/synchronization/jobs/validateCredentials"


def test_a_call_that_nobody_makes_is_unknown() -> None:
    assert operation_of("DELETE", "/v1.0/organization/1") is None
    assert operation_of("GET", "/v1.0/me/messages") is None


def test_the_least_scope_of_those_asked_for_is_named() -> None:
    found = operation_of("GET", "/v1.0/groups/1/members")
    assert found is not None
    assert found.scope_among(["Group.ReadWrite.All", "GroupMember.Read.All"]) == {"GroupMember.Read.All"}
    assert found.scope_among(["Group.ReadWrite.All"]) == {"Group.ReadWrite.All"}
    assert found.scope_among(["User.Read"]) == frozenset()


def test_scopes_that_go_together_are_named_together() -> None:
    found = operation_of("POST", "/v1.0/servicePrincipals/1/appRoleAssignedTo")
    assert found is not None
    assert found.scope_among(["AppRoleAssignment.ReadWrite.All"]) == frozenset()
    both = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]
    assert found.scope_among(both) == set(both)


def test_a_global_administrator_may_what_any_role_may() -> None:
    found = operation_of("POST", "/v1.0/applicationTemplates/1/instantiate")
    assert found is not None
    assert found.roles_among(["Global Administrator", "Reports Reader"]) == ("Global Administrator",)
    assert found.roles_among(["Cloud Application Administrator"]) == ("Cloud Application Administrator",)


@pytest.mark.parametrize("one", EVERY, ids=str)
def test_every_scope_and_role_of_the_table_is_microsofts_and_lets_the_practice_tenant_in(one: Operation) -> None:
    try:
        required = requirement(one.method, one.template.replace("{}", "{x}"))
    except KeyError:
        pytest.skip("the sandbox does not serve it")
    for together in one.scopes:
        assert together <= set(graph_permissions())
        assert not required.scopes or any(alternative <= together for alternative in required.scopes), together
    for role in set(one.roles) - {"owner"}:
        assert role_names([role_template_id(role)]) == (role,)


def test_the_table_holds_the_calls_that_the_gateway_makes_and_no_other() -> None:
    calls = [operation_of(verb.request["method"], str(verb.request["path"])) for verb in load_verbs()]
    assert set(calls) == set(EVERY)


def test_every_purpose_is_a_phrase_that_an_auditor_reads() -> None:
    assert all(one.purpose[0].isupper() and not one.purpose.endswith(".") for one in EVERY)
