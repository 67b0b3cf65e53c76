"""Requirements of TOTAL on a synchronization schema, and how to repair it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, Protocol

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.steps.attribute_mapping.find_mappings import Json
from total_onboard.steps.attribute_mapping.minimal import SurplusRows, surplus_rows
from total_onboard.steps.attribute_mapping.object_settings import SETTINGS
from total_onboard.steps.attribute_mapping.required_rows import ACTIVE, WANTED_ROWS


class MappingRequirement(Protocol):
    """Requirement: a row of a mapping, or a setting of one."""

    @property
    def resource(self) -> str:
        """What it is about."""

    @property
    def desired(self) -> str:
        """How it must be."""

    @property
    def sentence(self) -> str:
        """What to do if it is not met."""

    @property
    def outcome(self) -> str:
        """What is done then."""

    def is_met(self, schema: Json) -> bool:
        """Return whether it is so. Raises NoUserMapping."""

    def found(self, schema: Json) -> str | None:
        """Return how it is now."""

    def put(self, schema: Json) -> None:
        """Set it right, in place."""


DEMANDS: Final[tuple[MappingRequirement, ...]] = (*WANTED_ROWS, ACTIVE, *SETTINGS)


def unmet_requirements(schema: Json, attributes: AttributeSet) -> tuple[MappingRequirement, ...]:
    """Return what the schema lacks, or has in addition to a minimal set. Raises NoUserMapping."""
    demands = DEMANDS if attributes is AttributeSet.DEFAULT else (*DEMANDS, surplus_rows(schema))
    return tuple(demand for demand in demands if not demand.is_met(schema))


def requirements_of_new_job(attributes: AttributeSet) -> tuple[MappingRequirement, ...]:
    """Return what Microsoft's defaults for a new job may lack, before they can be read."""
    return WANTED_ROWS if attributes is AttributeSet.DEFAULT else (*WANTED_ROWS, SurplusRows())


def with_requirements(schema: Json, demands: Iterable[MappingRequirement]) -> Json:
    """Return a copy of the schema in which these are met and everything else is as it was."""
    changed: Json = json.loads(json.dumps(schema))  # several times faster than copy.deepcopy
    for demand in demands:
        demand.put(changed)
    return changed
