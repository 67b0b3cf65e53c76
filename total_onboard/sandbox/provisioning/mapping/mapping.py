"""An object mapping at work: a person or group of the directory becomes target attributes."""

from __future__ import annotations

from typing import Any

from total_onboard.sandbox.provisioning.mapping.directory_attributes import read_attribute
from total_onboard.sandbox.provisioning.mapping.expressions import evaluate
from total_onboard.sandbox.provisioning.mapping.functions import Value

Body = dict[str, Any]
Targets = dict[str, Value]
"""Values by target attribute, such as ``emails[type eq "work"].value``; attributes without a value are absent."""


def object_mapping(schema: Body, source_object: str) -> Body | None:
    """Return the enabled mapping of ``User`` or ``Group``; None when there is none."""
    mappings = (mapping for rule in schema["synchronizationRules"] for mapping in rule["objectMappings"])
    return next((one for one in mappings if one["enabled"] and one["sourceObjectName"] == source_object), None)


def allows(mapping: Body, flow: str) -> bool:
    """Return whether a mapping allows ``Add``, ``Update`` or ``Delete`` (Graph reference, ``objectMapping``)."""
    return flow in {part.strip() for part in mapping["flowTypes"].split(",")}


def target_values(mapping: Body, body: Body, *, is_entitled: bool, is_new: bool) -> Targets:
    """Return what the mapping makes of an object; ``members`` and ``manager`` are references, which others resolve.

    Rows that flow at creation only (``ObjectAddOnly``) are left out unless the object ``is_new``.
    """
    rows = [row for row in mapping["attributeMappings"] if is_new or row["flowType"] != "ObjectAddOnly"]
    values = {row["targetAttributeName"]: _value(row, body, is_entitled) for row in rows if not is_reference(row)}
    return {target: value for target, value in values.items() if value is not None and value != ""}


def flowing_targets(mapping: Body) -> set[str]:
    """Return the target attributes that are kept up to date after creation."""
    rows = mapping["attributeMappings"]
    return {row["targetAttributeName"] for row in rows if row["flowType"] != "ObjectAddOnly" and not is_reference(row)}


def is_reference(row: Body) -> bool:
    """Return whether a row points to other objects."""
    return bool(row["source"]) and row["source"]["name"] in ("members", "manager")


def maps_members(mapping: Body) -> bool:
    """Return whether a group's members are carried over."""
    return any(row["targetAttributeName"] == "members" for row in mapping["attributeMappings"])


def matching_targets(mapping: Body) -> list[str]:
    """Return the target attributes by which an object is found at the product, first tried first."""
    rows = [row for row in mapping["attributeMappings"] if row["matchingPriority"] > 0]
    return [row["targetAttributeName"] for row in sorted(rows, key=lambda row: int(row["matchingPriority"]))]


def _value(row: Body, body: Body, is_entitled: bool) -> Value:
    if row["source"] is None:
        value: Value = row["defaultValue"]
        return value
    value = evaluate(row["source"], lambda name: read_attribute(body, name, is_entitled=is_entitled))
    return row["defaultValue"] if value in (None, "") else value
