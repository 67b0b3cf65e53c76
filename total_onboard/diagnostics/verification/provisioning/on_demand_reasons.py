"""Readable reasons for a failed provisioning on demand."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from total_onboard.entra.resources.synchronization import OnDemandOutcome


class WhyNot(NamedTuple):
    """The reason, and whether it can be transient."""

    reason: str
    later: bool


NOT_SEEN: Final = WhyNot("Microsoft says that it is done, and TOTAL does not show the person as active yet", later=True)


def why_not(outcome: OnDemandOutcome) -> WhyNot:
    """Explain an outcome that is no success, followed by Microsoft's own message."""
    known = _table().get(outcome.error_code or "", {})
    message = outcome.error_message or outcome.error_code or outcome.result or "Microsoft gave no reason"
    reason = f"{known['reason']} (Microsoft said: {message})" if known else message
    return WhyNot(reason, bool(known.get("later")))


@cache
def _table() -> dict[str, dict[str, str | bool]]:
    return tomllib.loads((resources.files(__package__) / "on_demand_reasons.toml").read_text(encoding="utf-8"))
