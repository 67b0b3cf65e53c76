"""A tenant that is open for work: the gateway, the facts, and the run that works there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from total_onboard.core.tls import ssl_context
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.diagnostics.preflight.tenant_snapshot import Survey
from total_onboard.engine.access.tenant_facts import TenantFacts, read_facts
from total_onboard.engine.events import Listener, Throttled
from total_onboard.engine.polling import Patience, Waiter
from total_onboard.engine.step import Run
from total_onboard.entra.http.call_record import CallRecord
from total_onboard.entra.resources.users import User
from total_onboard.entra.tenant import Tenant, connect

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState, ScimEndpoint
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


Look = Callable[[Tenant], Awaitable[Survey]]
"""Reads what only a preflight asks for."""


async def look_no_further(tenant: Tenant) -> Survey:  # noqa: ARG001
    """For those to whom the facts are enough."""
    return Survey()


@dataclass(frozen=True, kw_only=True)
class Site:
    """One open tenant, of which nothing was asked yet; ``me`` is the account, where the sign-in told it."""

    settings: Settings
    tenant: Tenant
    calls: list[CallRecord]
    asked: frozenset[str] | None = None
    mark: str = ""
    look: Look = look_no_further
    me: User | None = None

    def run(self, journal: Journal, listener: Listener, session: Session) -> Run:
        """What the steps of one run work with; ``listener`` is told what is waited for."""
        lost_answer = Patience(limit=self.settings.replication_seconds)
        return Run(self.tenant, journal, Waiter(listener), lost_answer, session.granted)

    def token_roles(self) -> frozenset[str]:
        """The directory roles that the last token named, by template id."""
        return self.calls[-1].role_ids if self.calls else frozenset()

    async def looked_at(self, *, offered: bool = False, application_id: str | None = None) -> Workplace:
        """Its facts as they are at this moment; with ``offered`` also which roles could be activated."""
        facts, seen = await asyncio.gather(
            read_facts(
                self.tenant,
                self.asked,
                self.mark,
                offered=offered,
                known_me=self.me,
                application_id=application_id,
                token_roles=self.token_roles,
            ),
            self.look(self.tenant),
        )
        return Workplace(**{each.name: getattr(self, each.name) for each in fields(Site)}, facts=facts, survey=seen)


@dataclass(frozen=True, kw_only=True)
class Workplace(Site):
    """One open tenant and its facts."""

    facts: TenantFacts
    survey: Survey = field(default_factory=Survey)

    async def looked_again(self) -> Workplace:
        """As everything is at this moment, also which roles could be activated."""
        return await self.looked_at(offered=True)

    def check_context(self, wanted: DesiredState, scim: ScimEndpoint | None) -> CheckContext:
        """What the checks may look at."""
        return CheckContext(
            cloud=self.tenant.cloud,
            wanted=wanted,
            scim=scim,
            trust=ssl_context(self.settings.ca_bundle),
            settings=self.settings,
            tenant=self.tenant,
            facts=self.facts,
            calls=self.calls,
            survey=self.survey,
        )


@asynccontextmanager
async def site(
    settings: Settings,
    session: Session,
    listener: Listener,
    on_call: Callable[[CallRecord], None],
    asked: Sequence[ScopeReason] | None = None,
    mark: str = "",
    look: Look = look_no_further,
) -> AsyncIterator[Site]:
    """Open the tenant, and ask it nothing yet; ``asked`` are the permissions of the sign-in.

    With the ``mark`` of an application, what decides whether it can be set up is among its facts; ``look`` reads, at
    the same time, what only a preflight asks for.
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
        yield Site(settings=settings, tenant=tenant, calls=calls, asked=scopes, mark=mark, look=look, me=me)


@asynccontextmanager
async def workplace(opening: AbstractAsyncContextManager[Site]) -> AsyncIterator[Workplace]:
    """Open a site and read its facts, as far as the permissions go that were asked for."""
    async with opening as opened:
        yield await opened.looked_at(offered=opened.look is not look_no_further)


def signed_in_user(session: Session) -> User | None:
    """Who signed in, as far as the sign-in told; None where it did not tell the object id."""
    if not session.object_id:
        return None
    return User(id=session.object_id, display_name=session.display_name, user_principal_name=session.username)
