"""The requirements on the mapping as one JMESPath query: the schema as it is goes in, the right one comes out."""

from __future__ import annotations

import json
from typing import Final

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.engine.export.declared_request import literal
from total_onboard.steps.attribute_mapping.minimal import MINIMAL_TARGETS
from total_onboard.steps.attribute_mapping.object_settings import SETTINGS, Enabled
from total_onboard.steps.attribute_mapping.required_rows import ACTIVE, WANTED_ROWS, Row, new_row

_KINDS: Final = ("User", "Group")


def mapping_query(attributes: AttributeSet = AttributeSet.DEFAULT) -> str:
    """Return the query; :func:`with_requirements` does the same to a schema in memory."""
    mapping = "@"
    for kind in reversed(_KINDS):
        mapping = f"sourceObjectName == {literal(kind)} && {_object_mapping(kind, attributes)} || {mapping}"
    rules = f"map(&merge(@, {{objectMappings: map(&({mapping}), objectMappings)}}), synchronizationRules)"
    return f"merge(@, {{synchronizationRules: {rules}}})"


def _object_mapping(kind: str, attributes: AttributeSet) -> str:
    settings = [
        "enabled: `true`" if isinstance(one, Enabled) else f"flowTypes: {literal(one.desired)}"
        for one in SETTINGS
        if one.kind == kind
    ]
    rows = [f"attributeMappings: {_rows((*WANTED_ROWS, ACTIVE))}{_kept(attributes)}"] if kind == "User" else []
    return f"merge(@, {{{', '.join((*settings, *rows))}}})"


def _rows(rows: tuple[Row, ...]) -> str:
    """Correct the rows that exist, then append those that don't."""
    corrected = "@"
    for row in reversed(rows):
        is_target = f"targetAttributeName == {literal(row.target)}"
        right = "merge(@, {flowType: 'Always'})"
        fixed = f"merge(@, {{flowType: 'Always', source: {_json(row.source_json)}, defaultValue: `null`}})"
        corrected = f"{is_target} && ({_reads(row)} && {right} || {fixed}) || {corrected}"
    lists = [f"map(&({corrected}), attributeMappings)", *map(_appended, rows)]
    return f"[{', '.join(lists)}][]"


def _kept(attributes: AttributeSet) -> str:
    """Leave out what the minimal set doesn't send, except what people are matched by."""
    if attributes is AttributeSet.DEFAULT:
        return ""
    needed = f"contains({_json(MINIMAL_TARGETS)}, targetAttributeName)"
    return f" | [?{needed} || matchingPriority && matchingPriority != `0`]"


def _reads(row: Row) -> str:
    if row.switched:
        return f"contains(source.expression || '', {literal(f'[{row.source}]')})"
    return f"source.type == 'Attribute' && source.name == {literal(row.source)}"


def _appended(row: Row) -> str:
    there = f"attributeMappings[?targetAttributeName == {literal(row.target)}]"
    return f"!({there}) && {_json([new_row(row)])} || `[]`"


def _json(value: object) -> str:
    return "`" + json.dumps(value).replace("`", "\\`") + "`"
