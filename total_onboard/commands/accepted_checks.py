"""``--accept ID``: the admin knows better than a check."""

from __future__ import annotations

from collections.abc import Collection

from total_onboard.core.errors import BadValue
from total_onboard.diagnostics.preflight import CHECKS


def check_accepted_ids(ids: Collection[str]) -> None:
    """Raise BadValue for an id that no check has."""
    known = [check.id for check in CHECKS]
    if unknown := sorted(set(ids) - set(known)):
        raise BadValue(f"There is no check {unknown[0]!r}.", remedy=f"Choose among: {', '.join(known)}.")
