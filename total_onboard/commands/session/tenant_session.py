"""A tenant that is open for work: the gateway, the facts, and the run that works there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, fields

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.tenant_snapshot import TenantSnapshot
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.access.tenant_facts import TenantFacts, read_facts
from total_onboard.engine.events import Listener, Throttled
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.polling import Poller, PollPolicy
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.operation_permissions import role_names
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.resources.organization import Organization
from total_onboard.entra.resources.users import User
from total_onboard.entra.role_ids import WELL_KNOWN_NAMES
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.entra.tenant_client import TenantClient, connect
from total_onboard.settings import Settings
from total_onboard.steps.access.role_actions import actions_of
from total_onboard.ui.views.session import Who

SnapshotReader = Callable[[TenantClient], Awaitable[TenantSnapshot]]
"""Reads what only a preflight asks for."""


async def no_snapshot(tenant: TenantClient) -> TenantSnapshot:  # noqa: ARG001
    """Take no snapshot, if the facts suffice."""
    return TenantSnapshot()


@dataclass(frozen=True, kw_only=True)
class TenantConnection:
    """One open tenant, before the first request; ``me`` is the account, if the sign-in names it.

    An application holds no directory roles that matter here, and Microsoft Graph has no ``/me`` for it.
    """

    settings: Settings
    tenant: TenantClient
    calls: list[CallRecord]
    asked: frozenset[str] | None = None
    mark: str = ""
    read_snapshot: SnapshotReader = no_snapshot
    me: User | None = None
    is_application: bool = False

    def run(self, journal: Journal, listener: Listener, session: Session) -> ExecutionContext:
        """Build the context for the steps of one run; ``listener`` gets the events."""
        lost_response_policy = PollPolicy(limit=self.settings.replication_seconds)
        return ExecutionContext(self.tenant, journal, Poller(listener), lost_response_policy, session.granted)

    def token_roles(self) -> frozenset[str]:
        """Return the directory roles that the last token named, by template id."""
        return self.calls[-1].role_ids if self.calls else frozenset()

    async def load_facts(self, *, offered: bool = False, application_id: str | None = None) -> TenantSession:
        """Return its facts as they are at this moment; with ``offered`` also which roles could be activated."""
        facts, seen = await asyncio.gather(
            read_facts(
                self.tenant,
                self.asked,
                self.mark,
                offered_for=actions_of() if offered else (),
                known_me=self.me,
                application_id=application_id,
                token_roles=self.token_roles,
                is_application=self.is_application,
            ),
            self.read_snapshot(self.tenant),
        )
        return TenantSession(
            **{each.name: getattr(self, each.name) for each in fields(TenantConnection)}, facts=facts, snapshot=seen
        )


@dataclass(frozen=True, kw_only=True)
class TenantSession(TenantConnection):
    """One open tenant and its facts."""

    facts: TenantFacts
    snapshot: TenantSnapshot = field(default_factory=TenantSnapshot)

    async def refresh(self) -> TenantSession:
        """Read the current facts again, including eligible roles."""
        return await self.load_facts(offered=True)

    def check_context(
        self, desired: DesiredState, decisions: AdoptionDecisions, scim: ScimEndpoint | None
    ) -> CheckContext:
        """Return what the checks may look at."""
        return CheckContext(
            cloud=self.tenant.cloud,
            desired=desired,
            decisions=decisions,
            scim=scim,
            trust=ssl_context(self.settings.ca_bundle),
            settings=self.settings,
            tenant=self.tenant,
            facts=self.facts,
            calls=self.calls,
            snapshot=self.snapshot,
        )


@asynccontextmanager
async def connect_tenant(
    settings: Settings,
    session: Session,
    listener: Listener,
    on_call: Callable[[CallRecord], None],
    asked: Sequence[ScopeReason] | None = None,
    mark: str = "",
    read_snapshot: SnapshotReader = no_snapshot,
) -> AsyncIterator[TenantConnection]:
    """Open the tenant, and ask it nothing yet; ``asked`` are the permissions of the sign-in.

    With the ``mark`` of an application, what decides whether it can be set up is among its facts;
    ``read_snapshot`` reads, at the same time, what only a preflight asks for.
    """
    calls: list[CallRecord] = []

    def heard(record: CallRecord) -> None:
        calls.append(record)
        on_call(record)

    async with connect(
        settings.the_cloud,
        session,
        ca_bundle=settings.ca_bundle,
        on_throttled=lambda seconds: listener.on(Throttled(seconds)),
        on_call=heard,
    ) as tenant:
        scopes = None if asked is None else frozenset(each.scope for each in asked)
        me = signed_in_user(session)
        yield TenantConnection(
            settings=settings,
            tenant=tenant,
            calls=calls,
            asked=scopes,
            mark=mark,
            read_snapshot=read_snapshot,
            me=me,
            is_application=session.is_application,
        )


@asynccontextmanager
async def open_tenant_session(opening: AbstractAsyncContextManager[TenantConnection]) -> AsyncIterator[TenantSession]:
    """Open a site and read its facts, as far as the permissions go that were asked for."""
    async with opening as opened:
        yield await opened.load_facts(offered=opened.read_snapshot is not no_snapshot)


def signed_in_user(session: Session) -> User | None:
    """Return the signed-in user as the sign-in names it; None without an object ID."""
    if not session.object_id:
        return None
    return User(id=session.object_id, display_name=session.display_name, user_principal_name=session.username)


def who_of(
    context: CommandContext,
    tenant_session: TenantConnection,
    session: Session,
    scopes: Sequence[ScopeReason],
    organization: Organization | None = None,
) -> Who:
    """Return the tenant, account, active roles, and each permission with its reason."""
    tenant = tenant_session.facts.organization if isinstance(tenant_session, TenantSession) else organization
    return Who(
        tenant_name=tenant.display_name if tenant else "",
        tenant_id=session.tenant_id,
        account=session.username,
        roles=sorted(_roles(tenant_session)),
        cloud=tenant_session.settings.cloud,
        scopes=scopes,
        sandbox=context.sandbox is not None,
    )


def _roles(tenant_session: TenantConnection) -> list[str]:
    """Return the roles from Microsoft Graph; without a request, those in the token."""
    if not isinstance(tenant_session, TenantSession):
        return [*role_names(frozenset().union(*(call.role_ids for call in tenant_session.calls)))]
    roles = tenant_session.facts.roles
    named = [] if isinstance(roles, Unavailable) else [role.display_name or role.role_template_id for role in roles]
    return [*named, *(WELL_KNOWN_NAMES[each] for each in tenant_session.facts.rights.unlisted)]
