"""The configuration of ``export`` is what both providers document, and has what every step sends."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.terraform.exported_configuration import (
    DESIRED,
    ExportedConfiguration,
    arguments,
    blocks_in,
    is_reference,
    leaves,
    nested,
    parsed,
)
from tests.support.total_credentials import choice
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.engine.export.declared_request import SCIM_TOKEN
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects
from total_onboard.entra.clouds import CloudName

DOCUMENTED: Final = tomllib.loads(Path(__file__).with_name("providers.toml").read_text("utf-8"))
OF_TERRAFORM: Final = {"count", "depends_on", "lifecycle"}
IMPLIED: Final = {"AllPrincipals", "Scope", "Role"}
"""Said by the resource and its arguments: a grant without a user is for all, scopes and roles are apart."""
SOME_ID: Final = "11111111-2222-3333-4444-555555555555"
EXISTING: Final = ExistingObjects(SOME_ID, {"group_1": SOME_ID})
TWO_GROUPS: Final = (DesiredGroup(name="TOTAL-Admin", role="admin"), DesiredGroup(name="TOTAL-Users", role="user"))
CONFIGURATIONS: Final = {
    "everything": ExportedConfiguration(),
    "two groups": ExportedConfiguration(DESIRED.model_copy(update={"groups": TWO_GROUPS})),
    "without SCIM": ExportedConfiguration(DESIRED.model_copy(update={"scim": None})),
    "certificate": ExportedConfiguration(DESIRED.model_copy(update={"credential": choice("certificate")})),
    "federated": ExportedConfiguration(DESIRED.model_copy(update={"credential": choice("federated")})),
    "existing objects": ExportedConfiguration(existing=EXISTING),
}
each_configuration = pytest.mark.parametrize("exported", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
HOSTILE: Final = (
    '${file("/etc/passwd")}',
    '$${file("/etc/passwd")}',
    "%{ for x in [1] }%{ endfor }",
    '"\n}\nresource "x" "y" {}\n',
    "back\\slash\\",
    "\\${x}",
    "tab\there\r\u2028\u202e\U0001f600\U000e0001",
    "*/ # // <<EOT\nEOT",
)


_OF_CERTIFICATES: Final = {"Verify", *DESIRED.secret_name.split()}
"""What the resource of a certificate has no argument for: its use, which is the only one, and its name."""


def allowed(documented: dict[str, Any]) -> set[str]:
    return {*documented["required"], *documented["optional"]}


@each_configuration
@pytest.mark.parametrize("kind", ["resource", "data"])
def test_blocks_have_only_documented_and_all_required_arguments(exported: ExportedConfiguration, kind: str) -> None:
    found = list(exported.blocks(kind))
    assert found
    for type_, label, content in found:
        documented = DOCUMENTED[kind][type_]
        names = set(arguments(content)) - OF_TERRAFORM
        assert names <= allowed(documented), label
        assert set(documented["required"]) <= names, label
        for name, blocks in nested(content).items():
            assert name in OF_TERRAFORM or all(
                set(arguments(one)) == set(documented["blocks"][name]["required"]) for one in blocks
            )


@each_configuration
def test_provider_blocks_have_only_documented_arguments(exported: ExportedConfiguration) -> None:
    for one in parsed(exported.text)["provider"]:
        for name, content in one.items():
            assert set(arguments(content)) <= allowed(DOCUMENTED["provider"][name])


@each_configuration
def test_each_request_of_a_step_becomes_a_resource_with_its_values(exported: ExportedConfiguration) -> None:
    for purpose, request, part in exported.requests():
        shown = [text for _, _, content in blocks_in(part, "resource") for text in leaves(content)]
        sent = {text for text in leaves(request.body) if not text.startswith("#microsoft.graph")} - IMPLIED
        plain = {text for text in sent if not is_reference(text, exported.source)}
        words = {word for text in plain for word in ([text] if text in shown else text.split())}
        assert shown, purpose
        not_taken = _OF_CERTIFICATES if "keyCredentials" in str(request.body) else set()
        assert words - set(shown) - not_taken == set(), purpose


@each_configuration
def test_each_expression_names_a_block_that_exists(exported: ExportedConfiguration) -> None:
    known = {f"{type_}.{label}" for type_, label, _ in exported.blocks("resource")}
    known |= {f"data.{type_}.{label}" for type_, label, _ in exported.blocks("data")}
    lines = [line for line in exported.text.splitlines() if not line.lstrip().startswith("#")]
    named = set(re.findall(r"(?<![\"\w.])(?:data\.)?(?:azuread|msgraph)_\w+\.\w+", "\n".join(lines)))
    assert named
    assert named - known == set()
    assert not any(reference in exported.text for reference in exported.source.references())


@each_configuration
def test_dependencies_contain_no_circle(exported: ExportedConfiguration) -> None:
    needs = {
        address: set(re.findall(r"(?:data\.)?(?:azuread|msgraph)_\w+\.\w+", str(content)))
        for kind in ("resource", "data")
        for type_, label, content in exported.blocks(kind)
        for address in [f"{'data.' if kind == 'data' else ''}{type_}.{label}"]
    }
    while ready := [address for address, others in needs.items() if not others & needs.keys()]:
        for address in ready:
            del needs[address]
    assert needs == {}


def test_start_waits_for_members_assignment_credentials_and_mapping() -> None:
    content = next(one for _, label, one in ExportedConfiguration().blocks("resource") if label == "start")
    waited = {re.sub(r"_\d+$", "", one.strip("${}").split(".")[1]) for one in content["depends_on"]}
    assert waited == {"members", "assignment", "scim_credentials", "attribute_mapping"}
    assert "scim_token_stored" in content["count"]


def test_secrets_are_made_only_if_the_state_may_contain_them() -> None:
    exported = ExportedConfiguration()
    holding = [one for _, _, one in exported.blocks("resource") if "var.scim_token}" in str(one) or "end_date" in one]
    assert [one["count"] for one in holding] == ["${var.secrets_in_state ? 1 : 0}"] * 3
    assert SCIM_TOKEN not in exported.text
    variables = {name: one for each in parsed(exported.text)["variable"] for name, one in each.items()}
    assert variables["scim_token"]["sensitive"] is True
    assert "default" not in variables["secrets_in_state"]


def test_configuration_without_scim_neither_tests_nor_starts_and_says_so() -> None:
    text = CONFIGURATIONS["without SCIM"].text
    labels = {label for _, label, _ in blocks_in(text, "resource")}
    assert labels.isdisjoint({"scim_credentials", "start"})
    assert "provisioning waits for the SCIM address" in text
    assert "var.scim" not in text


def test_existing_objects_become_import_blocks() -> None:
    blocks = parsed(CONFIGURATIONS["existing objects"].text)["import"]
    assert [one["to"] for one in blocks] == [
        "${azuread_application_from_template.application}",
        "${azuread_group.group_1}",
    ]
    assert blocks[1]["id"] == f"/groups/{SOME_ID}"


def test_import_blocks_without_ids_are_comments() -> None:
    text = ExportedConfiguration().text
    assert "import" not in parsed(text)
    uncommented = re.sub("^# ", "", text[text.index("# import {") :], flags=re.MULTILINE)
    assert len(parsed(uncommented)["import"]) == 3


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_texts(value: str) -> None:
    plain = ExportedConfiguration()
    given = {
        "application_name": value,
        "redirect_uris": (value,),
        "notification_emails": (value,),
        "admins": (value,) * 2,
    }
    hostile = ExportedConfiguration(DESIRED.model_copy(update=given))
    shape = [(type_, label) for type_, label, _ in plain.blocks("resource")]
    expected = [one for one in shape if one[1] != "redirect_uris"]
    assert [(type_, label) for type_, label, _ in hostile.blocks("resource") if label != "redirect_uris"] == expected
    contents = {label: content for _, label, content in hostile.blocks("resource")}
    people = [content for _, label, content in hostile.blocks("data") if label.startswith("admin_")]
    assert [one["lifecycle"][0]["postcondition"][0]["error_message"] for one in people] == [
        f"Nobody is called {value}."
    ] * 2
    assert contents["application"]["display_name"] == value
    assert contents["redirect_uris"]["redirect_uris"] == [value]
    assert contents["notification_emails"]["body"]["notificationEmailAddresses"] == [value]


@pytest.mark.parametrize(
    ("cloud", "environment"),
    [
        (CloudName.GLOBAL, "global"),
        (CloudName.US_GOV, "usgovernmentl4"),
        (CloudName.US_GOV_DOD, "usgovernmentl5"),
        (CloudName.CHINA, "china"),
    ],
)
def test_providers_get_the_environment_of_the_cloud(cloud: CloudName, environment: str) -> None:
    providers = parsed(ExportedConfiguration(cloud=cloud).text)["provider"]
    assert [one["environment"] for each in providers for one in each.values()] == [environment] * 2
