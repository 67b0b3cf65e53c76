"""Audit signatures of deleting the application, and of switching its sign-in off."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.inspection.audit_signature import AuditedObject, AuditSignature, ChangeQuery, by_value
from total_onboard.entra.resources.directory_audits import DirectoryAudit

_SWITCH: Final = by_value("AccountEnabled", value="true")


def _by_deletion_or_switch(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    return entry.activity.casefold().startswith("delete") or (query.is_blocked and _SWITCH(entry, query))


DELETED_OR_DISABLED: Final = AuditSignature(
    r"^(delete application|update service principal)$", _by_deletion_or_switch, AuditedObject.APPLICATION
)
