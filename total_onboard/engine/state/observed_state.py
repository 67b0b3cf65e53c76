"""Observed state: everything that was read of the tenant, as far as it concerns the setup."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.non_secret_credentials import Certificate, Credential, FederatedCredential
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.resources.service_principals import AppRoleAssignment, ServicePrincipal
from total_onboard.entra.resources.synchronization.models import NotificationSettings
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.entra.resources.users import User

_YOUNG: Final = timedelta(minutes=15)


@dataclass
class ObservedGroup:
    """One of our groups as it stands: itself, if there, its members' ids, and others that bear its name.

    ``elsewhere`` are the other applications that let its members in, by name; ``member_names`` are how people call
    the members, by id, if requested.
    """

    group: Group | None = None
    member_ids: frozenset[str] = frozenset()
    namesakes: tuple[Group, ...] = ()
    elsewhere: tuple[str, ...] = ()
    member_names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OrphanedApplication:
    """An application that this machine made while another admin's was marked first; ``untouched`` since."""

    application: Application
    untouched: bool


@dataclass
class ObservedMonitor:
    """The monitoring identity that this machine created, as far as it exists.

    ``grants`` are those of Microsoft Graph, by app role ID; ``owners`` also those of the service principal.
    """

    application: Application | None = None
    service_principal: ServicePrincipal | None = None
    certificates: tuple[Certificate, ...] = ()
    trusts: tuple[FederatedCredential, ...] = ()
    grants: dict[str, str] = field(default_factory=dict)
    all_grants: tuple[AppRoleAssignment, ...] = ()
    principal_credentials: tuple[Credential, ...] = ()
    owners: tuple[Member, ...] = ()


@dataclass
class ObservedState:
    """What was read of the tenant, kept current by the steps' ``apply``.

    ``unlisted_groups`` are groups that setup created and that aren't desired any more; ``same_named`` are other service
    principals of the same name; ``inspections`` are by object ID, of objects that the journal doesn't know;
    ``unclear_applications`` have the name of an interrupted run and may be unmanaged; ``notification_settings`` are
    None if Microsoft hides them, as it hides the values of secrets.
    """

    template_id: str = ""
    application: Application | None = None
    namesakes: tuple[Application, ...] = ()
    unclear_applications: tuple[Application, ...] = ()
    leftovers: tuple[OrphanedApplication, ...] = ()
    recycled_applications: tuple[Application, ...] = ()
    service_principal: ServicePrincipal | None = None
    same_named: tuple[ServicePrincipal, ...] = ()
    deleted_principal: ServicePrincipal | None = None
    owner_ids: frozenset[str] = frozenset()
    certificates: tuple[Certificate, ...] = ()
    federated_credentials: tuple[FederatedCredential, ...] = ()
    microsoft_graph: ServicePrincipal | None = None
    app_role_grants: tuple[AppRoleAssignment, ...] = ()
    delegated_grants: tuple[PermissionGrant, ...] = ()
    groups: dict[str, ObservedGroup] = field(default_factory=dict)
    unlisted_groups: tuple[Group, ...] = ()
    admins: tuple[User, ...] = ()
    assignments: tuple[AppRoleAssignment, ...] = ()
    job: SynchronizationJob | None = None
    other_jobs: tuple[SynchronizationJob, ...] = ()
    secret_keys: frozenset[str] = frozenset()
    are_secret_keys_assumed: bool = False
    notification_settings: NotificationSettings | None = None
    schema: dict[str, Any] | None = None
    inspections: dict[str, Inspection] = field(default_factory=dict)
    monitor: ObservedMonitor = field(default_factory=ObservedMonitor)

    @property
    def the_application(self) -> Application:
        """The application, for those who come after it exists."""
        assert self.application is not None
        return self.application

    @property
    def the_principal(self) -> ServicePrincipal:
        """Its service principal, for those who come after it exists."""
        assert self.service_principal is not None
        return self.service_principal

    @property
    def the_job(self) -> SynchronizationJob:
        """The provisioning job, for those who come after it exists."""
        assert self.job is not None
        return self.job

    def group(self, name: str) -> ObservedGroup:
        """Return what was found of the group that the sheet calls ``name``."""
        return self.groups.setdefault(name, ObservedGroup())
