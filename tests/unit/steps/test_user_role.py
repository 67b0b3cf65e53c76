"""The app role with which a group is assigned if an application has several of the template's name."""

from __future__ import annotations

import pytest

from total_onboard.entra.resources.service_principals import ServicePrincipal
from total_onboard.steps.assignment.assignment import DEFAULT_ACCESS, UnclearRole, user_role

TEMPLATE = {"id": "template", "displayName": "User", "allowedMemberTypes": ["User"], "isEnabled": True, "value": None}
WITH_VALUE = TEMPLATE | {"id": "evil", "value": "TOTAL.Administrator"}


def principal(*roles: dict[str, object]) -> ServicePrincipal:
    return ServicePrincipal.model_validate({"id": "p", "appId": "a", "appRoles": roles})


@pytest.mark.parametrize(
    "others",
    [
        (WITH_VALUE,),
        (TEMPLATE | {"id": "disabled", "isEnabled": False},),
        (TEMPLATE | {"id": "for applications", "allowedMemberTypes": ["Application"]},),
        (TEMPLATE | {"id": "another", "displayName": "msiam_access"},),
    ],
    ids=["value", "disabled", "applications", "name"],
)
def test_user_role_beside_others_is_the_templates(others: tuple[dict[str, object], ...]) -> None:
    assert user_role(principal(*others, TEMPLATE)) == "template"
    assert user_role(principal(TEMPLATE, *others)) == "template"


def test_user_role_of_an_application_without_roles_is_the_default_one() -> None:
    assert user_role(principal()) == DEFAULT_ACCESS


@pytest.mark.parametrize("roles", [(WITH_VALUE,), (TEMPLATE, TEMPLATE | {"id": "two"})], ids=["value", "two"])
def test_user_role_that_is_unclear_is_named_and_never_guessed(roles: tuple[dict[str, object], ...]) -> None:
    with pytest.raises(UnclearRole) as refusal:
        user_role(principal(*roles))
    assert all(str(role["id"]) in refusal.value.message for role in roles)
    assert refusal.value.exit_status == 3
