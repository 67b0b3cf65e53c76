"""Is this program itself fit: its version, its Python, and the libraries that it was tested with?"""

from __future__ import annotations

import platform
import sys
from datetime import UTC, date, datetime
from typing import Final

from total_onboard import __version__
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, passed, warned
from total_onboard.diagnostics.preflight.context import CheckContext

# Python developer's guide, “Status of Python versions”: the end of the month in which security fixes end.
_SECURITY_FIXES_END: Final = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
_REMEDY: Final = "Install total-onboard with a current release of Python; what it keeps in its state folder stays."


async def evaluate(context: CheckContext) -> CheckOutcome:  # noqa: ARG001
    """Check the version without asking anybody for a newer one: this program calls no home."""
    found = f"total-onboard {__version__} on Python {platform.python_version()}"
    if warning := python_version_warning(sys.version_info[:2], sys.version_info.releaselevel, datetime.now(UTC).date()):
        return warned(f"{found}, {warning}", _REMEDY)
    return passed(found)


def python_version_warning(version: tuple[int, int], level: str, today: date) -> str:
    """Return why this Python should not be relied on; empty if it may."""
    if level != "final":
        return "which is not a finished release"
    if version not in _SECURITY_FIXES_END:
        return "with which it was never tested"
    end = _SECURITY_FIXES_END[version]
    return f"which has had no security fixes since {end:%B %Y}" if today > end else ""


TOOL = Check(
    id="tool",
    title="This program",
    needed="A Python that it was tested with and that still gets security fixes",
    docs="docs/checks.md#tool",
    steps=frozenset(),
    evaluate=evaluate,
)
