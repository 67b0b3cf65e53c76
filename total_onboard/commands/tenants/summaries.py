"""One line about what became of one tenant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from total_onboard.commands.invocation.context import CommandResult
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.drift.status_result import Level, StatusReport
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.engine.plan import Change
from total_onboard.report.drift_lines import difference_title
from total_onboard.report.plan_lines import LineAction, counted, plan_lines
from total_onboard.steps import SETUP_STEPS

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in SETUP_STEPS}
_COUNTED: Final = {
    LineAction.CREATE: ("to create", "created"),
    LineAction.CHANGE: ("to change", "changed"),
    LineAction.REMOVE: ("to remove", "removed"),
    LineAction.ADOPT: ("to adopt", "adopted"),
}
"""What is counted of a plan, before and after it was applied."""
_NUMBER: Final = re.compile(r"AADSTS\d+")


def summary_of(result: CommandResult) -> str:
    """Return the first problem, or what the command found."""
    members: dict[str, Any] = dict(result.members)
    if problems := members.get("problems"):
        return _of_problem(problems[0].message)
    if report := members.get("status"):
        return _of_status(report)
    if (checks := members.get("checks")) is not None:
        return _of_checks(checks)
    return _of_setup(members)


def _of_problem(message: str) -> str:
    """Return the message in one line; of Microsoft's own words the number, by which they are found."""
    ours, _, theirs = " ".join(message.split()).partition(" Microsoft said: ")
    number = _NUMBER.search(theirs)
    return f"{ours.removesuffix('.')} ({number[0]})" if number else ours


def _of_status(report: StatusReport) -> str:
    if report.drift:
        titles = dict.fromkeys(difference_title(one) for one in report.drift)
        return f"{pluralize(len(report.drift), 'difference')}: {', '.join(titles)}"
    if report.is_critical:
        grave = [one.sentence for one in report.expiries if one.level in (Level.CRITICAL, Level.EXPIRED)]
        return " ".join(grave) or "Provisioning fails"
    if report.unavailable:
        return f"Not read: {', '.join(dict.fromkeys(one.what for one in report.unavailable))}"
    if report.blocked:
        return f"Waiting: {report.blocked[0].sentence}"
    return "Everything matches the desired state"


def _of_checks(checks: Sequence[CheckResult]) -> str:
    failed = [one.title for one in checks if one.outcome is CheckStatus.FAIL]
    warned = [one.title for one in checks if one.outcome is CheckStatus.WARN]
    if failed:
        return f"{pluralize(len(failed), 'check')} failed: {', '.join(failed)}"
    return f"Ready; {pluralize(len(warned), 'warning')}: {', '.join(warned)}" if warned else "Ready"


def _counted(changes: Sequence[Change], *, is_done: bool) -> str:
    """Count changes as their plan does: parts of what the same plan creates are created, too."""
    lines = counted(plan_lines(changes, _TITLES))
    number = {action: sum(line.action is action for line in lines) for action in _COUNTED}
    return ", ".join(f"{number[action]} {words[is_done]}" for action, words in _COUNTED.items() if number[action])


def _of_setup(members: dict[str, Any]) -> str:
    changes = [*members.get("changes", ()), *members.get("plan", ())]
    number = _counted(changes, is_done="changes" in members) or "Nothing to change"
    if blocked := members.get("blocked"):
        return f"{number}; waiting: {blocked[0].sentence}"
    return number
