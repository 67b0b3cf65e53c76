"""Removal of the credentials that TOTAL no longer needs, because it uses another one."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.client_secret.remove_old import remove_secret
from total_onboard.steps.credentials.certificate import RegisterCertificate
from total_onboard.steps.credentials.certificate_list import list_of
from total_onboard.steps.credentials.choice import STEPS, exists, selection
from total_onboard.steps.credentials.federated import TrustIssuer
from total_onboard.steps.credentials.superseded import Superseded, superseded


class RemoveOldCredentials(Step):
    """Remove only what a setup from here made, and only while the credential that replaces it exists."""

    id: ClassVar[StepId] = StepId.OLD_CREDENTIALS
    title: ClassVar[str] = "Old credentials"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read certificates and federated credentials."""
        await asyncio.gather(*(step.observe(tenant, desired, state) for step in (RegisterCertificate(), TrustIssuer())))

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan one change for each."""
        if not _replacement_exists(desired, state):
            return []
        return [self._removal(one) for one in superseded(desired, state)]

    def _removal(self, one: Superseded) -> Change:
        summary = f"Remove the {one.description}; anything that still uses it stops working immediately"
        return Change(step=self.id, resource=one.description, action=Action.DELETE, summary=summary, before=one.id)

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Remove one by one."""
        old = superseded(desired, state)
        for one in old:
            await _remove(run, state, one)
        return StepResult(StepOutcome.REMOVED, ", ".join(one.description for one in old))


async def _remove(run: ExecutionContext, state: RunState, one: Superseded) -> None:
    application_id, observed = state.observed.the_application.id, state.observed
    if one.kind is CredentialKind.SECRET:
        await remove_secret(run, application_id, one.id)
        observed.application = await run.tenant.applications.get(application_id)
        return
    if one.kind is CredentialKind.CERTIFICATE:
        await list_of(run, state).remove(one.id)
        observed.certificates = tuple(each for each in observed.certificates if each.key_id != one.id)
    else:
        await run.tenant.application_credentials.remove_federated(application_id, one.id)
        left = (each for each in observed.federated_credentials if each.id != one.id)
        observed.federated_credentials = tuple(left)
    run.journal.write(Deleted(step=STEPS[one.kind], object_id=one.id))


def _replacement_exists(desired: DesiredState, state: RunState) -> bool:
    kind = selection(desired, state).kind
    return kind is not None and exists(kind, desired, state)
