"""Options of a run over several tenants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.core.errors import BadValue

CONCURRENCY: Final = 8
TIME_LIMIT: Final = 15.0
"""Minutes."""
_OF_THE_RUN: Final = frozenset(
    {"tenants", "concurrency", "time_limit", "resume", "handoff_dir", "accept", "dry_run", "who", "ics"}
    | {
        "allow_unsigned",
        "allow_older",
        "cloud",
        "config",
        "log_file",
        "no_input",
        "no_send",
        "notify",
        "notify_days",
        "notify_names",
        "output",
        "sign_in",
        "verbose",
        "yes",
    }
)
"""Options that apply to the run as a whole, or to all tenants alike."""
_NEEDS_TENANTS: Final = ("concurrency", "time_limit", "resume", "handoff_dir")


@dataclass(frozen=True)
class TenantsOptions:
    """``time_limit`` is in minutes, for each tenant; ``handoff_dir`` is for the hand-off files of ``setup``."""

    file: Path
    concurrency: int = CONCURRENCY
    time_limit: float = TIME_LIMIT
    resume: bool = False
    handoff_dir: Path | None = None


def check_options(common: GlobalOptions) -> None:
    """Refuse an option for one tenant together with ``--tenants``, and the reverse. Raises BadValue."""
    typed = common.typed
    if "tenants" not in typed:
        if other := next((name for name in _NEEDS_TENANTS if name in typed), None):
            raise BadValue(f"{_option(other)} is for many tenants.", remedy="Add --tenants FILE.")
    elif other := next((name for name in sorted(typed) if name not in _OF_THE_RUN), None):
        raise BadValue(
            f"{_option(other)} is for one tenant, and --tenants runs the command in many.", remedy=_remedy_for(other)
        )


def _remedy_for(name: str) -> str:
    if name == "tenant":
        return "Omit it: the tenants file names the tenants. For one tenant, omit --tenants."
    alone = f"run the command for one tenant: --tenant TENANT {_option(name)}"
    return f"Omit it, or {alone}. Values of a tenant are columns of the tenants file."


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
