"""The attribute mapping, read back row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from total_onboard.proofs.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.steps.synchronization_schema import WANTED_ROWS, NoUserMapping, Row, differing_rows, source_of

if TYPE_CHECKING:
    from total_onboard.proofs.context import ProofContext


async def show(context: ProofContext) -> Shown:
    """Each row that TOTAL needs, with what it says now."""
    schema = context.picture.schema
    if schema is None:
        return not_possible("There is no provisioning job, and so no mapping", context.line("setup"))
    try:
        wrong = differing_rows(schema)
    except NoUserMapping as error:
        return disproven(error.message, error.remedy)
    if wrong:
        return disproven("; ".join(_differs(schema, row) for row in wrong), context.line("status --repair"))
    return proven("; ".join(f"{row.short_target} from {row.source}" for row in WANTED_ROWS))


def _differs(schema: dict[str, Any], row: Row) -> str:
    source = source_of(schema, row.target)
    now = f"comes from {source}" if source else "is not mapped"
    return f"{row.short_target} {now} and must come from {row.source}{row.why}"


MAPPING: Final = Attempt(
    id="mapping", title="People are mapped as TOTAL needs", show=show, needs=frozenset({"attribute-mapping"})
)
