"""Readable reasons for a failed provisioning on demand."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome
from total_onboard.scim.patch_forms import FLAG, Form

_REFUSED: Final = "SystemForCrossDomainIdentityManagementBadResponse"
_FORM_IGNORED: Final = (
    f"provisioning on demand ignores {FLAG}, and TOTAL refuses this change without it; the next cycle sends it again, "
    "in the form that the flag asks for"
)
"""Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility"""


class FailureReason(NamedTuple):
    """The reason, and whether it can be transient."""

    reason: str
    later: bool


NOT_SEEN: Final = FailureReason(
    "Microsoft says that it is done, and TOTAL does not show the person as active yet", later=True
)


def failure_reason(outcome: OnDemandOutcome, form: Form | None) -> FailureReason:
    """Explain an outcome that is no success, followed by Microsoft's own message.

    ``form`` is the one that the next cycle uses; None if the stored SCIM address is unknown.
    """
    known = _table().get(outcome.error_code or "", {})
    message = outcome.error_message or outcome.error_code or outcome.result or "Microsoft gave no reason"
    if form is Form.FLAG and outcome.error_code == _REFUSED and not _is_creation(outcome):
        return FailureReason(f"{_FORM_IGNORED} (Microsoft said: {message})", later=True)
    reason = f"{known['reason']} (Microsoft said: {message})" if known else message
    return FailureReason(reason, bool(known.get("later")))


def _is_creation(outcome: OnDemandOutcome) -> bool:
    """Whether a new account was refused: for a failure, Microsoft may name the action only in the message."""
    return outcome.action == "Create" or "Operation: POST" in (outcome.error_message or "")


@cache
def _table() -> dict[str, dict[str, str | bool]]:
    return tomllib.loads((resources.files(__package__) / "on_demand_reasons.toml").read_text(encoding="utf-8"))
