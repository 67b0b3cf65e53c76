"""Observed state: everything that was read of the tenant, as far as it concerns the setup."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from total_onboard.engine.access.secret_policy import ClientSecretPolicy
from total_onboard.engine.inspection.contents import Baseline, Inspection
from total_onboard.engine.journal.entry import Addition
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.permission_grants import PermissionGrant
from total_onboard.entra.resources.service_principals import AppRoleAssignment, ServicePrincipal
from total_onboard.entra.resources.synchronization import SynchronizationJob
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
class ObservedState:
    """State that the steps' ``observe`` fills and their ``apply`` updates; a plan is a function of it alone.

    ``is_new`` says that this run created the application, so that nothing of it exists which this run did not create;
    ``groups_beyond`` are groups that a setup created and that are not desired;
    ``same_named`` are service principals of its name other than its own. ``credentials_are_new`` and ``restarted`` say
    what this run did, because the job shows it only later; ``in_removal_test`` is the id of a person an interrupted
    removal test may have left in the admin group; ``delivered_key_ids`` are the client secrets that were delivered from
    here, the oldest first; ``baselines`` and ``inspections`` are by the object's id, the latter of objects that are not
    known by the journal; ``doubtful`` have the name of an interrupted run, and may belong to others; ``first_asked``
    is when something was first requested that has no receipt, by step and mark; ``accounts`` ran this tool here;
    ``deletable`` are the IDs that were named together with ``--delete-adopted``.
    """

    now: datetime
    organization: Organization
    me: User
    roles: frozenset[str]
    me_is_listed: bool = True
    authority_url: str = ""
    cloud_name: str = ""
    templates: tuple[str, ...] = ()
    template_id: str = ""
    application: Application | None = None
    namesakes: tuple[Application, ...] = ()
    attempts: dict[str, str] = field(default_factory=dict)
    begun: frozenset[str] = frozenset()
    begun_groups: frozenset[str] = frozenset()
    doubtful: tuple[Application, ...] = ()
    first_asked: dict[tuple[str, str], datetime] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()
    leftovers: tuple[OrphanedApplication, ...] = ()
    recycled_applications: tuple[Application, ...] = ()
    is_new: bool = False
    service_principal: ServicePrincipal | None = None
    same_named: tuple[ServicePrincipal, ...] = ()
    deleted_principal: ServicePrincipal | None = None
    owner_ids: frozenset[str] = frozenset()
    microsoft_graph: ServicePrincipal | None = None
    app_role_grants: tuple[AppRoleAssignment, ...] = ()
    delegated_grants: tuple[PermissionGrant, ...] = ()
    groups: dict[str, ObservedGroup] = field(default_factory=dict)
    groups_beyond: tuple[Group, ...] = ()
    admins: tuple[User, ...] = ()
    assignments: tuple[AppRoleAssignment, ...] = ()
    job: SynchronizationJob | None = None
    other_jobs: tuple[SynchronizationJob, ...] = ()
    secret_keys: frozenset[str] = frozenset()
    stored_scim: str = ""
    credentials_are_new: bool = False
    restarted: bool = False
    schema: dict[str, Any] | None = None
    delivered_key_ids: tuple[str, ...] = ()
    forgotten_keys: frozenset[str] = frozenset()
    """The ``delivered_key_ids`` that TOTAL was asked to forget after a teardown."""
    secret_marks: frozenset[str] = frozenset()
    secret_policy: ClientSecretPolicy = field(default_factory=ClientSecretPolicy)
    receipts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_removal_test: str = ""
    adopted: frozenset[str] = frozenset()
    added: frozenset[Addition] = frozenset()
    accepted: frozenset[Addition] = frozenset()
    baselines: dict[str, Baseline] = field(default_factory=dict)
    inspections: dict[str, Inspection] = field(default_factory=dict)
    deletable: frozenset[str] = frozenset()

    @property
    def journal_is_empty(self) -> bool:
        """Whether nothing was made or adopted from here yet, so that probably nothing of ours is there."""
        return not self.receipts and not self.adopted and self.application is None

    @property
    def the_application(self) -> Application:
        """The application, for those who come after it exists."""
        assert self.application is not None
        return self.application

    @property
    def application_is_young(self) -> bool:
        """Whether other services may not know it yet."""
        made = self.application and self.application.created_date_time
        return bool(made and self.now - made < _YOUNG)

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

    def has_receipt(self, step: str, object_id: str) -> None:
        """Note that this run created an object."""
        self.receipts = {**self.receipts, step: (*self.receipts.get(step, ()), object_id)}

    def is_adopted(self, object_id: str, baseline: Baseline) -> None:
        """Note that this run adopted an object with what it contained."""
        self.adopted |= {object_id}
        self.baselines = {**self.baselines, object_id: baseline}

    def remembered(self, step: str) -> tuple[str, ...]:
        """Return the ids of objects that the journal says an earlier run of this step made."""
        return self.receipts.get(step, ())

    def group(self, name: str) -> ObservedGroup:
        """Return what was found of the group that the sheet calls ``name``."""
        return self.groups.setdefault(name, ObservedGroup())
