"""The shape of a synchronization schema, as far as it is looked into: what has another one is refused as a whole.

A part that is absent or null is no fault of shape. Reference:
https://learn.microsoft.com/graph/api/resources/synchronization-synchronizationschema
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from total_onboard.entra.graph.model import GraphModel


class _Source(GraphModel):
    type: str = ""
    name: str = ""
    expression: str = ""


class _AttributeMapping(GraphModel):
    target_attribute_name: str = ""
    flow_type: str = ""
    source: _Source = _Source()


class _ObjectMapping(GraphModel):
    source_object_name: str = ""
    target_object_name: str = ""
    flow_types: str = ""
    attribute_mappings: tuple[_AttributeMapping, ...] = ()


class _Rule(GraphModel):
    id: str = ""
    object_mappings: tuple[_ObjectMapping, ...] = ()


class _Attribute(GraphModel):
    name: str = ""


class _Object(GraphModel):
    name: str = ""
    attributes: tuple[_Attribute, ...] = ()


class _Directory(GraphModel):
    objects: tuple[_Object, ...] = ()


class _Shape(GraphModel):
    synchronization_rules: tuple[_Rule, ...] = ()
    directories: tuple[_Directory, ...] = ()


class RawSchema(GraphModel, extra="allow"):
    """A schema as it came, unknown members included."""

    @model_validator(mode="after")
    def _has_the_shape(self) -> Self:
        _Shape.model_validate(self.model_extra)
        return self
