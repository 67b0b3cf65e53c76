"""The bodies of PATCH, as Microsoft's page on known issues with SCIM 2.0 compliance shows them."""

from __future__ import annotations

from typing import Any

import pytest

from total_onboard.sandbox.provisioning.mapping.mapping import Targets
from total_onboard.sandbox.provisioning.scim.scim_resources import member_operations, new_resource, patch_operations

WORK = 'emails[type eq "work"].value'


@pytest.mark.parametrize(
    ("rfc", "operations"),
    [
        (False, [{"op": "Replace", "path": "active", "value": "False"}]),
        (True, [{"op": "replace", "path": "active", "value": False}]),
    ],
)
def test_deactivation_in_each_form_is_what_microsoft_documents(rfc: bool, operations: list[dict[str, Any]]) -> None:
    assert patch_operations({"active": "False"}, {"active": "True"}, rfc=rfc) == operations


def test_deactivation_of_microsofts_tutorial_is_the_other_reading() -> None:
    operations = patch_operations({"active": "False"}, {"active": "True"}, rfc=False, booleans="boolean")
    assert operations == [{"op": "Replace", "path": "active", "value": False}]


@pytest.mark.parametrize(
    ("rfc", "operations"),
    [
        (False, [{"op": "Remove", "path": "members", "value": [{"value": "u1091"}]}]),
        (True, [{"op": "remove", "path": 'members[value eq "u1091"]'}]),
    ],
)
def test_member_removal_in_each_form_is_what_microsoft_documents(rfc: bool, operations: list[dict[str, Any]]) -> None:
    assert member_operations([], ["u1091"], rfc=rfc) == operations


@pytest.mark.parametrize(
    ("rfc", "operations"),
    [
        (False, [{"op": "Add", "path": "nickName", "value": "Babs"}]),
        (True, [{"op": "add", "path": "nickName", "value": "Babs"}]),
    ],
)
def test_addition_in_each_form_is_what_microsoft_documents(rfc: bool, operations: list[dict[str, Any]]) -> None:
    assert patch_operations({"nickName": "Babs"}, {}, rfc=rfc) == operations


def test_several_replacements_with_flag_share_one_operation_without_path() -> None:
    found: Targets = {"displayName": "a", "name.givenName": "b", "active": "True", WORK: "c"}
    changed: Targets = {"displayName": "Bjfe", "name.givenName": "Kkom", "active": "False", WORK: "d@contoso.com"}
    assert patch_operations(changed, found, rfc=True) == [
        {"op": "replace", "path": WORK, "value": "d@contoso.com"},
        {"op": "replace", "value": {"displayName": "Bjfe", "name.givenName": "Kkom", "active": False}},
    ]


def test_several_replacements_without_flag_are_one_operation_each() -> None:
    found: Targets = {"displayName": "a", "name.givenName": "b"}
    changed: Targets = {"displayName": "Bjfe", "name.givenName": "Kkom"}
    assert patch_operations(changed, found, rfc=False) == [
        {"op": "Replace", "path": "displayName", "value": "Bjfe"},
        {"op": "Replace", "path": "name.givenName", "value": "Kkom"},
    ]


USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def test_new_user_is_what_microsoft_documents() -> None:
    values: Targets = {
        "externalId": "0a21f0f2",
        "userName": "bo@contoso.com",
        "active": "True",
        WORK: "bo@contoso.com",
        "name.formatted": "Bo Berg",
        "name.familyName": "Berg",
        "name.givenName": "Bo",
        f"{ENTERPRISE}:department": "IT",
    }
    body = new_resource("User", values)
    assert body == {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2",
        "userName": "bo@contoso.com",
        "active": True,
        "emails": [{"primary": True, "type": "work", "value": "bo@contoso.com"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "Bo Berg", "familyName": "Berg", "givenName": "Bo"},
        "roles": [],
        ENTERPRISE: {"department": "IT"},
    }


def test_new_group_is_what_microsoft_documents() -> None:
    assert new_resource("Group", {"externalId": "8aa1a0c0", "displayName": "TOTAL-Admin"}) == {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:Group",
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
        ],
        "externalId": "8aa1a0c0",
        "displayName": "TOTAL-Admin",
        "meta": {"resourceType": "Group"},
    }
