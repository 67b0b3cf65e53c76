"""The signed-in admin as an owner of the application, so that there is a person to ask later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import send_idempotent
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import (
    APPLICATION,
    ME,
    Declared,
    DeclaredRequest,
    DeclaredValue,
    Lookup,
)
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_name
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.odata import MOST_EXPANDED
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, WRITE_APPLICATIONS
from total_onboard.steps.ownership import recorded_addition


class Owner(Step):
    """Owner in addition to the existing owners."""

    id: ClassVar[StepId] = StepId.OWNER
    title: ClassVar[str] = "Owner of the application"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/owners/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"^remove owner from application$", by_name, AuditedObject.APPLICATION
    )
    part_of: ClassVar[PartOf] = PartOf(StepId.APPLICATION)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read the owners; some of them came with the application."""
        app = state.observed.application
        if app is None or app.deleted_date_time:
            return
        came_along = None if app.owners is None else frozenset(owner.id for owner in app.owners)
        if came_along is None or (state.identity.me.id not in came_along and len(came_along) == MOST_EXPANDED):
            came_along = await tenant.applications.owner_ids(app.id)
        state.observed.owner_ids = came_along

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Add the signed-in admin, unless already there."""
        who = state.identity.me.user_principal_name
        there = state.identity.me.id in state.observed.owner_ids
        if not state.identity.me_is_listed and not there:
            return [self._nobody(desired, who)]
        return [
            Change(
                step=self.id,
                resource=desired.application_name,
                action=Action.NONE if there else Action.UPDATE,
                summary=f"{who} owns the application" if there else f"Make {who} an owner of the application",
                after=who,
                item=who,
            )
        ]

    def _nobody(self, desired: DesiredState, who: str) -> Change:
        """Report a partner's account, which is no object of this tenant, so that Graph refuses it as an owner."""
        return Change(
            step=self.id,
            resource=desired.application_name,
            action=Action.NONE,
            summary=f"{who} can't own the application: Microsoft doesn't list the account in this tenant",
            is_remark=True,
        )

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the one who sends it as an owner; of a tenant that was read, the one who read it."""
        if state is None:
            you = Lookup(lambda tenant: tenant.users.me(), "id")
            value = DeclaredValue("me", you, "You.", "Microsoft doesn't say who you are.")
            return [value, _addition("Make yourself an owner of the application.")]
        me, is_owner = state.identity.me, state.identity.me.id in state.observed.owner_ids
        if not state.identity.me_is_listed and not is_owner:
            return []
        who = Lookup(lambda tenant: tenant.users.find(me.id), "id")
        missing = f"{me.user_principal_name} isn't in this tenant any more."
        addition = _addition(f"Make {me.user_principal_name} an owner of the application.")
        return [
            DeclaredValue("me", who, f"{me.user_principal_name}.", missing, me.id),
            replace(addition, existing=me.id if is_owner else "", is_done=is_owner),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Add the owner; Graph may have added the creator automatically, which counts as success."""
        app = state.observed.the_application
        with recorded_addition(run, self.id, app.id, state.identity.me.id):
            await send_idempotent(
                run,
                "the new application can have an owner",
                lambda: run.tenant.applications.add_owner(app.id, state.identity.me.id),
            )
        state.observed.owner_ids |= {state.identity.me.id}
        return StepResult(StepOutcome.CHANGED, f"{state.identity.me.user_principal_name} owns the application")


def _addition(purpose: str) -> DeclaredRequest:
    return DeclaredRequest(
        purpose=purpose,
        call=lambda tenant: tenant.applications.add_owner(APPLICATION, ME),
        unless=Lookup(lambda tenant: tenant.applications.owner_ids(APPLICATION), f"value[?id == '{ME}'].id | [0]"),
    )
