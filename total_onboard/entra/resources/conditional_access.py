"""Conditional Access: the policies that decide on sign-ins, and what they demand."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from total_onboard.entra.graph.model import GraphModel

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

_EVERYBODY: Final = "All"
_DEVICE_CONTROLS: Final = frozenset({"compliantDevice", "domainJoinedDevice"})
_MOBILE_APP_CONTROLS: Final = frozenset({"approvedApplication", "compliantApplication"})
_OUR_CLIENT_TYPES: Final = frozenset({"all", "mobileAppsAndDesktopClients"})
_OUR_PLATFORMS: Final = frozenset({"all", "windows", "macOS", "linux"})


class ConditionalUsers(GraphModel):
    """Users that a policy applies to: ids, or keywords such as ``All``."""

    include_users: tuple[str, ...] = ()
    include_groups: tuple[str, ...] = ()
    include_roles: tuple[str, ...] = ()
    exclude_users: tuple[str, ...] = ()
    exclude_groups: tuple[str, ...] = ()
    exclude_roles: tuple[str, ...] = ()


class ConditionalApplications(GraphModel):
    """Which applications a rule is about, by client ID or as ``All``."""

    include_applications: tuple[str, ...] = ()
    exclude_applications: tuple[str, ...] = ()


class SignInFlows(GraphModel):
    """Which ways to sign in a rule is about, separated by commas; all if it names none."""

    transfer_methods: str = ""


class Platforms(GraphModel):
    """Operating systems that a policy is about; all if it names none."""

    include_platforms: tuple[str, ...] = ()


class Conditions(GraphModel):
    """Conditions of a rule, as far as they can be known from here."""

    client_app_types: tuple[str, ...] = ()
    platforms: Platforms = Platforms()
    users: ConditionalUsers = ConditionalUsers()
    applications: ConditionalApplications = ConditionalApplications()
    authentication_flows: SignInFlows = SignInFlows()


class AuthenticationStrength(GraphModel):
    """Set of methods, one of which the person must use."""

    display_name: str = ""


class GrantControls(GraphModel):
    """Requirements of a policy for access; ``block`` lets nobody in."""

    operator: str = "OR"
    built_in_controls: tuple[str, ...] = ()
    authentication_strength: AuthenticationStrength | None = None
    terms_of_use: tuple[str, ...] = ()


class SignInFrequency(GraphModel):
    """How often a person has to sign in again: every so many hours or days, or every time."""

    is_enabled: bool = False
    frequency_interval: str = ""
    type: str = ""
    value: int | None = None


class SessionControls(GraphModel):
    """What a policy limits after the sign-in."""

    sign_in_frequency: SignInFrequency = SignInFrequency()


class ConditionalAccessPolicy(GraphModel):
    """One rule (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy)."""

    display_name: str = ""
    state: str = ""
    conditions: Conditions = Conditions()
    grant_controls: GrantControls = GrantControls()
    session_controls: SessionControls = SessionControls()

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
        return self._accepts_only(_DEVICE_CONTROLS, besides=_MOBILE_APP_CONTROLS)

    @property
    def demands_mobile_app(self) -> bool:
        """Whether only apps are accepted that Microsoft approved for phones and tablets."""
        return self._accepts_only(_MOBILE_APP_CONTROLS)

    def _accepts_only(self, some: frozenset[str], besides: frozenset[str] = frozenset()) -> bool:
        """Return whether nothing but these controls meets the policy; those ``besides`` can't be met here."""
        grant = self.grant_controls
        controls = set(grant.built_in_controls) - besides
        others = bool(controls - some or grant.authentication_strength or grant.terms_of_use)
        return bool(some & controls) and (grant.operator == "AND" or not others)

    @property
    def strength(self) -> str:
        """The authentication strength that it requires, by name; empty if none."""
        strength = self.grant_controls.authentication_strength
        return (strength.display_name or "an authentication strength") if strength else ""

    @property
    def new_sign_in(self) -> str:
        """How often it wants a new sign-in, as “every 4 hours”; empty if it doesn't."""
        often = self.session_controls.sign_in_frequency
        if not often.is_enabled:
            return ""
        return f"every {often.value} {often.type}" if often.value else "every time"

    def concerns(self, user_id: str, group_ids: Collection[str], role_ids: Collection[str]) -> bool:
        """Return whether this person is included and not excluded, which wins."""
        users, names = self.conditions.users, {user_id, *group_ids, *role_ids}
        included = {*users.include_users, *users.include_groups, *users.include_roles}
        excluded = {*users.exclude_users, *users.exclude_groups, *users.exclude_roles}
        return not excluded & names and bool(included & (names | {_EVERYBODY}))

    def is_about(self, *app_ids: str) -> bool:
        """Return whether it holds for one of these applications, as a program on a desktop system."""
        conditions, applications = self.conditions, self.conditions.applications
        if conditions.client_app_types and not _OUR_CLIENT_TYPES & set(conditions.client_app_types):
            return False
        if conditions.platforms.include_platforms and not _OUR_PLATFORMS & set(conditions.platforms.include_platforms):
            return False
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
