"""The three rows that TOTAL needs in a synchronization schema, and how to put them in without touching the rest.

A schema document is kept as Graph gave it, because writing it replaces all of it (synchronizationschema-update).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from total_onboard.errors import OnboardError

Json = dict[str, Any]
ENTERPRISE_USER: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True)
class Row:
    """One wanted mapping of people: attribute of TOTAL from attribute of the directory."""

    target: str
    source: str
    why: str = ""

    @property
    def short_target(self) -> str:
        """Without the name of its SCIM extension."""
        return self.target.rpartition(":")[2]


WANTED_ROWS: Final = (
    Row("externalId", "objectId", " (with any other source nobody can sign in)"),
    Row("title", "jobTitle"),
    Row(f"{ENTERPRISE_USER}:department", "department"),
)


class NoUserMapping(OnboardError):
    """The schema has no mapping for people, so there is nothing to correct."""

    code = "no-user-mapping"

    def __init__(self) -> None:
        super().__init__(
            "The provisioning job has no attribute mapping for users.",
            remedy="In the Entra portal, restore the application's default mappings, then run the same command again.",
        )


def differing_rows(schema: Json) -> tuple[Row, ...]:
    """The wanted rows that are missing or say something else. Raises NoUserMapping."""
    mappings = user_mapping(schema)["attributeMappings"]
    return tuple(row for row in WANTED_ROWS if not _is_in_place(row, mappings))


def source_of(schema: Json, target: str) -> str | None:
    """Where an attribute of TOTAL comes from now, as the portal shows it; None where nothing is mapped to it."""
    for mapping in user_mapping(schema)["attributeMappings"]:
        if mapping["targetAttributeName"] == target:
            source = mapping.get("source") or {}
            plain = source.get("name") if source.get("type") == "Attribute" else source.get("expression")
            return str(plain or mapping.get("defaultValue") or "nothing")
    return None


def with_rows(schema: Json, rows: Sequence[Row]) -> Json:
    """A copy of the schema in which these rows are right and everything else is as it was."""
    changed: Json = json.loads(json.dumps(schema))  # several times faster than copy.deepcopy
    mapping = user_mapping(changed)
    for row in rows:
        _declare(changed, mapping["targetObjectName"], row.target)
        _put(mapping["attributeMappings"], row)
    return changed


def user_mapping(schema: Json) -> Json:
    """The object mapping for users; among several, the enabled one. Raises NoUserMapping."""
    candidates = [m for m in _object_mappings(schema) if m["sourceObjectName"].lower() == "user"]
    enabled = [mapping for mapping in candidates if mapping.get("enabled", True)]
    if not candidates:
        raise NoUserMapping
    return (enabled or candidates)[0]


def rule_id(schema: Json) -> str:
    """The id of the rule that maps users, which on-demand provisioning asks for. Raises NoUserMapping."""
    mapping = user_mapping(schema)
    for rule in schema["synchronizationRules"]:
        if any(candidate is mapping for candidate in rule["objectMappings"]):
            return str(rule["id"])
    raise NoUserMapping


def _object_mappings(schema: Json) -> Iterator[Json]:
    for rule in schema["synchronizationRules"]:
        yield from rule["objectMappings"]


def _is_in_place(row: Row, mappings: list[Json]) -> bool:
    return any(m["targetAttributeName"] == row.target and _reads(m, row.source) for m in mappings)


def _reads(mapping: Json, source: str) -> bool:
    found = mapping.get("source") or {}
    return found.get("type") == "Attribute" and found.get("name") == source


def _put(mappings: list[Json], row: Row) -> None:
    for mapping in mappings:
        if mapping["targetAttributeName"] == row.target:
            mapping.update(source=_attribute(row.source), defaultValue=None)
            return
    mappings.append(
        {
            "source": _attribute(row.source),
            "targetAttributeName": row.target,
            "defaultValue": None,
            "matchingPriority": 0,
            "flowType": "Always",
            "flowBehavior": "FlowWhenChanged",
            "exportMissingReferences": False,
        }
    )


def _attribute(name: str) -> Json:
    return {"expression": f"[{name}]", "name": name, "parameters": [], "type": "Attribute"}


def _declare(schema: Json, object_name: str, attribute: str) -> None:
    """A target may be mapped only when the target directory's object declares it."""
    for directory in schema.get("directories") or []:
        for thing in directory["objects"]:
            declared = {a["name"] for a in thing["attributes"]}
            if thing["name"] == object_name and attribute not in declared:
                thing["attributes"].append(_definition(attribute))


def _definition(attribute: str) -> Json:
    return {
        "anchor": False,
        "apiExpressions": [],
        "caseExact": False,
        "defaultValue": None,
        "flowNullValues": False,
        "metadata": [],
        "multivalued": False,
        "mutability": "ReadWrite",
        "name": attribute,
        "referencedObjects": [],
        "required": False,
        "type": "String",
    }
