"""Exit status of a run over several tenants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.core.exit_status import ExitStatus

_GRAVEST_FIRST: Final = (
    ExitStatus.FAILED,
    ExitStatus.USAGE,
    ExitStatus.UNTRUSTED_FILE,
    ExitStatus.SIGN_IN,
    ExitStatus.DRIFT,
    ExitStatus.PREREQUISITE,
    ExitStatus.INCOMPLETE,
)
TRIED_AGAIN: Final = frozenset({ExitStatus.FAILED, ExitStatus.SIGN_IN, ExitStatus.INTERRUPTED})
"""Results that ``--resume`` doesn't keep: the tenant was not inspected to the end."""


def gravest(statuses: Iterable[int]) -> ExitStatus:
    """Return the gravest of the tenants' statuses."""
    found = set(statuses)
    return next((status for status in _GRAVEST_FIRST if status in found), ExitStatus.DONE)
