"""Result of exporting one person or group, for the job's status, its log and an answer on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from total_onboard.sandbox.provisioning.mapping.mapping import Targets

IN_SYNC: Final = "RedundantExport"
NOT_ENTITLED: Final = "NotEffectivelyEntitled"
ALREADY_DISABLED: Final = "RedundantSoftDelete"

Action = Literal["create", "update", "disable", "delete", "other"]
Result = Literal["success", "skipped", "failure"]

_REASONS: Final = {
    IN_SYNC: "The state of the entry in both the source and target systems already match.",
    NOT_ENTITLED: "The entry is not assigned to the application, so it is not in scope.",
    ALREADY_DISABLED: "The entry is disabled at the target already.",
}


@dataclass(frozen=True)
class Outcome:
    """One export. ``source_id`` is the directory's object; ``changed`` and ``before`` are target attributes."""

    kind: str
    source_id: str
    source_name: str
    action: Action
    result: Result
    target_id: str | None = None
    code: str = ""
    message: str = ""
    changed: Targets = field(default_factory=dict)
    before: Targets = field(default_factory=dict)


def reason(code: str) -> str:
    """Return the sentence for why an entry was skipped."""
    return _REASONS[code]
