"""An object mapping at work: a person or group of the directory becomes target attributes."""

from __future__ import annotations

from typing import Any, Final

from total_onboard.sandbox.provisioning.mapping.expressions import evaluate
from total_onboard.sandbox.provisioning.mapping.functions import Value

_GRAPH_NAMES: Final = {
    "facsimileTelephoneNumber": "faxNumber",
    "mobile": "mobilePhone",
    "objectId": "id",
    "physicalDeliveryOfficeName": "officeLocation",
    "telephoneNumber": "businessPhones",
}


def read_attribute(body: dict[str, Any], name: str, *, is_entitled: bool) -> Value:
    """Return one attribute of a user or group as Graph shows it; None if it has no value.

    ``IsSoftDeleted`` is true of a user who is deleted, disabled or no longer assigned (Entra page “How Application
    Provisioning works”, De-provisioning).
    """
    if name == "IsSoftDeleted":
        return str(not is_entitled or not body.get("accountEnabled", True))
    value = body.get(_GRAPH_NAMES.get(name, name))
    if name == "telephoneNumber":
        return value[0] if value else None
    return None if value == "" else value


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
