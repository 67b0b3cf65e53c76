"""Registration and service principal of the monitoring identity, with its certificate if it has one."""

from __future__ import annotations

import asyncio
import secrets
from typing import ClassVar

from total_onboard.core.desired_state import OWNERSHIP_NOTE, DesiredState
from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Added, Created
from total_onboard.engine.plan import Action, Change, PlanHeading
from total_onboard.engine.state.observed_state import ObservedMonitor
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker, ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import AmbiguousAnswer, is_not_replicated_yet
from total_onboard.entra.resources.applications import Application, RequiredAccess
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID, ServicePrincipal
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_MONITOR, WRITE_MONITOR
from total_onboard.steps.monitor.desired_monitor import (
    NAME,
    PERMISSIONS,
    MonitorIdentity,
    fingerprint,
    identity_of,
    permission_ids,
)
from total_onboard.steps.monitor.excess_access import differences, is_own, owner_note
from total_onboard.steps.monitor.find_monitor import find_lost_monitor, find_monitor
from total_onboard.steps.monitor.read_monitor import read_monitor


class MonitorApplication(Step):
    """Create one registration; the random end of its name finds it again if the answer to its creation is lost."""

    id: ClassVar[StepId] = StepId.MONITOR_APPLICATION
    title: ClassVar[str] = "Monitoring identity"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_MONITOR,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_MONITOR,)
    heading: ClassVar[PlanHeading] = PlanHeading.MONITORING
    role_actions: ClassVar[tuple[str, ...]] = ("applications/create",)
    removed_by: ClassVar[StepId] = StepId.MONITOR_APPLICATION

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read what this machine created, and Microsoft Graph's permissions."""
        graph, app = await asyncio.gather(tenant.service_principals.microsoft_graph(), find_monitor(tenant, state))
        state.observed.microsoft_graph = graph
        state.observed.monitor = await read_monitor(tenant, state, app) if app else ObservedMonitor()

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Create it, or keep it; another way in than its own, or another permission, stops the run."""
        seen, identity = state.observed.monitor, identity_of(state)
        if seen.application and (others := _others(state, identity)):
            return [self._another(seen.application, others)]
        complete = seen.application is not None and seen.service_principal is not None
        name = seen.application.display_name if seen.application else NAME
        names = ", ".join(each.scope for each in PERMISSIONS)
        return [
            Change(
                step=self.id,
                resource=name,
                action=Action.NONE if complete else Action.CREATE,
                summary=f"The application {name} exists"
                if complete
                else f"Create the application {name}, which asks for {names}",
                after={"credential": identity.summary},
            )
        ]

    def _another(self, app: Application, others: list[str]) -> Blocker:
        return Blocker(
            step=self.id,
            sentence=f"{app.display_name} exists and has {'; '.join(others)}. Nothing was changed.",
            remedy="Run total-onboard monitor disable first, then the same command again.",
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Create the registration, then its service principal, as soon as the registration is known everywhere."""
        seen = state.observed.monitor
        app = seen.application = seen.application or await self._created(run, state)
        _note_found(run, state, app)
        _note_credential(run, state, app)
        seen.service_principal = seen.service_principal or await _principal(run, app)
        return StepResult(StepOutcome.CREATED, f"{app.display_name}, client ID {app.app_id}")

    async def _created(self, run: ExecutionContext, state: RunState) -> Application:
        name = f"{NAME} {secrets.token_hex(4)}"
        roles = tuple((role_id, "Role") for role_id in sorted(permission_ids(state).values()))
        access = RequiredAccess(resource_app_id=MICROSOFT_GRAPH_APP_ID, permissions=roles)
        identity, notes = identity_of(state), f"{OWNERSHIP_NOTE} It only reads."
        return await create_once(
            run,
            self.id,
            name,
            lambda: run.tenant.app_registrations.create(
                name, notes, [access], identity.certificate, identity.credential_name
            ),
            lambda: find_lost_monitor(run.tenant, name, state),
        )


def _others(state: RunState, identity: MonitorIdentity) -> list[str]:
    """Return what it has that this run doesn't ask for, and the certificate that it doesn't have."""
    wanted, now = fingerprint(identity.credential), state.identity.now
    working = [one for one in state.observed.monitor.certificates if one.can_sign_in_at(now)]
    own = [one for one in working if is_own(one, one.display_name, wanted)]
    missing = [f"not {identity.summary}"] if identity.certificate and not own else []
    return [*differences(state, wanted), *missing]


def _note_found(run: ExecutionContext, state: RunState, app: Application) -> None:
    """Note the receipt of a registration whose creation an interrupted run requested."""
    if state.history.monitors.get(app.display_name) == "":
        step = StepId.MONITOR_APPLICATION
        run.journal.write(Created(step=step, search_key=app.display_name, object_id=app.id))
    state.history.monitors[app.display_name] = app.id


def _note_credential(run: ExecutionContext, state: RunState, app: Application) -> None:
    """Note what it signs in with and who owns it, for ``status``: a credential's name is anybody's to choose."""
    for item in (fingerprint(identity_of(state).credential), owner_note(state.identity.me.id)):
        one = Added(step=StepId.MONITOR_APPLICATION, object_id=app.id, item=item)
        if one.addition not in state.history.added:
            run.journal.write(one)
            state.history.added |= {one.addition}


async def _principal(run: ExecutionContext, app: Application) -> ServicePrincipal:
    """Create the service principal, unless an earlier attempt did."""

    async def create() -> ServicePrincipal:
        found = await run.tenant.service_principals.find_by_app_id(app.app_id)
        return found or await run.tenant.app_registrations.create_principal(app.app_id)

    what = f"{app.display_name} can have a service principal"
    return await run.poller.retry_while(what, create, _passes)


def _passes(error: Exception) -> bool:
    """Return whether to look again: after a lost answer, it may exist."""
    return isinstance(error, AmbiguousAnswer) or is_not_replicated_yet(error)
