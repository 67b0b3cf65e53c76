"""The attribute mapping: rows of the job's schema, one of which decides whether anybody can sign in, and what lets it
flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.attribute_mapping.attributes import WANTED_ROWS
from total_onboard.steps.attribute_mapping.requirements import meeting, unmet

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class AttributeMapping:
    """Writing the schema replaces all of it: read, change what differs, write, read again, compare."""

    id: ClassVar[str] = "attribute-mapping"
    title: ClassVar[str] = "Attribute mapping"
    needs: ClassVar[tuple[str, ...]] = ("provisioning-job",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """The whole schema, as it is."""
        if picture.job and picture.service_principal:
            picture.schema = await tenant.synchronization.schema(picture.service_principal.id, picture.job.id)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """One sentence for each thing that differs; a new job has the rest by default."""
        demands = unmet(picture.schema) if picture.schema else WANTED_ROWS
        changes = [
            Change(
                step=self.id,
                resource=demand.resource,
                action=Action.UPDATE,
                summary=demand.sentence,
                before=demand.found(picture.schema) if picture.schema else None,
                after=demand.wanted,
            )
            for demand in demands
        ]
        kept = "The attribute mapping is right"
        return changes or [Change(step=self.id, resource="schema", action=Action.NONE, summary=kept)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """Keep what was there for undo, write, and believe only what is read back."""
        principal, job, service = picture.the_principal.id, picture.the_job.id, run.tenant.synchronization
        before = await _schema_of_the_job(run, picture)
        demands = unmet(before)
        if not demands:
            return Done(Deed.KEPT, "it is right by now")
        run.journal.keep_aside(f"schema-before-{job}.json", before)
        await once_warm(
            run,
            "the attribute mapping of the new job can be written",
            lambda: service.replace_schema(principal, job, meeting(before, demands)),
        )
        picture.schema = await run.waiter.until(
            "the attribute mapping reads back as written", lambda: _right_schema(run, principal, job)
        )
        return Done(Deed.CHANGED, ", ".join(demand.deed for demand in demands))


async def _schema_of_the_job(run: Run, picture: Picture) -> dict[str, Any]:
    if picture.schema:
        return picture.schema
    return await once_warm(
        run,
        "the attribute mapping of the new job can be read",
        lambda: run.tenant.synchronization.schema(picture.the_principal.id, picture.the_job.id),
    )


async def _right_schema(run: Run, principal: str, job: str) -> dict[str, Any] | None:
    schema = await run.tenant.synchronization.schema(principal, job)
    return None if unmet(schema) else schema
