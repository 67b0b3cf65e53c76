"""Results of a run, each as one line with its severity and its word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_time, pluralize
from total_onboard.diagnostics.drift.status_result import (
    Expiry,
    Level,
    Provisioning,
    StatusReport,
    UnavailablePart,
)
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import StepResult
from total_onboard.report.model import ReportLine, Severity
from total_onboard.report.plan_lines import LineAction, line_action
from total_onboard.steps import REPAIR_STEPS

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in REPAIR_STEPS}
_CHECKED: Final = {
    CheckStatus.PASS: (Severity.GOOD, "OK"),
    CheckStatus.WARN: (Severity.CAUTION, "Warning"),
    CheckStatus.FAIL: (Severity.BAD, "Failed"),
    CheckStatus.SKIP: (Severity.QUIET, "Skipped"),
}
VERIFIED: Final = {
    VerificationStatus.VERIFIED: (Severity.GOOD, "Verified"),
    VerificationStatus.FAILED: (Severity.BAD, "Failed"),
    VerificationStatus.INCONCLUSIVE: (Severity.CAUTION, "Not verified yet"),
}
_DONE: Final = {
    StepOutcome.CREATED: (Severity.GOOD, "Created"),
    StepOutcome.CHANGED: (Severity.GOOD, "Changed"),
    StepOutcome.ADOPTED: (Severity.GOOD, "Adopted"),
    StepOutcome.BLOCKED: (Severity.CAUTION, "Blocked"),
    StepOutcome.KEPT: (Severity.QUIET, "Unchanged"),
}
_PLANNED: Final = {
    Action.CREATE: (Severity.GOOD, "Create"),
    Action.UPDATE: (Severity.GOOD, "Change"),
    Action.ADOPT: (Severity.GOOD, "Adopt"),
    Action.DELETE: (Severity.CAUTION, "Delete"),
    Action.NONE: (Severity.QUIET, "No change"),
}
_EXPIRES: Final = {
    Level.OK: (Severity.GOOD, "OK"),
    Level.WARN: (Severity.CAUTION, "Expires soon"),
    Level.CRITICAL: (Severity.BAD, "Expires soon"),
    Level.EXPIRED: (Severity.BAD, "Expired"),
    Level.UNKNOWN: (Severity.QUIET, "Unknown"),
}
_STATES: Final = {
    "missing": (Severity.BAD, "Missing", "No provisioning job exists."),
    "stopped": (Severity.BAD, "Stopped", "The job was never started."),
    "paused": (Severity.BAD, "Paused", "The job is paused."),
    "waiting": (Severity.CAUTION, "Waiting", "Microsoft hasn't run the first cycle yet."),
    "running": (Severity.GOOD, "OK", "Microsoft runs a cycle every 40 minutes."),
    "quarantine": (Severity.BAD, "Quarantine", "Microsoft tries only once a day."),
}


def checked(findings: Iterable[CheckResult]) -> tuple[ReportLine, ...]:
    """Return the preflight."""
    return tuple(ReportLine(*_CHECKED[one.outcome], one.title, one.found, one.remedy) for one in findings)


def verified(verifications: Iterable[VerificationResult]) -> tuple[ReportLine, ...]:
    """Return the lines of the verifications."""
    return tuple(ReportLine(*VERIFIED[one.outcome], one.title, one.found, one.remedy) for one in verifications)


def done(results: Iterable[tuple[str, StepResult]]) -> tuple[ReportLine, ...]:
    """Return the outcome of each step that has one."""
    summarized = [(step, one) for step, one in results if one.summary]
    return tuple(ReportLine(*_DONE[one.outcome], _TITLES.get(step, step), one.summary) for step, one in summarized)


def planned(changes: Sequence[Change]) -> tuple[ReportLine, ...]:
    """Return the lines of a setup's planned changes, with what the plan on the screen says of each."""
    return tuple(
        ReportLine(*_planned_word(one, changes), _TITLES.get(one.step, one.step), one.summary) for one in changes
    )


def title_of(step: str) -> str:
    """Return a step's title for people."""
    return _TITLES.get(step, step)


def expiring(expiries: Iterable[Expiry]) -> tuple[ReportLine, ...]:
    """Return the lines of the expiry dates."""
    return tuple(ReportLine(*_EXPIRES[one.level], one.title, _sentence(one.sentence), one.remedy) for one in expiries)


def compared(report: StatusReport, desired: DesiredState) -> tuple[ReportLine, ...]:
    """Return whether each resource matches the desired state; an unavailable one never counts as a match."""
    unread = {one.step: one for one in reversed(report.unavailable) if one.step}
    differing_steps = {one.step for one in report.drift}
    blocked = {one.step for one in report.blocked}
    steps = [step for step in REPAIR_STEPS if step.is_desired(desired)]
    return tuple(_looked(step.id, step.title, unread, differing_steps, blocked) for step in steps)


def _planned_word(change: Change, plan: Sequence[Change]) -> tuple[Severity, str]:
    is_created = change.writes and line_action(change, plan) is LineAction.CREATE
    return _PLANNED[Action.CREATE if is_created else change.action]


def _looked(
    step: str, title: str, unread: Mapping[str, UnavailablePart], differing_steps: set[str], blocked: set[str]
) -> ReportLine:
    if step in differing_steps:
        return ReportLine(Severity.BAD, "Differs", title)
    if step in unread:
        one = unread[step]
        return ReportLine(
            Severity.CAUTION, "Unavailable", title, one.why if one.what == title else f"{one.what}: {one.why}"
        )
    if step in blocked:
        return ReportLine(Severity.CAUTION, "Blocked", title)
    return ReportLine(Severity.GOOD, "Matches", title)


def provisioned(provisioning: Provisioning | None) -> tuple[ReportLine, ...]:
    """Return the state of the provisioning job."""
    if provisioning is None:
        return ()
    sign, word, sentence = _STATES[provisioning.state]
    cycle, diagnosis = provisioning.last_cycle, provisioning.quarantine
    if cycle and cycle.ended_at:
        sentence += f" The last one ended on {format_time(cycle.ended_at)}: "
        sentence += f"{pluralize(cycle.in_scope, 'object')} in scope, {cycle.written} changed"
        sentence += f", {cycle.failing} failing." if cycle.failing else "."
    if diagnosis:
        sentence += f" {diagnosis.reason}. Cause: {diagnosis.cause} Evidence: {diagnosis.evidence}"
    return (ReportLine(sign, word, "Provisioning job", sentence, diagnosis.remedy if diagnosis else ""),)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
