"""One tenant, as the steps and the checks see it: verbs in the field's words, no HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.entra.clouds import Cloud
from total_onboard.entra.http.call_record import CallRecord, ignore_call
from total_onboard.entra.resources.application_templates import ApplicationTemplates
from total_onboard.entra.resources.applications import Applications
from total_onboard.entra.resources.certificates_and_federation import ApplicationCredentials
from total_onboard.entra.resources.conditional_access import ConditionalAccess
from total_onboard.entra.resources.deleted_items import DeletedItems
from total_onboard.entra.resources.directory_audits import DirectoryAudits
from total_onboard.entra.resources.groups import Groups
from total_onboard.entra.resources.licenses import Licenses
from total_onboard.entra.resources.non_secret_credentials import OtherCredentials
from total_onboard.entra.resources.organization import Organizations
from total_onboard.entra.resources.permission_grants import PermissionGrants
from total_onboard.entra.resources.policies import Policies
from total_onboard.entra.resources.registrations_without_template import AppRegistrations
from total_onboard.entra.resources.role_management import DirectoryRoles, RoleManagement
from total_onboard.entra.resources.service_principals import ServicePrincipals
from total_onboard.entra.resources.synchronization.requests import Synchronization
from total_onboard.entra.resources.users import Users
from total_onboard.entra.sign_in.session import TokenSource

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


@dataclass(frozen=True)
class TenantClient:
    """Everything that can be asked of Microsoft Graph here, by resource."""

    cloud: Cloud
    applications: Applications
    application_credentials: ApplicationCredentials
    app_registrations: AppRegistrations
    application_templates: ApplicationTemplates
    service_principals: ServicePrincipals
    other_credentials: OtherCredentials
    permission_grants: PermissionGrants
    groups: Groups
    deleted_items: DeletedItems
    users: Users
    organization: Organizations
    licences: Licenses
    directory_roles: DirectoryRoles
    role_management: RoleManagement
    directory_audits: DirectoryAudits
    policies: Policies
    conditional_access: ConditionalAccess
    synchronization: Synchronization


@asynccontextmanager
async def connect(
    cloud: Cloud,
    session: TokenSource,
    *,
    ca_bundle: Path | None = None,
    on_throttled: Callable[[float], None] | None = None,
    on_call: Callable[[CallRecord], None] = ignore_call,
) -> AsyncIterator[TenantClient]:
    """Open the gateway to a cloud's Graph with the tokens of ``session``, and close it at the end.

    ``on_throttled`` hears how many seconds Microsoft asked us to wait, ``on_call`` of every request that goes
    over the wire.
    """
    from total_onboard.entra.graph.client import GraphClient, ignore_throttling

    graph = GraphClient(
        cloud, session, ca_bundle=ca_bundle, on_throttled=on_throttled or ignore_throttling, on_call=on_call
    )
    try:
        yield tenant_over(graph)
    finally:
        await graph.close()


def tenant_over(graph: GraphClient) -> TenantClient:
    """Return the verbs over one gateway."""
    return TenantClient(
        cloud=graph.cloud,
        applications=Applications(graph),
        application_credentials=ApplicationCredentials(graph),
        app_registrations=AppRegistrations(graph),
        application_templates=ApplicationTemplates(graph),
        service_principals=ServicePrincipals(graph),
        other_credentials=OtherCredentials(graph),
        permission_grants=PermissionGrants(graph),
        groups=Groups(graph),
        deleted_items=DeletedItems(graph),
        users=Users(graph),
        organization=Organizations(graph),
        licences=Licenses(graph),
        directory_roles=DirectoryRoles(graph),
        role_management=RoleManagement(graph),
        directory_audits=DirectoryAudits(graph),
        policies=Policies(graph),
        conditional_access=ConditionalAccess(graph),
        synchronization=Synchronization(graph),
    )
