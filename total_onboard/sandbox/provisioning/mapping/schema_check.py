"""Validation of a synchronization schema, as in Graph."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import ValidationError

from total_onboard.sandbox.provisioning.mapping.expressions import BadExpression, attributes_of, check
from total_onboard.sandbox.provisioning.mapping.schema_shape import ObjectMapping, Rule, SynchronizationSchema

Body = dict[str, Any]


class BadSchema(ValueError):
    """The schema cannot be taken; the text says why."""


def checked_schema(body: Any) -> Body:  # noqa: ANN401
    """Return the schema as it is to be kept, without OData's annotations. Raises BadSchema."""
    try:
        schema = SynchronizationSchema.model_validate(without_annotations(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadSchema(f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}.") from None
    for rule in schema.synchronization_rules:
        for mapping in rule.object_mappings:
            _check_mapping(mapping, _attributes(schema, rule, mapping))
    return schema.model_dump(by_alias=True)


def without_annotations(body: Any) -> Any:  # noqa: ANN401
    """Return a JSON value without the members that OData adds, such as ``@odata.type``."""
    if isinstance(body, list):
        return [without_annotations(one) for one in body]
    if isinstance(body, dict):
        return {key: without_annotations(value) for key, value in body.items() if "@odata." not in key}
    return body


def _attributes(schema: SynchronizationSchema, rule: Rule, mapping: ObjectMapping) -> tuple[set[str], set[str]]:
    """Return the names of the attributes of the mapping's source and target objects."""
    return (
        _names(schema, rule.source_directory_name, mapping.source_object_name),
        _names(schema, rule.target_directory_name, mapping.target_object_name),
    )


def _names(schema: SynchronizationSchema, directory_name: str, object_name: str) -> set[str]:
    for directory in schema.directories:
        if directory.name == directory_name:
            for one in directory.objects:
                if one.name == object_name:
                    return {attribute.name for attribute in one.attributes}
    raise BadSchema(f"The object {object_name} is not defined in the directory {directory_name}.")


def _check_mapping(mapping: ObjectMapping, attributes: tuple[set[str], set[str]]) -> None:
    if mapping.scope:
        raise BadSchema("The sandbox tenant evaluates no scoping filters; leave scope null.")
    source_names, target_names = attributes
    targets = Counter(row.target_attribute_name for row in mapping.attribute_mappings)
    for target, times in targets.items():
        if times > 1:
            raise BadSchema(f"The attribute {target} is mapped {times} times; it may be mapped once.")
        if target not in target_names:
            raise BadSchema(f"The attribute {target} is not defined in {mapping.target_object_name}.")
    if mapping.enabled and not any(row.matching_priority > 0 for row in mapping.attribute_mappings):
        raise BadSchema(f"{mapping.name} has no matching attribute.")
    for row in mapping.attribute_mappings:
        if row.source:
            _check_source(row.source.model_dump(by_alias=True), source_names, mapping.source_object_name)


def _check_source(source: Body, source_names: set[str], object_name: str) -> None:
    try:
        check(source)
    except BadExpression as error:
        raise BadSchema(str(error)) from None
    for name in attributes_of(source):
        if name not in source_names:
            raise BadSchema(f"The attribute {name} is not defined in {object_name}.")
