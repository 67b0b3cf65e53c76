"""The names that we read in Graph's answers, against Microsoft's description: a wrong one would be silently empty."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any, Final, get_args

import pytest
from pydantic import AliasChoices, AliasPath
from pydantic.fields import FieldInfo

from tests.support.graph_description import declared, described, schema_of
from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.resources.applications import Application, Instance, NewPassword
from total_onboard.entra.resources.conditional_access import ConditionalAccessPolicy
from total_onboard.entra.resources.directory_audits import DirectoryAudit
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.licenses import SubscribedSku
from total_onboard.entra.resources.non_secret_credentials import FederatedCredential, NonSecretCredentials
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.resources.policies import AuthorizationPolicy
from total_onboard.entra.resources.role_management import DirectoryRole, RoleAssignment, RoleDefinition
from total_onboard.entra.resources.service_principals import AppRoleAssignment, ServicePrincipal
from total_onboard.entra.resources.synchronization.models import StoredSecret, SynchronizationJob
from total_onboard.entra.resources.users import User

pytestmark = described

READ: Final[dict[type[GraphModel], str]] = {
    Application: "application",
    AppRoleAssignment: "appRoleAssignment",
    AuthorizationPolicy: "authorizationPolicy",
    NonSecretCredentials: "application",
    ConditionalAccessPolicy: "conditionalAccessPolicy",
    DirectoryAudit: "directoryAudit",
    DirectoryRole: "directoryRole",
    FederatedCredential: "federatedIdentityCredential",
    Group: "group",
    Instance: "applicationServicePrincipal",
    Member: "user",
    NewPassword: "passwordCredential",
    Organization: "organization",
    PermissionGrant: "oAuth2PermissionGrant",
    RoleAssignment: "unifiedRoleAssignment",
    RoleDefinition: "unifiedRoleDefinition",
    ServicePrincipal: "servicePrincipal",
    StoredSecret: "synchronizationSecretKeyStringValuePair",
    SubscribedSku: "subscribedSku",
    SynchronizationJob: "synchronizationJob",
    User: "user",
}


@pytest.mark.parametrize(("model", "name"), READ.items(), ids=lambda value: getattr(value, "__name__", value))
def test_every_field_that_is_read_is_one_of_microsofts(model: type[GraphModel], name: str) -> None:
    assert not list(unknown(model, schema_of(name)))


def unknown(model: type[GraphModel], schema: dict[str, Any]) -> Iterator[str]:
    """The fields that the schema does not declare, those of models within included."""
    for name, field in model.model_fields.items():
        path = path_of(name, field)
        found = reduce(property_of, path, schema)
        if not found:
            yield f"{model.__name__}: {'.'.join(path)}"
            continue
        inside = found.get("items", found)
        if declared(inside):  # what is returned with $expand alone was left out of the description that was gathered
            for inner in models_in(field.annotation):
                yield from unknown(inner, inside)


def path_of(name: str, field: FieldInfo) -> list[str]:
    """Where Graph has it; the first of several aliases is Graph's, the others are ours."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    return [str(part) for part in alias.path] if isinstance(alias, AliasPath) else [alias or name]


def property_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return declared(schema).get(name, {}) if schema else {}


def models_in(annotation: Any) -> Iterator[type[GraphModel]]:
    if isinstance(annotation, type) and issubclass(annotation, GraphModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)
