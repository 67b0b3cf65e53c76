"""Rules of public security baselines that the application touches, before and after a run.

Their ids, titles and sources are in ``texts/security_baselines.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.report.model import ReportLine, Severity

Baseline = Mapping[str, bool]
"""Whether each rule passes, by its name; empty without an application."""
_LONGEST_SECRET: Final = timedelta(days=180)
_RECOMMENDED_OWNERS: Final = 2
_SHARED_HOSTS: Final = (".azurewebsites.net",)
"""Domains below which anyone can register a name that was given up (Zero Trust Assessment)."""


def _has_no_secret(observed: ObservedState) -> bool:
    return not observed.the_application.password_credentials


def _secrets_are_short_lived(observed: ObservedState) -> bool:
    secrets = observed.the_application.password_credentials
    lives = [(one.start_date_time, one.end_date_time) for one in secrets]
    return all(start and end and end - start <= _LONGEST_SECRET for start, end in lives)


def _redirect_uris_are_safe(observed: ObservedState) -> bool:
    return all(map(_is_safe, observed.the_application.redirect_uris))


def _is_safe(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        host = (parts.hostname or "").rstrip(".")
        return parts.scheme == "https" and bool(host) and not host.endswith(_SHARED_HOSTS)
    except ValueError:
        return False


def _has_two_owners(observed: ObservedState) -> bool:
    return len(observed.owner_ids) >= _RECOMMENDED_OWNERS


def _requires_assignment(observed: ObservedState) -> bool:
    return observed.service_principal is not None and observed.service_principal.app_role_assignment_required


def _is_provisioned(observed: ObservedState) -> bool:
    return observed.job is not None


_RULES: Final[Mapping[str, Callable[[ObservedState], bool]]] = {
    "client-secret": _has_no_secret,
    "secret-lifetime": _secrets_are_short_lived,
    "redirect-uris": _redirect_uris_are_safe,
    "owners": _has_two_owners,
    "assignment": _requires_assignment,
    "provisioning": _is_provisioned,
}


def baseline_of(observed: ObservedState) -> Baseline:
    """Evaluate each rule on what was read of the tenant."""
    return {name: passes(observed) for name, passes in _RULES.items()} if observed.application else {}


def baseline_lines(observed: ObservedState, before: Baseline | None) -> Iterator[ReportLine]:
    """Yield a line for each rule; ``before`` is None if the run changed nothing."""
    for name, passes in baseline_of(observed).items():
        rule = _texts()[name]
        sign, word = (Severity.GOOD, "Pass") if passes else (Severity.CAUTION, "Fail")
        text = ", ".join(rule["rules"]) + _before(name, before)
        yield ReportLine(sign, word, rule["title"], text, "" if passes else rule["improve"])


def _before(name: str, before: Baseline | None) -> str:
    if not before:  # nothing changed, or there was no application
        return ""
    return "; before: pass" if before[name] else "; before: fail"


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "texts" / "security_baselines.toml").read_text("utf-8"))
