"""Exit status of a run over several tenants, and which results are final."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.core.exit_status import ExitStatus
from total_onboard.ui.output.tenant_result import TenantResult

_GRAVEST_FIRST: Final = (
    ExitStatus.FAILED,
    ExitStatus.USAGE,
    ExitStatus.UNTRUSTED_FILE,
    ExitStatus.SIGN_IN,
    ExitStatus.DRIFT,
    ExitStatus.PREREQUISITE,
    ExitStatus.INCOMPLETE,
)
_TRIED_AGAIN: Final = frozenset({ExitStatus.FAILED, ExitStatus.SIGN_IN, ExitStatus.INTERRUPTED})
"""Results that ``--resume`` doesn't keep: the tenant was not inspected to the end."""
_UNAPPROVED: Final = "plan-changed"


def most_severe(statuses: Iterable[int]) -> ExitStatus:
    """Return the gravest of the tenants' statuses."""
    found = set(statuses)
    return next((status for status in _GRAVEST_FIRST if status in found), ExitStatus.DONE)


def is_final(result: TenantResult) -> bool:
    """Return whether ``--resume`` keeps a result."""
    return result.exit_code not in _TRIED_AGAIN and all(one.code != _UNAPPROVED for one in result.problems)
