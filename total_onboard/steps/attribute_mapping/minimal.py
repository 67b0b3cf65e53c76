"""The minimal attribute set: people's data that TOTAL needs, and how to stop sending the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from total_onboard.core.text.formatting import pluralize
from total_onboard.steps.attribute_mapping.find_mappings import Json, user_mapping
from total_onboard.steps.attribute_mapping.required_rows import ENTERPRISE_USER

MINIMAL_TARGETS: Final = (
    "userName",
    "active",
    "displayName",
    "name.givenName",
    "name.familyName",
    'emails[type eq "work"].value',
    "externalId",
    "title",
    f"{ENTERPRISE_USER}:department",
)
"""Attributes at TOTAL that sign-in, roles and the console's list of people need."""


@dataclass(frozen=True)
class SurplusRows:
    """Mapped attributes that the minimal set leaves out; none are known before the schema has been read."""

    targets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    resource: str = "attributes of people"
    desired: str = f"the {len(MINIMAL_TARGETS)} that TOTAL needs"

    @property
    def sentence(self) -> str:
        """What is to be done."""
        if not self.targets:
            return (
                f"Send only the {len(MINIMAL_TARGETS)} attributes of each person that TOTAL needs, not phone numbers, "
                "addresses, language, employee ID or manager"
            )
        return f"Stop sending {pluralize(len(self.names), 'attribute')} of each person: {', '.join(self.names)}"

    @property
    def outcome(self) -> str:
        """What is done then."""
        return f"no longer sent: {', '.join(self.names)}"

    def is_met(self, schema: Json) -> bool:
        """Return whether nothing else is sent."""
        return not surplus_rows(schema).targets

    def found(self, schema: Json) -> str:
        """Return what is sent in addition."""
        return ", ".join(surplus_rows(schema).names)

    def put(self, schema: Json) -> None:
        """Stop sending them, in place; a schema of another moment loses what it has, not what was seen."""
        people = user_mapping(schema)
        rows: list[Json] = people.get("attributeMappings") or []
        people["attributeMappings"] = [row for row in rows if not _is_surplus(row)]


def surplus_rows(schema: Json) -> SurplusRows:
    """Return the mapped attributes that TOTAL doesn't need. Raises NoUserMapping.

    An attribute by which people are matched stays: without it, the next cycle could take them for others.
    """
    rows: list[Json] = user_mapping(schema).get("attributeMappings") or []
    surplus = [row for row in rows if _is_surplus(row)]
    kept = {name for row in rows if not _is_surplus(row) for name in _directory_names(row)}
    return SurplusRows(
        targets=tuple(str(row.get("targetAttributeName")) for row in surplus),
        names=tuple(dict.fromkeys(name for row in surplus for name in _names(row, kept))),
    )


def matched_by(schema: Json) -> tuple[str, ...]:
    """Return the attributes that are sent beyond the minimal set because people are matched by them."""
    rows: list[Json] = user_mapping(schema).get("attributeMappings") or []
    kept = [row for row in rows if _is_beyond(row) and _is_matching(row)]
    return tuple(dict.fromkeys(name for row in kept for name in _names(row, ())))


def _is_surplus(row: Json) -> bool:
    return _is_beyond(row) and not _is_matching(row)


def _is_beyond(row: Json) -> bool:
    return row.get("targetAttributeName") not in MINIMAL_TARGETS


def _is_matching(row: Json) -> bool:
    priority = row.get("matchingPriority")
    return isinstance(priority, int) and priority > 0


def _names(row: Json, kept: Collection[str]) -> list[str]:
    """Return what stops flowing: attributes of the directory, or TOTAL's one if those are still sent otherwise."""
    return [name for name in _directory_names(row) if name not in kept] or [str(row.get("targetAttributeName"))]


def _directory_names(row: Json) -> list[str]:
    source = row.get("source") or {}
    is_plain = source.get("type") == "Attribute"
    return [str(source.get("name"))] if is_plain else re.findall(r"\[(\w+)\]", str(source.get("expression")))
