"""Active and eligible roles of a person, their scope, and what they allow."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import Field

from total_onboard.entra.graph.errors import BadRequest, Forbidden
from total_onboard.entra.graph.model import GraphModel, Moment
from total_onboard.entra.graph.odata import build_query, quoted
from total_onboard.entra.role_ids import WELL_KNOWN_ACTIONS, WELL_KNOWN_NAMES

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


WHOLE_TENANT: Final = "/"
_IN_ONE_QUESTION: Final = 15
"""How many values ``in`` takes (https://learn.microsoft.com/graph/filter-query-parameter)."""
_NO_PIM: Final = "AadPremiumLicenseRequired"
_ACTIVATED: Final = "Activated"
_LIMIT_RULE: Final = "Expiration_EndUser_Assignment"


class RolePermission(GraphModel):
    """Actions that a role allows; with a ``condition`` only on some objects, such as those that one owns."""

    allowed_resource_actions: tuple[str, ...] = ()
    condition: str | None = None


class RoleDefinition(GraphModel):
    """A role, built-in or the tenant's own; a built-in one has the id of its template."""

    id: str
    display_name: str = ""
    is_enabled: bool = True
    role_permissions: tuple[RolePermission, ...] = ()

    @property
    def actions(self) -> frozenset[str]:
        """What it allows on every object within its scope."""
        every = (each for each in self.role_permissions if each.condition is None)
        return frozenset(action for each in every if self.is_enabled for action in each.allowed_resource_actions)


class Holder(GraphModel):
    """Principal that a role was assigned to."""

    id: str
    odata_type: str = Field(default="", alias="@odata.type")
    display_name: str = ""
    user_principal_name: str = ""


class RoleAssignment(GraphModel):
    """A role given to a person or a group; ``directory_scope_id`` names the objects on which it counts."""

    principal_id: str = ""
    role_definition_id: str
    directory_scope_id: str = WHOLE_TENANT
    role_definition: RoleDefinition | None = None
    principal: Holder | None = None

    @property
    def is_tenant_wide(self) -> bool:
        """Whether it counts everywhere, not only within an administrative unit or on one object."""
        return self.directory_scope_id == WHOLE_TENANT

    @property
    def is_of_unit(self) -> bool:
        """Whether it counts within one administrative unit alone."""
        return self.directory_scope_id.startswith("/administrativeUnits/")

    @property
    def name(self) -> str:
        """The role's name, else its id."""
        named = self.role_definition and self.role_definition.display_name
        return named or WELL_KNOWN_NAMES.get(self.role_definition_id, self.role_definition_id)

    @property
    def actions(self) -> frozenset[str]:
        """What the role allows; of a built-in role what is known of it, if the answer doesn't say."""
        definition = self.role_definition
        if definition and definition.role_permissions:
            return definition.actions
        return WELL_KNOWN_ACTIONS.get(self.role_definition_id, frozenset())


class TimedRole(RoleAssignment):
    """Eligible or active role of a person; ``assignment_type`` is then ``Activated``."""

    end_date_time: Moment | None = None
    assignment_type: str = ""

    @property
    def was_activated(self) -> bool:
        """Whether a person activated it, so that it expires."""
        return self.assignment_type == _ACTIVATED


class _Rule(GraphModel):
    id: str = ""
    maximum_duration: timedelta | None = None


class _Rules(GraphModel):
    rules: tuple[_Rule, ...] = ()


class _PolicyAssignment(GraphModel):
    role_definition_id: str = ""
    policy: _Rules = _Rules()


class RoleManagement:
    """The verbs for roles, which all read. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def held_by(self, principal_ids: Sequence[str]) -> list[RoleAssignment]:
        """Return what these people and groups hold now, custom roles and those of administrative units too.

        Source: https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
        """
        some = [principal_ids[at : at + _IN_ONE_QUESTION] for at in range(0, len(principal_ids), _IN_ONE_QUESTION)]
        found = await asyncio.gather(*(self._assignments("principalId", each, "roleDefinition") for each in some))
        return [assignment for each in found for assignment in each]

    async def holders_of(self, role_ids: Sequence[str]) -> list[RoleAssignment]:
        """Return who holds one of these roles, each with a name."""
        return await self._assignments("roleDefinitionId", role_ids, "principal")

    async def _assignments(self, name: str, values: Sequence[str], expand: str) -> list[RoleAssignment]:
        query = build_query(where=f"{name} in ({', '.join(map(quoted, values))})", expand=expand)
        builder = self._graph.client.role_management.directory.role_assignments
        return await self._graph.pages(builder.to_get_request_information(query), RoleAssignment)

    async def eligible_for_me(self) -> list[TimedRole]:
        """Return roles that could be activated, directly or as a member of a group; none without a license for it.

        Source: https://learn.microsoft.com/graph/api/unifiedroleeligibilityscheduleinstance-filterbycurrentuser
        """
        instances = self._graph.client.role_management.directory.role_eligibility_schedule_instances
        return await self._timed(instances)

    async def active_for_me(self) -> list[TimedRole]:
        """Return roles that Privileged Identity Management knows to be active, and until when.

        Source: https://learn.microsoft.com/graph/api/unifiedroleassignmentscheduleinstance-filterbycurrentuser
        """
        instances = self._graph.client.role_management.directory.role_assignment_schedule_instances
        return await self._timed(instances)

    async def _timed(self, instances: Any) -> list[TimedRole]:  # noqa: ANN401
        builder = instances.filter_by_current_user_with_on("principal")
        try:
            query = build_query(expand="roleDefinition")
            return await self._graph.pages(builder.to_get_request_information(query), TimedRole)
        except (BadRequest, Forbidden) as error:
            if error.graph_code == _NO_PIM:
                return []
            raise

    async def longest_activation(self, role_id: str) -> timedelta | None:
        """Return how long a role can be activated at a time; None if its policy does not tell.

        Source: https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments
        """
        where = f"scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq {quoted(role_id)}"
        query = build_query(where=where, expand="policy($expand=rules)")
        builder = self._graph.client.policies.role_management_policy_assignments
        found = await self._graph.pages(builder.to_get_request_information(query), _PolicyAssignment)
        limits = (rule.maximum_duration for each in found for rule in each.policy.rules if rule.id == _LIMIT_RULE)
        return next(limits, None)


class DirectoryRole(GraphModel):
    """An active role; ``role_template_id`` is the same in every tenant, empty if the token may not read it."""

    role_template_id: str = ""
    display_name: str | None = None

    @property
    def assignment(self) -> RoleAssignment:
        """The role as one that counts in the whole tenant: a listing has no others."""
        definition = RoleDefinition(id=self.role_template_id, display_name=self.display_name or "")
        return RoleAssignment(role_definition_id=self.role_template_id, role_definition=definition)


class DirectoryRoles:
    """The verb for directory roles. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def active_for_me(self) -> list[DirectoryRole]:
        """List roles held directly or through a group, without roles that are only eligible in PIM."""
        builder = self._graph.client.me.transitive_member_of.graph_directory_role
        query = build_query(select="id displayName roleTemplateId")
        return await self._graph.pages(builder.to_get_request_information(query), DirectoryRole)
