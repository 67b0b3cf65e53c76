"""Signature of a change in the directory's audit log, and whether an entry matches a difference.

Some entries show what a property was before and after, some who was added or removed, some are the change by their
name alone. The others tell only what was changed, and not how.

Sources: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
         https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish-specific-user
         and for the properties, which Microsoft lists nowhere, docs/decisions/0030
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from total_onboard.entra.resources.directory_audits import DirectoryAudit

_VALUE: Final = r'[^\s"\[\]]+'


class AuditedObject(StrEnum):
    """The object in whose log a change is."""

    APPLICATION = "application"
    SERVICE_PRINCIPAL = "service principal"
    GROUP = "group"


class ChangeQuery(NamedTuple):
    """A difference as the log may know it: the IDs and names of what differs, and the object in whose log it is.

    ``was_added`` means that something is there that should not be; otherwise something is missing. ``is_blocked``
    means that nothing usable is left: then the last removal is looked for.
    """

    names: frozenset[str]
    object_id: str
    was_added: bool = False
    is_blocked: bool = False

    def is_among(self, names: set[str]) -> bool:
        """Return whether it is one of these."""
        return bool(names if self.is_blocked else names & self.names)


Shows = Callable[[DirectoryAudit, ChangeQuery], bool]


class AuditSignature(NamedTuple):
    """Entries about one part of an object.

    ``activity`` is a pattern of the names under which it is logged, ``of`` the part of the object that they name.
    """

    activity: str
    shows: Shows
    log: AuditedObject = AuditedObject.SERVICE_PRINCIPAL
    of: str = ""

    def is_left_by(self, entry: DirectoryAudit, query: ChangeQuery) -> bool:
        """Return whether this entry is the very change that is looked for."""
        return self.is_about(entry) and self.shows(entry, query)

    def is_about(self, entry: DirectoryAudit) -> bool:
        """Return whether it is a change of the same sort."""
        return bool(re.search(self.activity, entry.activity, re.IGNORECASE))


def by_name(entry: DirectoryAudit, query: ChangeQuery) -> bool:  # noqa: ARG001
    """Recognize the change by its name alone."""
    return True


def by_nothing(entry: DirectoryAudit, query: ChangeQuery) -> bool:  # noqa: ARG001
    """Recognize no change: the log does not tell it from others."""
    return False


def by_target(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    """Recognize a person or group that was added or removed and is among the targets."""
    others = [one for one in entry.targets if one.id != query.object_id]
    named = {name.casefold() for one in others for name in (one.id, one.display_name, one.user_principal_name)}
    return is_same_direction(entry, query) and query.is_among(named)


def by_value(*properties: str, value: str = _VALUE) -> Shows:
    """Recognize a property that lost what is missing, or gained what is too much.

    ``value`` is the pattern of one value of the property.
    """

    def shows(entry: DirectoryAudit, query: ChangeQuery) -> bool:
        changed = [one for target in entry.targets for one in target.modified_properties if one.name in properties]
        gained = {name for one in changed for name in _values(value, one.after) - _values(value, one.before)}
        lost = {name for one in changed for name in _values(value, one.before) - _values(value, one.after)}
        return query.is_among(gained if query.was_added else lost)

    return shows


def is_same_direction(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    """Return whether the entry adds what was added, or removes what is missing."""
    return entry.activity.casefold().startswith("add" if query.was_added else "remove")


def _values(pattern: str, text: str) -> set[str]:
    return {found.casefold() for found in re.findall(pattern, text)}
