"""The tenant's rules: for applications and their secrets, for what people may do, for how they prove who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import AliasChoices, AliasPath, Field

from total_onboard.entra.graph.model import GraphModel, Moment

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class CredentialRestriction(GraphModel):
    """One rule of a ``restriction_type`` such as ``passwordAddition`` or ``asymmetricKeyLifetime``.

    ``max_lifetime`` comes as an ISO 8601 duration such as ``P180D``.
    """

    restriction_type: str
    state: str = "enabled"
    max_lifetime: timedelta | None = None
    restrict_for_apps_created_after: Moment | None = Field(
        default=None,
        validation_alias=AliasChoices("restrictForAppsCreatedAfterDateTime", "restrict_for_apps_created_after"),
    )


class AppManagementPolicy(GraphModel):
    """The default policy for applications without a specific one, or one application's specific policy."""

    is_enabled: bool = False
    password_restrictions: tuple[CredentialRestriction, ...] = Field(
        default=(),
        validation_alias=AliasChoices(
            AliasPath("applicationRestrictions", "passwordCredentials"),
            AliasPath("restrictions", "passwordCredentials"),
            "password_restrictions",
        ),
    )
    key_restrictions: tuple[CredentialRestriction, ...] = Field(
        default=(),
        validation_alias=AliasChoices(
            AliasPath("applicationRestrictions", "keyCredentials"),
            AliasPath("restrictions", "keyCredentials"),
            "key_restrictions",
        ),
    )


class MemberRights(GraphModel):
    """Permissions of every member of the tenant; the policies say what people may consent to for themselves."""

    allowed_to_create_apps: bool = False
    permission_grant_policies_assigned: tuple[str, ...] = ()


class AuthorizationPolicy(GraphModel):
    """Permissions of people without any role."""

    default_user_role_permissions: MemberRights = MemberRights()


class _SecurityDefaults(GraphModel):
    is_enabled: bool = False


class Policies:
    """The verb for policies. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def default_app_management_policy(self) -> AppManagementPolicy:
        """Return the tenant-wide policy, which exists, disabled, even if nobody ever made one."""
        request = self._graph.client.policies.default_app_management_policy.to_get_request_information()
        return await self._graph.read(request, AppManagementPolicy)

    async def app_management_policies_of(self, application_id: str) -> list[AppManagementPolicy]:
        """Return an application's own, which count instead of the tenant's; at most one."""
        builder = self._graph.client.applications.by_application_id(application_id).app_management_policies
        return await self._graph.pages(builder.to_get_request_information(), AppManagementPolicy)

    async def authorization_policy(self) -> AuthorizationPolicy:
        """Return what people may do without a role."""
        request = self._graph.client.policies.authorization_policy.to_get_request_information()
        return await self._graph.read(request, AuthorizationPolicy)

    async def security_defaults(self) -> bool:
        """Return whether Microsoft's own rules for signing in hold here.

        Source: https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get
        """
        builder = self._graph.client.policies.identity_security_defaults_enforcement_policy
        return (await self._graph.read(builder.to_get_request_information(), _SecurityDefaults)).is_enabled
