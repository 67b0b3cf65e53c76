"""Settings of the mappings of people and groups: enabled, and what they may do at TOTAL.

Source: https://learn.microsoft.com/graph/api/resources/synchronization-objectmapping
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.steps.attribute_mapping.find_mappings import Json, object_mapping

_ALL_FLOWS: Final = "Add,Update,Delete"


@dataclass(frozen=True)
class Enabled:
    """A mapping that is off is passed over: nobody new comes to TOTAL, and nobody leaves."""

    kind: str
    people: str
    desired: str = "on"

    @property
    def resource(self) -> str:
        """Whose mapping."""
        return f"mapping of {self.people}"

    @property
    def sentence(self) -> str:
        """What is to be done."""
        return (
            f"Enable the mapping of {self.people} (while it is disabled, no {self.people} are provisioned or removed)"
        )

    @property
    def outcome(self) -> str:
        """What is done then."""
        return f"{self.resource} on"

    def is_met(self, schema: Json) -> bool:
        """Return whether it is on; a mapping that is not there at all cannot be switched."""
        mapping = object_mapping(schema, self.kind)
        return mapping is None or bool(mapping.get("enabled", True))

    def found(self, schema: Json) -> str:
        """Return what it is now."""
        return "on" if self.is_met(schema) else "off"

    def put(self, schema: Json) -> None:
        """Set it right, in place."""
        if mapping := object_mapping(schema, self.kind):
            mapping["enabled"] = True


@dataclass(frozen=True)
class Flows:
    """Allowed actions at TOTAL: without ``Add`` nobody comes, without ``Delete`` nobody leaves."""

    kind: str
    people: str
    desired: str = _ALL_FLOWS

    @property
    def resource(self) -> str:
        """The object type, as Graph names it."""
        return f"flowTypes of {self.people}"

    @property
    def sentence(self) -> str:
        """What is to be done."""
        return f"Allow provisioning to add, change and remove {self.people} at TOTAL"

    @property
    def outcome(self) -> str:
        """What is done then."""
        return f"{self.resource} {self.desired}"

    def is_met(self, schema: Json) -> bool:
        """Return whether nothing is left out."""
        return _parts(self.desired) <= _parts(self.found(schema))

    def found(self, schema: Json) -> str:
        """Return the allowed actions; all by default."""
        mapping = object_mapping(schema, self.kind) or {}
        return str(mapping.get("flowTypes") or _ALL_FLOWS)

    def put(self, schema: Json) -> None:
        """Set it right, in place."""
        if mapping := object_mapping(schema, self.kind):
            mapping["flowTypes"] = self.desired


SETTINGS: Final[tuple[Enabled | Flows, ...]] = (
    Enabled("User", "people"),
    Flows("User", "people"),
    Enabled("Group", "groups"),
    Flows("Group", "groups"),
)


def _parts(flows: str) -> set[str]:
    return {part.strip() for part in flows.split(",")}
