"""Quarantine: a job that fails as a whole is tried less and less often (Entra page “Application provisioning in
quarantine status”)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from total_onboard.sandbox.provisioning.scim.scim_failures import INVALID_CREDENTIALS

Reason = Literal[
    "EncounteredBaseEscrowThreshold",
    "EncounteredTotalEscrowThreshold",
    "EncounteredEscrowProportionThreshold",
    "EncounteredQuarantineException",
    "Unknown",
    "QuarantinedOnDemand",
    "TooManyDeletes",
    "IngestionInterrupted",
]
"""All values of Graph's ``quarantineReason``; simulated cycles produce two of them, tests set the others."""

_PAUSES: Final = (timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))
"""Before the first, second and every later attempt to leave it."""


@dataclass(frozen=True)
class Quarantine:
    """Reason and start of a quarantine, and the next attempt. ``attempts`` counts the failures so far."""

    reason: Reason
    message: str
    code: str
    began: datetime
    next_attempt: datetime
    attempts: int = 1

    @property
    def error(self) -> dict[str, Any]:
        """The ``synchronizationError`` of the job's status."""
        return {"code": self.code, "message": self.message, "tenantActionable": True}


def quarantined(earlier: Quarantine | None, reason: Reason, message: str, now: datetime) -> Quarantine:
    """Enter quarantine, or stay in it after one more failure."""
    attempts = earlier.attempts + 1 if earlier else 1
    return Quarantine(
        reason=reason,
        message=message,
        code=INVALID_CREDENTIALS if reason == "EncounteredQuarantineException" else reason,
        began=earlier.began if earlier else now,
        next_attempt=now + pause_after(attempts),
        attempts=attempts,
    )


def pause_after(attempts: int) -> timedelta:
    """Return how long the service waits after so many failures."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]
