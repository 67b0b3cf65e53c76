"""``synchronization/jobs/{id}/schema``: replaced as a whole or not at all."""

from __future__ import annotations

from typing import Any

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.synchronization import errors
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.expressions import BadExpression, parse
from total_onboard.sandbox.provisioning.mapping.schema_check import BadSchema, checked_schema


def replace_schema(job: Job, body: Any, *, regenerated: bool = False) -> None:  # noqa: ANN401
    """Replace the whole schema; changed mappings take effect immediately.

    ``regenerated`` keeps only the meaning: sources are built anew from their expressions, and rows are sorted.
    Raises GraphRefusal.
    """
    try:
        job.schema = {**checked_schema(body), "id": job.id}
    except BadSchema as error:
        raise errors.bad_request(str(error)) from None
    if regenerated:
        _regenerate(job.schema)
    job.next_run_at = 0.0


def _regenerate(schema: Body) -> None:
    for mapping in (one for rule in schema["synchronizationRules"] for one in rule["objectMappings"]):
        mapping["attributeMappings"].sort(key=lambda row: str(row["targetAttributeName"]))
        for row in mapping["attributeMappings"]:
            if row["source"]:
                expression = row["source"]["expression"].replace(", , ", ",,").replace(", ", ",")
                row["source"] = parse(expression)


def parse_expression(body: Body) -> Body:
    """Return the tree of an expression; evaluation against a test object is not practiced here. Raises GraphRefusal."""
    if strangers := set(body) - {"expression"}:
        raise errors.bad_request(f"The sandbox tenant takes no '{sorted(strangers)[0]}' here.")
    if not isinstance(expression := body.get("expression"), str):
        raise errors.missing_parameter("expression")
    try:
        source = parse(expression)
    except BadExpression as error:
        failed = {"code": "ExpressionParseFailed", "message": str(error), "tenantActionable": True}
        return _parsed(False, None, failed)
    return _parsed(True, source, None)


def _parsed(succeeded: bool, source: Body | None, error: Body | None) -> Body:
    return {
        "parsingSucceeded": succeeded,
        "parsedExpression": source,
        "error": error,
        "evaluationSucceeded": False,
        "evaluationResult": [],
    }
