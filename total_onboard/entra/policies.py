"""The tenant's rules for applications: whether they may have secrets, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import AliasChoices, AliasPath, Field

from total_onboard.entra.graph_model import GraphModel

if TYPE_CHECKING:
    from total_onboard.entra.graph import Graph


class PasswordRestriction(GraphModel):
    """One rule; ``restriction_type`` is ``passwordAddition``, ``passwordLifetime`` or another.

    ``max_lifetime`` comes as an ISO 8601 duration such as ``P180D``.
    """

    restriction_type: str
    state: str = "enabled"
    max_lifetime: timedelta | None = None
    restrict_for_apps_created_after: datetime | None = Field(
        default=None,
        validation_alias=AliasChoices("restrictForAppsCreatedAfterDateTime", "restrict_for_apps_created_after"),
    )


class AppManagementPolicy(GraphModel):
    """The policy for all applications that have none of their own."""

    is_enabled: bool = False
    password_restrictions: tuple[PasswordRestriction, ...] = Field(
        default=(),
        validation_alias=AliasChoices(
            AliasPath("applicationRestrictions", "passwordCredentials"), "password_restrictions"
        ),
    )


class Policies:
    """The verb for policies. May raise :class:`GraphError`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def default_app_management_policy(self) -> AppManagementPolicy:
        """The tenant-wide policy, which exists, disabled, even where nobody ever made one."""
        request = self._graph.client.policies.default_app_management_policy.to_get_request_information()
        return await self._graph.read(request, AppManagementPolicy)
