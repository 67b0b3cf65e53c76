"""Audit signatures of changes of the consent."""

from __future__ import annotations

from typing import Final

from total_onboard.engine.inspection.audit_signature import AuditSignature, ChangeQuery, by_value, is_same_direction
from total_onboard.entra.resources.directory_audits import DirectoryAudit

_GRANTED: Final = by_value("DelegatedPermissionGrant.Scope", "AppRole.Value", "AppRole.Id")


def _by_grant(entry: DirectoryAudit, query: ChangeQuery) -> bool:
    """Recognize the fitting one of two entries: a changed grant is logged as added and as removed, with both lists."""
    return is_same_direction(entry, query) and _GRANTED(entry, query)


CONSENTED: Final = AuditSignature(
    r"delegated permission grant|app role assignment (to|from) service principal", _by_grant
)
