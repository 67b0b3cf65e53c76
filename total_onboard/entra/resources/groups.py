"""Security groups, whose members TOTAL lets in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from total_onboard.entra.graph.model import DirectoryObject, GraphModel, Member, Moment
from total_onboard.entra.graph.odata import build_query, quoted
from total_onboard.entra.resources.service_principals import AppRoleAssignment

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

__all__ = ["FIELDS", "Group", "Groups", "Member"]

LARGEST_PAGE: Final = 999
READ_ELIGIBLE_MEMBERS: Final = "PrivilegedEligibilitySchedule.Read.AzureADGroup"
"""Permission that isn't requested, and used if the tenant has consented to it."""
MEMBERS_PER_REQUEST: Final = 20
"""What one PATCH takes (https://learn.microsoft.com/graph/api/group-post-members)."""

FIELDS: Final = (
    "id displayName uniqueName description createdDateTime securityEnabled mailEnabled isAssignableToRole "
    "onPremisesSyncEnabled membershipRule isManagementRestricted"
)
_MEMBER_FIELDS = "id displayName userPrincipalName mail accountEnabled userType jobTitle department"


class Group(GraphModel):
    """A group (https://learn.microsoft.com/graph/api/resources/group).

    ``members`` are at most :data:`MOST_EXPANDED` of the direct ones, and None if they were not asked for.
    """

    id: str
    display_name: str = ""
    unique_name: str | None = None
    description: str | None = None
    security_enabled: bool = False
    mail_enabled: bool = False
    is_assignable_to_role: bool = False
    on_premises_sync_enabled: bool = False
    is_management_restricted: bool = False
    membership_rule: str | None = None
    created_date_time: Moment | None = None
    deleted_date_time: Moment | None = None
    members: tuple[DirectoryObject, ...] | None = None


class EligibleMember(GraphModel):
    """A membership that someone could activate (Privileged Identity Management for groups)."""

    access_id: str = ""
    principal_id: str = ""
    principal: Member | None = None


class Groups:
    """The verbs for groups. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    def _by_id(self, group_id: str) -> Any:  # noqa: ANN401
        return self._graph.client.groups.by_group_id(group_id)

    async def get(self, group_id: str) -> Group | None:
        """Get by object ID; None if there is none, or none yet."""
        return await self._graph.find(
            self._by_id(group_id).to_get_request_information(build_query(select=FIELDS)), Group
        )

    async def find_by_unique_name(self, unique_name: str) -> Group | None:
        """Find by the unique name, the alternate key that is immutable once set; its first members are included."""
        builder = self._graph.client.groups_with_unique_name(unique_name)
        query = build_query(select=FIELDS, expand="members($select=id)")
        return await self._graph.find(builder.to_get_request_information(query), Group)

    async def list_named(self, display_name: str) -> list[Group]:
        """Return all that bear this name, which is not unique."""
        where = f"displayName eq {quoted(display_name)}"
        request = self._graph.client.groups.to_get_request_information(build_query(select=FIELDS, where=where))
        return await self._graph.pages(request, Group)

    async def upsert(self, unique_name: str, display_name: str, description: str, mail_nickname: str) -> Group | None:
        """Make sure of a security group under this mark; repeating it makes no second one, and answers None.

        Source: https://learn.microsoft.com/graph/api/group-upsert
        """
        from msgraph.generated.models.group import Group as Body

        body = Body(
            display_name=display_name,
            description=description,
            mail_nickname=mail_nickname,
            mail_enabled=False,
            security_enabled=True,
        )
        request = self._graph.client.groups_with_unique_name(unique_name).to_patch_request_information(body)
        request.headers.try_add("Prefer", "create-if-missing")
        return await self._graph.write_and_read(request, Group)

    async def set_unique_name(self, group_id: str, unique_name: str) -> None:
        """Give a group its unique name; possible once."""
        from msgraph.generated.models.group import Group as Body

        await self._graph.write(self._by_id(group_id).to_patch_request_information(Body(unique_name=unique_name)))

    async def members(self, group_id: str) -> list[Member]:
        """Return the direct members."""
        query = build_query(select=_MEMBER_FIELDS, top=LARGEST_PAGE)
        request = self._by_id(group_id).members.to_get_request_information(query)
        return await self._graph.pages(request, Member)

    async def first_members(self, group_id: str) -> list[Member]:
        """List as many direct members as fit into one answer: 999."""
        query = build_query(select=_MEMBER_FIELDS, top=LARGEST_PAGE)
        return await self._graph.first_page(self._by_id(group_id).members.to_get_request_information(query), Member)

    async def eligible_members(self, group_id: str) -> list[Member]:
        """Return who could activate a membership; those who did are members, too.

        Source: https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityscheduleinstances
        """
        builder = self._graph.client.identity_governance.privileged_access.group.eligibility_schedule_instances
        query = build_query(where=f"groupId eq {quoted(group_id)}", expand="principal")
        found = await self._graph.pages(builder.to_get_request_information(query), EligibleMember)
        return [one.principal or Member(id=one.principal_id) for one in found if one.access_id == "member"]

    async def owners(self, group_id: str) -> list[Member]:
        """List the owners, who can change its members without any role; 100 at most."""
        request = self._by_id(group_id).owners.to_get_request_information(build_query(select=_MEMBER_FIELDS))
        return await self._graph.pages(request, Member)

    async def my_groups(self) -> list[Group]:
        """Return the groups that the one who signed in is a member of, also through other groups."""
        query = build_query(select="id displayName isAssignableToRole", top=LARGEST_PAGE)
        builder = self._graph.client.me.transitive_member_of.graph_group
        return await self._graph.pages(builder.to_get_request_information(query), Group)

    async def transitive_members(self, group_id: str) -> list[Member]:
        """Return the direct members, and those of the groups within the group."""
        query = build_query(select=_MEMBER_FIELDS, top=LARGEST_PAGE)
        request = self._by_id(group_id).transitive_members.to_get_request_information(query)
        return await self._graph.pages(request, Member)

    async def assigned_to(self, group_id: str) -> list[AppRoleAssignment]:
        """Return the applications that the members get into through this group."""
        request = self._by_id(group_id).app_role_assignments.to_get_request_information()
        return await self._graph.pages(request, AppRoleAssignment)

    async def add_members(self, group_id: str, user_ids: Sequence[str]) -> None:
        """Add members, twenty at a time; if one of them is in already, Graph refuses his whole batch."""
        from msgraph.generated.models.group import Group as Body

        for start in range(0, len(user_ids), MEMBERS_PER_REQUEST):
            batch = user_ids[start : start + MEMBERS_PER_REQUEST]
            body = Body(additional_data={"members@odata.bind": [self._graph.reference_to(one) for one in batch]})
            await self._graph.write(self._by_id(group_id).to_patch_request_information(body))

    async def remove_member(self, group_id: str, user_id: str) -> None:
        """Remove a direct member; who is none is left alone."""
        member = self._by_id(group_id).members.by_directory_object_id(user_id)
        await self._graph.remove(member.ref.to_delete_request_information())

    async def delete(self, group_id: str) -> None:
        """Delete it; for thirty days it can be restored, and its mark stays taken."""
        await self._graph.remove(self._by_id(group_id).to_delete_request_information())
