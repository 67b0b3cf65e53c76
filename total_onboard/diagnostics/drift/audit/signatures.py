"""The signature in the directory's audit log that each step declares for its differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from total_onboard.engine.inspection.audit_signature import AuditSignature
from total_onboard.steps import REPAIR_STEPS

AUDIT_SIGNATURES: Final[Mapping[str, AuditSignature]] = {
    step.id: step.audit_signature for step in REPAIR_STEPS if step.audit_signature
}
