"""The job of ``setup`` as a straightforward script on msgraph-sdk: one request after the other.

It is what ``benchmarks/set_up.py`` compares with. It waits for nothing, remembers nothing, asks nobody and survives no
fault.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from typing import Any
from uuid import UUID

import httpx
import msal
from kiota_abstractions.authentication import AccessTokenProvider, AllowedHostsValidator
from kiota_abstractions.authentication import BaseBearerTokenAuthenticationProvider as Bearer
from kiota_abstractions.method import Method
from msgraph.generated.application_templates.item.instantiate.instantiate_post_request_body import (
    InstantiatePostRequestBody,
)
from msgraph.generated.applications.item.add_password.add_password_post_request_body import AddPasswordPostRequestBody
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.group import Group
from msgraph.generated.models.o_auth2_permission_grant import OAuth2PermissionGrant
from msgraph.generated.models.password_credential import PasswordCredential
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.required_resource_access import RequiredResourceAccess
from msgraph.generated.models.resource_access import ResourceAccess
from msgraph.generated.models.synchronization_job import SynchronizationJob
from msgraph.generated.models.synchronization_secret import SynchronizationSecret
from msgraph.generated.models.synchronization_secret_key_string_value_pair import (
    SynchronizationSecretKeyStringValuePair as Pair,
)
from msgraph.generated.models.web_application import WebApplication
from msgraph.generated.service_principals.item.synchronization.jobs.validate_credentials import (
    validate_credentials_post_request_body as validating,
)
from msgraph.generated.service_principals.item.synchronization.secrets.secrets_put_request_body import (
    SecretsPutRequestBody,
)
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]

TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
GRAPH = "00000003-0000-0000-c000-000000000000"
MAPPED = {
    "externalId": "objectId",
    "title": "jobTitle",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "department",
}
SCOPES = (
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Group.ReadWrite.All",
    "Synchronization.ReadWrite.All",
    "User.Read.All",
)


class Token(AccessTokenProvider):  # type: ignore[misc]
    """One token, for everything."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get_authorization_token(self, uri: str, additional_authentication_context: Any = None) -> str:
        return self._token

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator([])


def said(name: str) -> str:
    return os.environ[f"TOTAL_ONBOARD_{name}"]


def signed_in() -> str:
    app = msal.PublicClientApplication(
        "14d82eec-204b-4c2f-b7e8-296a70dab67e",
        authority=f"{said('AUTHORITY_URL')}/{said('TENANT')}",
        instance_discovery=False,
        verify=said("CA_BUNDLE"),
    )
    flow = app.initiate_device_flow([f"{said('GRAPH_URL')}/{scope}" for scope in SCOPES])
    return str(app.acquire_token_by_device_flow(flow)["access_token"])


def graph_with(token: str) -> GraphServiceClient:
    context = ssl.create_default_context(cafile=said("CA_BUNDLE"))
    client = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(verify=context, timeout=100), options=options
    )
    adapter = GraphRequestAdapter(Bearer(Token(token)), client=client)
    adapter.base_url = f"{said('GRAPH_URL')}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


async def set_up(graph: Any) -> None:
    me = await graph.me.get()
    admin = await graph.users.by_user_id(said("ADMIN").split(",")[0]).get()
    permissions = await graph.service_principals_with_app_id(GRAPH).get()
    template = graph.application_templates.by_application_template_id(TEMPLATE)
    made = await template.instantiate.post(InstantiatePostRequestBody(display_name="TOTAL"))
    application = graph.applications.by_application_id(made.application.id)
    enterprise = graph.service_principals.by_service_principal_id(made.service_principal.id)

    await describe(application, permissions, me)
    await consent(graph, made.service_principal, permissions)
    secret = PasswordCredential(display_name="TOTAL integration")
    await application.add_password.post(AddPasswordPostRequestBody(password_credential=secret))
    await let_in(graph, made.service_principal, admin)
    await provision(enterprise.synchronization)


async def describe(application: Any, permissions: Any, owner: Any) -> None:
    await application.patch(Application(unique_name="total"))
    await application.patch(Application(web=WebApplication(redirect_uris=[said("REDIRECT_URI")])))
    delegated = {one.value: one.id for one in permissions.oauth2_permission_scopes}
    desired = [ResourceAccess(id=delegated[name], type="Scope") for name in ("openid", "profile", "email")]
    desired.append(ResourceAccess(id=role_in(permissions), type="Role"))
    access = RequiredResourceAccess(resource_app_id=GRAPH, resource_access=desired)
    await application.patch(Application(required_resource_access=[access]))
    await application.owners.ref.post(reference_to(owner))


async def consent(graph: Any, principal: Any, permissions: Any) -> None:
    await graph.oauth2_permission_grants.post(
        OAuth2PermissionGrant(
            client_id=principal.id,
            resource_id=permissions.id,
            consent_type="AllPrincipals",
            scope="openid profile email",
        )
    )
    enterprise = graph.service_principals.by_service_principal_id(principal.id)
    await enterprise.app_role_assignments.post(
        AppRoleAssignment(
            principal_id=UUID(principal.id), resource_id=UUID(permissions.id), app_role_id=role_in(permissions)
        )
    )


async def let_in(graph: Any, principal: Any, admin: Any) -> None:
    group = await graph.groups.post(
        Group(display_name="TOTAL-Admin", mail_nickname="total-admin", mail_enabled=False, security_enabled=True)
    )
    await graph.groups.by_group_id(group.id).members.ref.post(reference_to(admin))
    user_role = next(one.id for one in principal.app_roles if one.display_name == "User")
    enterprise = graph.service_principals.by_service_principal_id(principal.id)
    await enterprise.app_role_assigned_to.post(
        AppRoleAssignment(principal_id=UUID(group.id), resource_id=UUID(principal.id), app_role_id=user_role)
    )


def role_in(permissions: Any) -> Any:
    return next(one.id for one in permissions.app_roles if one.value == "GroupMember.Read.All")


def reference_to(person: Any) -> ReferenceCreate:
    return ReferenceCreate(odata_id=f"{said('GRAPH_URL')}/v1.0/directoryObjects/{person.id}")


async def provision(service: Any) -> None:
    await service.templates.get()
    job = await service.jobs.post(SynchronizationJob(template_id="scim"))
    pairs = [
        Pair(key=SynchronizationSecret.BaseAddress, value=said("SCIM_URL")),
        Pair(key=SynchronizationSecret.SecretToken, value=said("SCIM_TOKEN")),
        Pair(key=SynchronizationSecret.SyncAll, value="false"),
    ]
    await service.jobs.validate_credentials.post(
        validating.ValidateCredentialsPostRequestBody(template_id="scim", credentials=pairs)
    )
    await service.secrets.put(SecretsPutRequestBody(value=pairs))
    one = service.jobs.by_synchronization_job_id(job.id)
    adapter = service.request_adapter
    schema = json.loads(await adapter.send_primitive_async(one.schema.to_get_request_information(), "bytes", {}))
    replacing = one.schema.to_get_request_information()
    replacing.http_method = Method.PUT  # the SDK has no PUT here, and its own models of a schema lose something
    replacing.set_stream_content(json.dumps(with_right_rows(schema)).encode(), "application/json")
    await adapter.send_no_response_content_async(replacing, {})
    await adapter.send_primitive_async(one.schema.to_get_request_information(), "bytes", {})
    await one.start.post()


def with_right_rows(schema: Any) -> Any:
    for rule in schema["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            for attribute in mapping["attributeMappings"] if mapping["sourceObjectName"] == "User" else ():
                if source := MAPPED.get(attribute["targetAttributeName"]):
                    attribute["source"] = {
                        "type": "Attribute",
                        "name": source,
                        "expression": f"[{source}]",
                        "parameters": [],
                    }
    return {"@odata.type": "#microsoft.graph.synchronizationSchema"} | {
        name: value for name, value in schema.items() if name != "@odata.context"
    }


asyncio.run(set_up(graph_with(signed_in())))
