"""The attribute mapping: rows of the job's schema, one of which decides whether anybody can sign in, and what lets it
flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import JOB, PRINCIPAL, Declared, DeclaredRequest, Lookup
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_nothing
from total_onboard.engine.plan import Action, Change, ItemLists, PlanHeading
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_PROVISIONING, WRITE_PROVISIONING
from total_onboard.steps.attribute_mapping.mapping_query import mapping_query
from total_onboard.steps.attribute_mapping.minimal import MINIMAL_TARGETS, matched_by
from total_onboard.steps.attribute_mapping.required_rows import WANTED_ROWS, Row
from total_onboard.steps.attribute_mapping.requirements import (
    MappingRequirement,
    requirements_of_new_job,
    unmet_requirements,
    with_requirements,
)


class AttributeMapping(Step):
    """Writing the schema replaces all of it: read, change what differs, write, read again, compare."""

    id: ClassVar[StepId] = StepId.ATTRIBUTE_MAPPING
    title: ClassVar[str] = "Attribute mapping"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.PROVISIONING_JOB,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_PROVISIONING,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationSchema/manage",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"attribute mappings", by_nothing, of="the attribute mapping"
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Provisioning", "Provisioning")
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING
    part_of: ClassVar[PartOf] = PartOf(StepId.PROVISIONING_JOB)
    items: ClassVar[ItemLists] = ItemLists.EACH_RESOURCE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read the whole schema."""
        if state.observed.job and state.observed.service_principal:
            state.observed.schema = await tenant.synchronization.schema(
                state.observed.service_principal.id, state.observed.job.id
            )

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Plan one sentence for each thing that differs; a new job has the rest by default."""
        observed, attributes = state.observed.schema, desired.attributes
        demands = unmet_requirements(observed, attributes) if observed else requirements_of_new_job(attributes)
        changes = [
            Change(
                step=self.id,
                resource=demand.resource,
                action=Action.UPDATE,
                summary=demand.sentence,
                before=demand.found(observed) if observed else None,
                after=demand.desired,
                item=_item(demand) if observed is None else "",
            )
            for demand in demands
        ]
        kept = "The attribute mapping is correct"
        mapping = changes or [Change(step=self.id, resource="schema", action=Action.NONE, summary=kept)]
        return [*mapping, *self._still_sent(observed, attributes)]

    def _still_sent(self, observed: dict[str, Any] | None, attributes: AttributeSet) -> list[Change]:
        """Say which attributes the minimal set can't stop."""
        names = matched_by(observed) if observed and attributes is AttributeSet.MINIMAL else ()
        sentence = "{} is still sent, because people are matched by it"
        return [
            Change(step=self.id, resource=name, action=Action.NONE, summary=sentence.format(name), is_remark=True)
            for name in names
        ]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the mapping as a change of what the job has."""
        query = mapping_query(desired.attributes)
        return [
            DeclaredRequest(
                purpose="Correct the attribute mapping; everything else in it stays as it is.",
                call=lambda tenant: tenant.synchronization.replace_schema(PRINCIPAL, JOB, {}),
                body_from=Lookup(lambda tenant: tenant.synchronization.schema(PRINCIPAL, JOB), query),
            )
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the rows that differ from Microsoft's defaults, and what a minimal set keeps."""
        pairs = [
            (PortalValue("Target attribute", row.target), PortalValue("Source attribute", row.source))
            for row in WANTED_ROWS
        ]
        kept = MINIMAL_TARGETS if desired.attributes is AttributeSet.MINIMAL else ()
        return [
            PortalValue("Mapping type", "Direct"),
            PortalValue("Apply this mapping", "Always"),
            *(value for pair in pairs for value in pair),
            *(PortalValue("Attribute to keep", target) for target in kept),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Keep what was there for undo, write, and believe only what is read back."""
        principal, job, service = state.observed.the_principal.id, state.observed.the_job.id, run.tenant.synchronization
        before = await _schema_of_the_job(run, state)
        demands = unmet_requirements(before, desired.attributes)
        if not demands:
            return StepResult(StepOutcome.KEPT, "it is already correct")
        run.journal.backup_once(f"schema-before-{job}.json", before)
        await retry_until_ready(
            run,
            "the attribute mapping of the new job can be written",
            lambda: service.replace_schema(principal, job, with_requirements(before, demands)),
        )
        state.observed.schema = await run.poller.until(
            "the attribute mapping shows the change", lambda: _right_schema(run, principal, job, desired.attributes)
        )
        return StepResult(StepOutcome.CHANGED, ", ".join(demand.outcome for demand in demands))


async def _schema_of_the_job(run: ExecutionContext, state: RunState) -> dict[str, Any]:
    if state.observed.schema:
        return state.observed.schema
    return await retry_until_ready(
        run,
        "the attribute mapping of the new job can be read",
        lambda: run.tenant.synchronization.schema(state.observed.the_principal.id, state.observed.the_job.id),
    )


# Assumption written-schema.
async def _right_schema(
    run: ExecutionContext, principal: str, job: str, attributes: AttributeSet
) -> dict[str, Any] | None:
    schema = await run.tenant.synchronization.schema(principal, job)
    return None if unmet_requirements(schema, attributes) else schema


def _item(demand: MappingRequirement) -> str:
    """Return a row of a new mapping, briefly; nothing for what isn't one."""
    if not isinstance(demand, Row):
        return ""
    row = demand
    return row.short_target if row.short_target == row.source else f"{row.short_target} = {row.source}"
