"""Conditional Access: the policies that decide on sign-ins, and what they demand."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from total_onboard.entra.graph.model import GraphModel

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

_EVERYBODY: Final = "All"
_DEVICE_CONTROLS: Final = frozenset({"compliantDevice", "domainJoinedDevice"})


class ConditionalUsers(GraphModel):
    """Users that a policy applies to: ids, or keywords such as ``All``."""

    include_users: tuple[str, ...] = ()
    include_groups: tuple[str, ...] = ()
    include_roles: tuple[str, ...] = ()
    exclude_users: tuple[str, ...] = ()
    exclude_groups: tuple[str, ...] = ()
    exclude_roles: tuple[str, ...] = ()


class ConditionalApplications(GraphModel):
    """Which applications a rule is about, by client id or as ``All``."""

    include_applications: tuple[str, ...] = ()
    exclude_applications: tuple[str, ...] = ()


class SignInFlows(GraphModel):
    """Which ways to sign in a rule is about, separated by commas; all if it names none."""

    transfer_methods: str = ""


class Conditions(GraphModel):
    """Conditions of a rule, as far as they can be known from here."""

    users: ConditionalUsers = ConditionalUsers()
    applications: ConditionalApplications = ConditionalApplications()
    authentication_flows: SignInFlows = SignInFlows()


class GrantControls(GraphModel):
    """Requirements of a policy for access; ``block`` lets nobody in."""

    operator: str = "OR"
    built_in_controls: tuple[str, ...] = ()


class ConditionalAccessPolicy(GraphModel):
    """One rule (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy)."""

    display_name: str = ""
    state: str = ""
    conditions: Conditions = Conditions()
    grant_controls: GrantControls = GrantControls()

    @property
    def is_on(self) -> bool:
        """Whether it is more than a trial run that is only reported."""
        return self.state == "enabled"

    @property
    def blocks_device_code(self) -> bool:
        """Whether signing in with a code is refused, by a rule about such flows."""
        flows = self.conditions.authentication_flows.transfer_methods.split(",")
        return "block" in self.grant_controls.built_in_controls and "deviceCodeFlow" in flows

    @property
    def demands_managed_device(self) -> bool:
        """Whether nothing else is accepted in place of a device that the company manages."""
        controls = set(self.grant_controls.built_in_controls)
        devices = _DEVICE_CONTROLS & controls
        return bool(devices) and (self.grant_controls.operator == "AND" or devices == controls)

    def concerns(self, user_id: str, group_ids: Collection[str], role_ids: Collection[str]) -> bool:
        """Return whether this person is included and not excluded, which wins."""
        users, names = self.conditions.users, {user_id, *group_ids, *role_ids}
        included = {*users.include_users, *users.include_groups, *users.include_roles}
        excluded = {*users.exclude_users, *users.exclude_groups, *users.exclude_roles}
        return not excluded & names and bool(included & (names | {_EVERYBODY}))

    def is_about(self, *app_ids: str) -> bool:
        """Return whether it holds for one of these applications."""
        applications = self.conditions.applications
        included, excluded = set(applications.include_applications), set(applications.exclude_applications)
        return not excluded & set(app_ids) and bool(included & {_EVERYBODY, *app_ids})


class ConditionalAccess:
    """The verb for Conditional Access. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def policies(self) -> list[ConditionalAccessPolicy]:
        """Return all of them; a tenant has at most 195 (Entra page “service limits”)."""
        builder = self._graph.client.identity.conditional_access.policies
        return await self._graph.pages(builder.to_get_request_information(), ConditionalAccessPolicy)
