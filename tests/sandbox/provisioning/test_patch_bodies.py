"""The bodies of PATCH, as Microsoft's page on known issues with SCIM 2.0 compliance shows them."""

from __future__ import annotations

from typing import Any

import pytest

from total_onboard.sandbox.provisioning.mapping.mapping import Targets
from total_onboard.sandbox.provisioning.scim.scim_resources import member_operations, patch_operations

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
