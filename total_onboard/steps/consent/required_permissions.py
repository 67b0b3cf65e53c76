"""The Microsoft Graph permissions that the application asks for; whether they are granted is another step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import Declared
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_value
from total_onboard.engine.plan import Action, Change, ItemLists
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import is_not_replicated_yet
from total_onboard.entra.resources.applications import RequiredAccess
from total_onboard.entra.resources.service_principals import MICROSOFT_GRAPH_APP_ID
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, WRITE_APPLICATIONS
from total_onboard.steps.consent.declared_permissions import asked_pairs, permission_requests
from total_onboard.steps.consent.permission_ids import permission_ids
from total_onboard.steps.ownership import recorded_addition

_PERMISSIONS: Final = by_value("RequiredResourceAccess", value=r'"EntitlementId":\s*"([^"]*)"')


class Permissions(Step):
    """Required permissions, in addition to all others that the application requests."""

    id: ClassVar[StepId] = StepId.PERMISSIONS
    title: ClassVar[str] = "Microsoft Graph permissions"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/permissions/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"^update application$", _PERMISSIONS, AuditedObject.APPLICATION
    )
    portal_page: ClassVar[PortalPage] = PortalPage("API permissions")
    removed_by: ClassVar[StepId] = StepId.ADDITIONS
    part_of: ClassVar[PartOf] = PartOf(StepId.APPLICATION)
    items: ClassVar[ItemLists] = ItemLists.ONE
    observe_after: ClassVar[tuple[StepId, ...]] = ()

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read the ids of permissions in the tenant, once: national clouds may have others."""
        state.observed.microsoft_graph = (
            state.observed.microsoft_graph or await tenant.service_principals.microsoft_graph()
        )

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Name what is missing, with the kind of each, because the two kinds are mixed up easily."""
        asked = asked_pairs(state)
        missing = [name for name, pair in permission_ids(desired, state).items() if pair not in asked]
        summary = f"Request {', '.join(missing)}" if missing else "The application requests its permissions"
        return [
            Change(
                step=self.id,
                resource="requiredResourceAccess",
                action=Action.UPDATE if missing else Action.NONE,
                summary=summary,
                after=missing or None,
                item=_by_kind(missing),
            )
        ]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the IDs of the permissions in this cloud, and that the application requests them."""
        return permission_requests(desired, state)

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the permissions of both kinds."""
        return [
            PortalValue("API", "Microsoft Graph"),
            *(PortalValue("Delegated permission", name) for name in desired.delegated_permissions),
            *(PortalValue("Application permission", name) for name in desired.application_permissions),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Replace the collection as a whole, including what else was requested."""
        app, asked = state.observed.the_application, asked_pairs(state)
        missing = [name for name, pair in permission_ids(desired, state).items() if pair not in asked]
        owned = asked | set(permission_ids(desired, state).values())
        others = tuple(a for a in app.required_resource_access if a.resource_app_id != MICROSOFT_GRAPH_APP_ID)
        access = (*others, RequiredAccess(resource_app_id=MICROSOFT_GRAPH_APP_ID, permissions=tuple(sorted(owned))))
        with recorded_addition(run, self.id, app.id, *missing):
            await run.poller.retry_while(
                "the permissions of the new application can be set",
                lambda: run.tenant.applications.set_required_access(app.id, access),
                is_not_replicated_yet,
            )
        state.observed.application = state.observed.the_application.model_copy(
            update={"required_resource_access": access}
        )
        return StepResult(StepOutcome.CHANGED, ", ".join(permission_ids(desired, state)))


def _by_kind(names: list[str]) -> str:
    """Return names with the kind of each, the kind once after all of its names."""
    kinds: dict[str, list[str]] = {}
    for name in names:
        permission, _, kind = name.partition(" ")
        kinds.setdefault(kind, []).append(permission)
    return ", ".join(f"{', '.join(alike)} {kind}" for kind, alike in kinds.items())
