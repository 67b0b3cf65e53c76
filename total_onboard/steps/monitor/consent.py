"""Consent to the monitoring identity's permissions: application permissions of Microsoft Graph, all of them to read."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.access.action_matching import CONSENT_TO_ANYTHING
from total_onboard.engine.create_once import send_idempotent
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists, PlanHeading
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.entra.sign_in.browser.allowed_addresses import consent_page
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import GRANT_MONITOR
from total_onboard.steps.monitor.desired_monitor import permission_ids


class MonitorConsent(Step):
    """Granting an application permission of Graph takes a Privileged Role Administrator."""

    id: ClassVar[StepId] = StepId.MONITOR_CONSENT
    title: ClassVar[str] = "Consent to reading"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.MONITOR_APPLICATION,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (GRANT_MONITOR,)
    heading: ClassVar[PlanHeading] = PlanHeading.MONITORING
    role_actions: ClassVar[tuple[str, ...]] = (CONSENT_TO_ANYTHING,)
    removed_by: ClassVar[StepId] = StepId.MONITOR_APPLICATION
    items: ClassVar[ItemLists] = ItemLists.ONE

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan what is missing, or the person that it is blocked by."""
        missing = _missing(state)
        if not missing:
            kept = "Consent to reading is given"
            return [Change(step=self.id, resource="consent", action=Action.NONE, summary=kept)]
        if not state.identity.roles & MAY_CONSENT_FOR_ALL:
            return [self._waiting(state)]
        return [self._change(name) for name in missing]

    def _change(self, name: str) -> Change:
        summary = f"Consent to {name}"
        return Change(step=self.id, resource="consent", action=Action.CREATE, summary=summary, after=name, item=name)

    def _waiting(self, state: RunState) -> BlockedItem:
        app = state.observed.monitor.application
        page = consent_page(
            state.identity.authority_url,
            state.identity.organization.id,
            "adminconsent",
            client_id=app.app_id if app else "",
        )
        return BlockedItem(
            step=self.id,
            sentence="A Privileged Role Administrator (or Global Administrator) must consent to reading.",
            remedy=f"Ask one to consent at {page}" if app else "Run the same command again after the creation",
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Grant one after the other; a pair can exist only once."""
        monitor, graph, missing = state.observed.monitor, state.observed.microsoft_graph, _missing(state)
        assert monitor.service_principal is not None
        assert graph is not None
        for name, role_id in missing.items():
            grant = partial(
                run.tenant.service_principals.grant_app_role, monitor.service_principal.id, graph.id, role_id
            )
            await send_idempotent(run, f"the consent to {name} can be granted", grant)
            monitor.grants[role_id] = name
        return StepResult(StepOutcome.CHANGED, ", ".join(missing))


def _missing(state: RunState) -> dict[str, str]:
    granted = state.observed.monitor.grants
    return {name: role_id for name, role_id in permission_ids(state).items() if role_id not in granted}
