"""A tenant that is open for work: the gateway, the facts, the journal, the waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from total_onboard.checks.context import CheckContext
from total_onboard.checks.survey import Survey
from total_onboard.engine.events import Listener, Throttled
from total_onboard.engine.facts import TenantFacts, read_facts
from total_onboard.entra.call_record import CallRecord
from total_onboard.entra.tenant import Tenant, connect
from total_onboard.trust import ssl_context

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState, ScimEnd
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings


Look = Callable[[Tenant], Awaitable[Survey]]
"""Reads what only a preflight asks for."""


async def look_no_further(tenant: Tenant) -> Survey:  # noqa: ARG001
    """For those to whom the facts are enough."""
    return Survey()


@dataclass(frozen=True)
class Workplace:
    """One open tenant."""

    settings: Settings
    tenant: Tenant
    facts: TenantFacts
    calls: list[CallRecord]
    survey: Survey = field(default_factory=Survey)
    asked: frozenset[str] | None = None
    mark: str = ""
    look: Look = look_no_further

    async def looked_again(self) -> Workplace:
        """As everything is at this moment, also which roles could be activated."""
        facts, seen = await asyncio.gather(
            read_facts(self.tenant, self.asked, self.mark, offered=True), self.look(self.tenant)
        )
        return replace(self, facts=facts, survey=seen)

    def check_context(self, wanted: DesiredState, scim: ScimEnd | None) -> CheckContext:
        """What the checks may look at."""
        trust = ssl_context(self.settings.ca_bundle)
        return CheckContext(self.tenant, self.facts, wanted, scim, trust, self.settings, self.calls, self.survey)


@asynccontextmanager
async def workplace(
    settings: Settings,
    session: Session,
    listener: Listener,
    on_call: Callable[[CallRecord], None],
    asked: Sequence[ScopeReason] | None = None,
    mark: str = "",
    look: Look = look_no_further,
) -> AsyncIterator[Workplace]:
    """Open the tenant and read its facts, as far as the permissions go that were asked for.

    With the ``mark`` of an application, what decides whether it can be set up is among them; ``look`` reads, at the
    same time, what only a preflight asks for.
    """
    calls: list[CallRecord] = []
    scopes = None if asked is None else frozenset(each.scope for each in asked)

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
        offered = look is not look_no_further
        facts, seen = await asyncio.gather(read_facts(tenant, scopes, mark, offered=offered), look(tenant))
        yield Workplace(settings, tenant, facts, calls, seen, scopes, mark, look)
