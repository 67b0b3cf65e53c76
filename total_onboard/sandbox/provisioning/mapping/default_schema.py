"""The synchronization schema that a new application without a gallery entry is given, as Graph shows it."""

from __future__ import annotations

from typing import Any

from total_onboard.sandbox.provisioning.mapping.default_mapping import declaration
from total_onboard.sandbox.provisioning.mapping.expressions import parse
from total_onboard.sandbox.unsettled_behavior import Readings

Body = dict[str, Any]


def default_schema(schema_id: str, readings: Readings | None = None) -> Body:
    """Return a whole ``synchronizationSchema``: one rule, which maps groups and users, and the two directories."""
    readings = readings or Readings()
    declared = declaration(readings)
    return {
        "id": schema_id,
        "version": readings.schema_version,
        "synchronizationRules": [_rule(declared)],
        "directories": [_source_directory(declared), _target_directory(declared)],
    }


def _rule(declared: Body) -> Body:
    return {
        "id": declared["rule_id"],
        "name": "USERGROUP_OUTBOUND_USERGROUP",
        "priority": 1,
        "editable": True,
        "sourceDirectoryName": declared["directory"]["name"],
        "targetDirectoryName": declared["product"]["name"],
        "containerFilter": None,
        "groupFilter": None,
        "metadata": _metadata(defaultSourceObjectMappings="[]", supportsProvisionOnDemand="true"),
        "objectMappings": [_object_mapping(kind, declared[kind.lower()]) for kind in declared["order"]],
    }


def _object_mapping(source_object: str, declared: Body) -> Body:
    return {
        "enabled": True,
        "flowTypes": "Add,Update,Delete",
        "name": declared["name"],
        "scope": None,
        "sourceObjectName": source_object,
        "targetObjectName": declared["target"],
        "metadata": _metadata(
            EscrowBehavior='"Default"',
            DisableMonitoringForChanges="false",
            OriginalJoiningProperty=declared["joined_by"],
            Disposition='"Normal"',
            IsCustomerDefined="false",
            ExcludeFromReporting="false",
            Unsynchronized="false",
        ),
        "attributeMappings": [
            _attribute_mapping(target, expression, declared["matching"].get(target, 0))
            for target, expression in declared["rows"].items()
        ],
    }


def _attribute_mapping(target: str, expression: str, matching_priority: int) -> Body:
    return {
        "defaultValue": None,
        "exportMissingReferences": False,
        "flowBehavior": "FlowWhenChanged",
        "flowType": "Always",
        "matchingPriority": matching_priority,
        "source": parse(expression),
        "targetAttributeName": target,
    }


def _source_directory(declared: Body) -> Body:
    directory = declared["directory"]
    objects = [_object(name, [_attribute(one, "objectId") for one in directory[name]]) for name in ("Group", "User")]
    return _directory(directory, objects)


def _target_directory(declared: Body) -> Body:
    objects = [
        _object(kind["target"], [_attribute("id", "id"), *(_attribute(target, "id") for target in kind["rows"])])
        for kind in (declared["group"], declared["user"])
    ]
    return _directory(declared["product"], objects)


def _directory(declared: Body, objects: list[Body]) -> Body:
    return {
        "id": declared["id"],
        "name": declared["name"],
        "discoverabilities": "AttributeNames, AttributeDataTypes",
        "discoveryDateTime": None,
        "readOnly": False,
        "version": None,
        "objects": objects,
    }


def _object(name: str, attributes: list[Body]) -> Body:
    return {"name": name, "metadata": [], "supportedApis": [], "attributes": attributes}


def _attribute(name: str, anchor: str) -> Body:
    last = name.rpartition(":")[2]
    references = (
        [{"referencedObjectName": "User", "referencedProperty": "id"}] if last in ("manager", "members") else []
    )
    return {
        "name": name,
        "type": "Reference" if references else "Boolean" if last == "active" else "String",
        "anchor": name == anchor,
        "apiExpressions": [],
        "caseExact": name in ("id", "objectId", "externalId"),
        "defaultValue": None,
        "flowNullValues": False,
        "metadata": [],
        "multivalued": last in ("appRoleAssignments", "members", "otherMails", "proxyAddresses"),
        "mutability": "ReadOnly" if name == anchor else "ReadWrite",
        "referencedObjects": references,
        "required": name in ("userName", "displayName") and anchor == "id",
    }


def _metadata(**values: str) -> list[Body]:
    return [{"key": key, "value": value} for key, value in values.items()]
