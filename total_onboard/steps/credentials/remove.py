"""Removal of the certificates and federated credentials that a setup added to an adopted application."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import REMOVE_APPLICATION
from total_onboard.steps.credentials.certificate_list import list_of
from total_onboard.steps.ownership import is_adopted_application


class RemoveCertificates(Step):
    """By the journal alone. An owned application is deleted with all of them."""

    id: ClassVar[StepId] = StepId.CERTIFICATE
    title: ClassVar[str] = "Certificate"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.ADDITIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    observe_after: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read them, if any was added from here to an application that stays."""
        if is_adopted_application(state) and state.history.requested_credentials:
            app = state.observed.the_application
            state.observed.certificates = await tenant.application_credentials.certificates(app.id)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan one change for each."""
        return [
            _removal(self.id, f"certificate {key_id}", f"Remove TOTAL's certificate (key ID {key_id})", key_id)
            for key_id in _certificates(state)
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Remove one by one."""
        keys = _certificates(state)
        for key_id in keys:
            await list_of(run, state).remove(key_id)
            run.journal.write(Deleted(step=self.id, object_id=key_id))
            state.observed.certificates = tuple(one for one in state.observed.certificates if one.key_id != key_id)
        return StepResult(StepOutcome.REMOVED, ", ".join(keys))


class RemoveTrusts(Step):
    """By the journal alone. An owned application is deleted with all of them."""

    id: ClassVar[StepId] = StepId.FEDERATED_CREDENTIAL
    title: ClassVar[str] = "Federated credential"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.ADDITIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    observe_after: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read them, if any was added from here to an application that stays."""
        if is_adopted_application(state) and state.history.requested_credentials:
            app = state.observed.the_application
            state.observed.federated_credentials = await tenant.application_credentials.federated(app.id)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:  # noqa: ARG002
        """Plan one change for each."""
        return [
            _removal(self.id, f"federated credential {name}", f"Remove the federated credential {name}", name)
            for name in _trusts(state).values()
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Remove one by one."""
        trusts = _trusts(state)
        for trust_id in trusts:
            await run.tenant.application_credentials.remove_federated(state.observed.the_application.id, trust_id)
            run.journal.write(Deleted(step=self.id, object_id=trust_id))
        left = (one for one in state.observed.federated_credentials if one.id not in trusts)
        state.observed.federated_credentials = tuple(left)
        return StepResult(StepOutcome.REMOVED, ", ".join(trusts.values()))


def _removal(step: StepId, resource: str, summary: str, before: str) -> Change:
    return Change(step=step, resource=resource, action=Action.DELETE, summary=summary, before=before)


def _certificates(state: RunState) -> list[str]:
    if not is_adopted_application(state):
        return []
    return [one.key_id for one in state.observed.certificates if one.key_id in state.history.requested_credentials]


def _trusts(state: RunState) -> dict[str, str]:
    if not is_adopted_application(state):
        return {}
    there = state.observed.federated_credentials
    return {one.id: one.name for one in there if one.name in state.history.requested_credentials}
