"""Results of checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from total_onboard.engine.access.optional_read import Unavailable


class CheckStatus(StrEnum):
    """Status of a check. ``skip`` always says why; a check without permission to read does not pass."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class CheckResult(BaseModel):
    """Result of one check, the requirement, and the remedy. Serializes into ``checks`` of the JSON document."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    outcome: CheckStatus
    found: str
    needed: str
    remedy: str = ""
    docs: str = ""

    def accepted(self) -> CheckResult:
        """Return the failure as accepted by the admin."""
        if self.outcome is not CheckStatus.FAIL:
            return self
        return self.model_copy(update={"outcome": CheckStatus.WARN, "found": f"{self.found} (accepted by you)"})


@dataclass(frozen=True)
class CheckOutcome:
    """Outcome of a check's function; the check adds its own name and title."""

    outcome: CheckStatus
    found: str
    remedy: str = ""


def passed(found: str) -> CheckOutcome:
    """Report success."""
    return CheckOutcome(CheckStatus.PASS, found)


def warned(found: str, remedy: str) -> CheckOutcome:
    """Report a warning: the setup can continue."""
    return CheckOutcome(CheckStatus.WARN, found, remedy)


def failed(found: str, remedy: str) -> CheckOutcome:
    """Report a failure: the setup cannot succeed until the remedy is applied."""
    return CheckOutcome(CheckStatus.FAIL, found, remedy)


def skipped(why: str, remedy: str = "") -> CheckOutcome:
    """Report a check that does not apply here, or could not be completed."""
    return CheckOutcome(CheckStatus.SKIP, why, remedy)


def unknown(what: Unavailable, remedy: str = "") -> CheckOutcome:
    """Report a check whose data cannot be read, so that its result is unknown."""
    return skipped(f"Unknown: {what.why}", remedy)
