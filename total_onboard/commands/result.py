"""Result of a command: an exit status, and the members of its JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from total_onboard.core.exit_status import ExitStatus


@dataclass(frozen=True)
class CommandResult:
    """``members`` are what the command adds to the document, named after the result."""

    exit_status: ExitStatus = ExitStatus.DONE
    members: Mapping[str, object] = field(default_factory=dict)
