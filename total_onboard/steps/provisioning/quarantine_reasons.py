"""Quarantine explained: from what Microsoft says of a job to the cause, what shows it, and what to do."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.entra.resources.synchronization.requests import SynchronizationJob

_STATUS: Final = re.compile(r"Status Code:\s*(\w+)", re.IGNORECASE)
_UNKNOWN: Final = "Unknown"


class QuarantineReason(BaseModel):
    """One entry of ``quarantine_reasons.toml``; the file says what each member means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reason: str
    says: str = ""
    cause: str
    evidence: str
    remedy: str
    credentials: bool = False
    restart: str = ""
    test: bool = False

    def is_of(self, job: SynchronizationJob) -> bool:
        """Return whether it explains this job's quarantine."""
        quoted = f"{job.quarantine_code} {job.quarantine_message or ''}"
        return self.reason == job.quarantine_reason and bool(re.search(self.says, quoted, re.IGNORECASE))

    def evidence_of(self, job: SynchronizationJob) -> str:
        """Return what shows that it is so, with the job's own numbers and words."""
        message, cycle = job.quarantine_message or "", job.last_cycle
        found = _STATUS.search(message)
        return self.evidence.format(
            status=found[1] if found else "an error",
            message=message,
            quoted=f": {message}" if message else "",
            failures=job.failures_in_a_row,
            escrowed=cycle.escrowed if cycle else 0,
            entitled=cycle.entitled if cycle else 0,
        )


def quarantine_reason_for(job: SynchronizationJob) -> QuarantineReason | None:
    """Return why a job is in quarantine, None for one that is not; a reason that nobody knows yet counts as unknown."""
    if job.quarantine_reason is None:
        return None
    fitting = [one for one in quarantine_reasons() if one.is_of(job)]
    return fitting[0] if fitting else next(one for one in quarantine_reasons() if one.reason == _UNKNOWN)


@cache
def quarantine_reasons() -> tuple[QuarantineReason, ...]:
    """Return the whole table."""
    text = (resources.files(__package__) / "quarantine_reasons.toml").read_text(encoding="utf-8")
    return tuple(QuarantineReason.model_validate(each) for each in tomllib.loads(text)["quarantine"])
