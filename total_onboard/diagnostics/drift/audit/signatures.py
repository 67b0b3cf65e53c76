"""By step, the signature of a difference in the directory's audit log, and whether an entry matches it.

Some entries show a property before and after, some the affected object, some are the change by their name
alone. The other entries show only what was changed, and not in what.

Sources: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
         https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish-specific-user
         and for the properties, which Microsoft lists nowhere, docs/decisions/0030
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from total_onboard.diagnostics.drift.model import DriftKind
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.directory_audits import DirectoryAudit

_VALUE: Final = r'[^\s"\[\]]+'


class ChangeQuery(NamedTuple):
    """A difference as the log may know it: the ids and names of what differs, and the object in whose log it stands."""

    kind: DriftKind
    names: frozenset[str]
    object_id: str

    @property
    def was_added(self) -> bool:
        """Whether something is there that should not be; else something is not there that should."""
        return self.kind is DriftKind.UNMANAGED

    def is_among(self, names: set[str]) -> bool:
        """Return whether it is one of these names; without candidates, the last removal is meant."""
        return bool(names if self.kind is DriftKind.BLOCKED else names & self.names)


Shows = Callable[["DirectoryAudit", ChangeQuery], bool]


class AuditSignature(NamedTuple):
    """``activity`` is a pattern of the names under which it is logged; ``of`` the part of the object that they name."""

    activity: str
    shows: Shows
    of: str = ""

    def is_left_by(self, entry: DirectoryAudit, sought: ChangeQuery) -> bool:
        """Whether this entry is the very change that is sought."""
        return self.is_about(entry) and self.shows(entry, sought)

    def is_about(self, entry: DirectoryAudit) -> bool:
        """Whether it is a change of the same sort."""
        return bool(re.search(self.activity, entry.activity, re.IGNORECASE))


def _by_name(entry: DirectoryAudit, sought: ChangeQuery) -> bool:  # noqa: ARG001
    return True


def _by_nothing(entry: DirectoryAudit, sought: ChangeQuery) -> bool:  # noqa: ARG001
    return False


def _by_target(entry: DirectoryAudit, sought: ChangeQuery) -> bool:
    """Return whether the added or removed member is among the targets."""
    others = [one for one in entry.targets if one.id != sought.object_id]
    named = {name.casefold() for one in others for name in (one.id, one.display_name, one.user_principal_name)}
    return _goes_the_way_of(entry, sought) and sought.is_among(named)


def _by_value(*properties: str, value: str = _VALUE) -> Shows:
    """A property has lost what is missing, or gained what is too much; ``value`` is the pattern of one value of it."""

    def shows(entry: DirectoryAudit, sought: ChangeQuery) -> bool:
        changed = [one for target in entry.targets for one in target.modified_properties if one.name in properties]
        gained = {name for one in changed for name in _values(value, one.after) - _values(value, one.before)}
        lost = {name for one in changed for name in _values(value, one.before) - _values(value, one.after)}
        return sought.is_among(gained if sought.was_added else lost)

    return shows


def _by_switch(entry: DirectoryAudit, sought: ChangeQuery) -> bool:
    """Return whether the object was deleted, or sign-in to it disabled."""
    return entry.activity.casefold().startswith("delete") or (
        sought.kind is DriftKind.BLOCKED and _SWITCH(entry, sought)
    )


def _by_consent(entry: DirectoryAudit, sought: ChangeQuery) -> bool:
    """Match a changed grant, which is logged as added and as removed, each with both lists; return the fitting one."""
    return _goes_the_way_of(entry, sought) and _CONSENTED(entry, sought)


def _goes_the_way_of(entry: DirectoryAudit, sought: ChangeQuery) -> bool:
    return entry.activity.casefold().startswith("add" if sought.was_added else "remove")


def _values(pattern: str, text: str) -> set[str]:
    return {found.casefold() for found in re.findall(pattern, text)}


_CONSENTED: Final = _by_value("DelegatedPermissionGrant.Scope", "AppRole.Value", "AppRole.Id")
_SWITCH: Final = _by_value("AccountEnabled", value="true")
_ADDRESSES: Final = _by_value("AppAddress", value=r'"Address":\s*"([^"]*)"')
_PERMISSIONS: Final = _by_value("RequiredResourceAccess", value=r'"EntitlementId":\s*"([^"]*)"')
_SECRETS: Final = _by_value("KeyDescription", value=r"(?:KeyIdentifier|DisplayName)=([^,\]]*)")

AUDIT_SIGNATURES: Final[Mapping[str, AuditSignature]] = {
    StepId.APPLICATION: AuditSignature(r"^(delete application|update service principal)$", _by_switch),
    StepId.OWNER: AuditSignature(r"^remove owner from application$", _by_name),
    StepId.REDIRECT_URIS: AuditSignature(r"^update application$", _ADDRESSES),
    StepId.PERMISSIONS: AuditSignature(r"^update application$", _PERMISSIONS),
    StepId.CLIENT_SECRET: AuditSignature(r"secret|credential", _SECRETS),
    StepId.CONSENT: AuditSignature(
        r"delegated permission grant|app role assignment (to|from) service principal", _by_consent
    ),
    StepId.ASSIGNMENT: AuditSignature(r"app role assignment (grant )?(to|from) (user|group)", _by_target),
    StepId.GROUPS: AuditSignature(r"^delete group$", _by_name),
    StepId.MEMBERS: AuditSignature(r"member (to|from) group", _by_target),
    StepId.PROVISIONING_JOB: AuditSignature(r"delete provisioning configuration", _by_name),
    StepId.SCIM_CREDENTIALS: AuditSignature(
        r"provisioning setting or credentials", _by_nothing, of="the provisioning settings"
    ),
    StepId.ATTRIBUTE_MAPPING: AuditSignature(r"attribute mappings", _by_nothing, of="the attribute mapping"),
    StepId.START: AuditSignature(r"pause provisioning", _by_name),
    StepId.QUARANTINE: AuditSignature(r"provisioning", _by_nothing),
}
