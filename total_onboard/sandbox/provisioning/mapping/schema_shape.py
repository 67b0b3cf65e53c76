"""The shape of a synchronization schema that is sent to Graph; what does not fit is refused, never ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    """Knows every property by Graph's name and takes no other."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class KeyValue(Shape):
    """``synchronizationMetadataEntry``."""

    key: str
    value: str


class Parameter(Shape):
    """A parameter of a function."""

    key: str
    value: AttributeMappingSource


class AttributeMappingSource(Shape):
    """Source of an attribute's value."""

    expression: str | None = None
    name: str
    parameters: list[Parameter] = []
    type: Literal["Attribute", "Constant", "Function"]


class AttributeMapping(Shape):
    """One row: a target attribute and its source."""

    default_value: str | None = None
    export_missing_references: bool = False
    flow_behavior: Literal["FlowWhenChanged", "FlowAlways"] = "FlowWhenChanged"
    flow_type: Literal["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"] = "Always"
    matching_priority: int = 0
    source: AttributeMappingSource | None = None
    target_attribute_name: str


def _flow_types(value: str) -> str:
    if not {part.strip() for part in value.split(",")} <= {"None", "Add", "Update", "Delete"}:
        raise ValueError("flowTypes holds Add, Update and Delete, with commas.")
    return value


class ObjectMapping(Shape):
    """Mapping of objects of one kind to objects of the product."""

    enabled: bool = True
    flow_types: Annotated[str, AfterValidator(_flow_types)]
    name: str
    scope: dict[str, Any] | None = None
    source_object_name: str
    target_object_name: str
    metadata: list[KeyValue] = []
    attribute_mappings: list[AttributeMapping]


class Rule(Shape):
    """``synchronizationRule``."""

    id: str
    name: str
    priority: int = 1
    editable: bool = True
    source_directory_name: str
    target_directory_name: str
    container_filter: dict[str, Any] | None = None
    group_filter: dict[str, Any] | None = None
    metadata: list[KeyValue] = []
    object_mappings: list[ObjectMapping]


class ReferencedObject(Shape):
    """Target of an attribute of type Reference."""

    referenced_object_name: str
    referenced_property: str | None = None


class AttributeDefinition(Shape):
    """An attribute that a directory has."""

    name: str
    type: Literal["String", "Integer", "Reference", "Binary", "Boolean", "DateTime"] = "String"
    anchor: bool = False
    api_expressions: list[KeyValue] = []
    case_exact: bool = False
    default_value: str | None = None
    flow_null_values: bool = False
    metadata: list[KeyValue] = []
    multivalued: bool = False
    mutability: Literal["ReadWrite", "ReadOnly", "Immutable", "WriteOnly"] = "ReadWrite"
    referenced_objects: list[ReferencedObject] = []
    required: bool = False


class ObjectDefinition(Shape):
    """A kind of object that a directory has."""

    name: str
    metadata: list[KeyValue] = []
    supported_apis: list[str] = []
    attributes: list[AttributeDefinition]


class DirectoryDefinition(Shape):
    """One of the two directories."""

    id: str
    name: str
    discoverabilities: str = "None"
    discovery_date_time: str | None = None
    read_only: bool = False
    version: str | None = None
    objects: list[ObjectDefinition]


class SynchronizationSchema(Shape):
    """The whole schema."""

    id: str | None = None
    version: str | None = None
    synchronization_rules: list[Rule] = Field(min_length=1)
    directories: list[DirectoryDefinition] = []
