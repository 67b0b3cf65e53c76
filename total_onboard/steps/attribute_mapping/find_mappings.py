"""A synchronization schema: the location of the mappings of people and groups.

It is kept as Graph gave it, because writing it replaces all of it (synchronizationschema-update).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from total_onboard.core.errors import OnboardError

Json = dict[str, Any]


class NoUserMapping(OnboardError):
    """The schema has no mapping for people, so there is nothing to correct."""

    code = "no-user-mapping"

    def __init__(self) -> None:
        super().__init__(
            "The provisioning job has no attribute mapping for users.",
            remedy="In the Microsoft Entra admin center, restore the application's default mappings, then run "
            "the same command again.",
        )


def user_mapping(schema: Json) -> Json:
    """Return the object mapping for users. Raises NoUserMapping."""
    mapping = object_mapping(schema, "User")
    if mapping is None:
        raise NoUserMapping
    return mapping


# Assumptions source-directory, mapping-name, mapping-order.
def object_mapping(schema: Json, kind: str) -> Json | None:
    """Return the object mapping for ``User`` or ``Group``; among several, the enabled one."""
    candidates = [m for m in _object_mappings(schema) if _source_of(m) == kind.lower()]
    enabled = [mapping for mapping in candidates if mapping.get("enabled", True)]
    return next(iter(enabled or candidates), None)


# Assumption rule-id.
def rule_id(schema: Json) -> str:
    """Return the id of the rule that maps users, which on-demand provisioning asks for. Raises NoUserMapping."""
    mapping = user_mapping(schema)
    for rule in _several(schema, "synchronizationRules"):
        if any(candidate is mapping for candidate in _several(rule, "objectMappings")):
            return str(rule.get("id") or "")
    raise NoUserMapping


def _object_mappings(schema: Json) -> Iterator[Json]:
    for rule in _several(schema, "synchronizationRules"):
        yield from _several(rule, "objectMappings")


def _several(parent: Json, name: str) -> list[Json]:
    """Return a collection, empty if Graph says null or nothing."""
    return parent.get(name) or []


def _source_of(mapping: Json) -> str:
    return str(mapping.get("sourceObjectName") or "").lower()
