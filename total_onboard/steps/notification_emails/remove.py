"""Removal of the notification emails that a setup added to an adopted application."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.service_principals import ServicePrincipal
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import REMOVE_APPLICATION
from total_onboard.steps.notification_emails.notification_emails import VALUE, without
from total_onboard.steps.ownership import additions, is_adopted_application, record_removed_additions


class RemoveNotificationEmails(Step):
    """By the journal alone; the addresses that others added stay. An owned application is deleted with all of them."""

    id: ClassVar[StepId] = StepId.NOTIFICATION_EMAILS
    title: ClassVar[str] = "Notification emails"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.CONSENT,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/basic/update",)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan one change for each address; none if the application itself is deleted."""
        principal = state.observed.service_principal
        if principal is None or not is_adopted_application(state):
            return []
        return [self._change(address) for address in _added(state, principal)]

    def _change(self, address: str) -> Change:
        return Change(
            step=self.id,
            resource=VALUE.property_name,
            action=Action.DELETE,
            summary=f"Send certificate notifications no longer to {address}",
            before=address,
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Remove them; they are read once more, because the list is replaced as a whole."""
        principals = run.tenant.service_principals
        principal = await principals.find_by_app_id(state.observed.the_principal.app_id)
        if principal is None:
            return StepResult(StepOutcome.KEPT, "the enterprise application no longer exists")
        state.observed.service_principal = principal
        added = _added(state, principal)
        rest = without(principal.texts(VALUE.property_name), added)
        await principals.set_texts(principal.id, VALUE.property_name, rest)
        record_removed_additions(run, state, self.id, principal.id, _owned(state, principal))
        return StepResult(StepOutcome.REMOVED, ", ".join(added))


def _added(state: RunState, principal: ServicePrincipal) -> tuple[str, ...]:
    there = principal.texts(VALUE.property_name)
    return without(there, without(there, _owned(state, principal)))


def _owned(state: RunState, principal: ServicePrincipal) -> set[str]:
    return additions(state, RemoveNotificationEmails.id, principal.id)
