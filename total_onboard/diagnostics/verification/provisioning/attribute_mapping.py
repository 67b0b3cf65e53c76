"""The attribute mapping, read back row by row."""

from __future__ import annotations

from typing import Any, Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import (
    Verification,
    VerificationOutcome,
    failed,
    inconclusive,
    succeeded,
)
from total_onboard.engine.step_id import StepId
from total_onboard.steps.attribute_mapping.find_mappings import NoUserMapping
from total_onboard.steps.attribute_mapping.required_rows import WANTED_ROWS, Row
from total_onboard.steps.attribute_mapping.requirements import MappingRequirement, unmet_requirements


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Check each row that TOTAL needs, with its current value, and whether people and groups flow."""
    schema = context.state.observed.schema
    if schema is None:
        return inconclusive("There is no provisioning job, and so no mapping", context.line("setup"))
    try:
        wrong = unmet_requirements(schema, context.desired.attributes)
    except NoUserMapping as error:
        return failed(error.message, error.remedy)
    if wrong:
        return failed("; ".join(_differs(schema, demand) for demand in wrong), context.line("status --repair"))
    return succeeded("; ".join(row.outcome for row in WANTED_ROWS))


def _differs(schema: dict[str, Any], demand: MappingRequirement) -> str:
    found = demand.found(schema)
    if not isinstance(demand, Row):
        return f"{demand.resource} is {found} and must be {demand.desired}"
    now = f"comes from {found}" if found else "is not mapped"
    return f"{demand.short_target} {now} and must come from {demand.source}{demand.why}"


MAPPING: Final = Verification(
    id="mapping", title="Attribute mapping is correct", verify=verify, needs=frozenset({StepId.ATTRIBUTE_MAPPING})
)
