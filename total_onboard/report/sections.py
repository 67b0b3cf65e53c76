"""What was found, done, proven and left, each as one line with its sign and its word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.formatting import format_time
from total_onboard.diagnostics.drift.model import (
    Drift,
    DriftKind,
    Expiry,
    Level,
    Provisioning,
    StatusReport,
    UnavailablePart,
)
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.verification.proof import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import Action, BlockedItem, Change
from total_onboard.engine.step import StepResult
from total_onboard.report.model import ReportLine, Severity
from total_onboard.steps import REPAIR_STEPS

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in REPAIR_STEPS}
_CHECKED: Final = {
    CheckStatus.PASS: (Severity.GOOD, "passed"),
    CheckStatus.WARN: (Severity.CAUTION, "warning"),
    CheckStatus.FAIL: (Severity.BAD, "failed"),
    CheckStatus.SKIP: (Severity.QUIET, "skipped"),
}
_PROVEN: Final = {
    VerificationStatus.VERIFIED: (Severity.GOOD, "verified"),
    VerificationStatus.FAILED: (Severity.BAD, "failed"),
    VerificationStatus.INCONCLUSIVE: (Severity.CAUTION, "not yet"),
}
_DONE: Final = {
    StepOutcome.CREATED: (Severity.GOOD, "created"),
    StepOutcome.CHANGED: (Severity.GOOD, "changed"),
    StepOutcome.ADOPTED: (Severity.GOOD, "adopted"),
    StepOutcome.BLOCKED: (Severity.CAUTION, "waits"),
    StepOutcome.KEPT: (Severity.QUIET, "kept"),
}
_PLANNED: Final = {
    Action.CREATE: (Severity.GOOD, "create"),
    Action.UPDATE: (Severity.GOOD, "change"),
    Action.ADOPT: (Severity.GOOD, "adopt"),
    Action.DELETE: (Severity.CAUTION, "remove"),
    Action.NONE: (Severity.QUIET, "keep"),
}
_DIFFERS: Final = {DriftKind.DIFFERS: "differs", DriftKind.UNMANAGED: "not ours", DriftKind.BLOCKED: "to be decided"}
_ENDS: Final = {
    Level.OK: (Severity.GOOD, "good"),
    Level.WARN: (Severity.CAUTION, "soon"),
    Level.CRITICAL: (Severity.BAD, "very soon"),
    Level.EXPIRED: (Severity.BAD, "ended"),
    Level.UNKNOWN: (Severity.QUIET, "not known"),
}
_STATES: Final = {
    "missing": (Severity.BAD, "missing", "There is no provisioning job."),
    "stopped": (Severity.BAD, "stopped", "The job is there and was never started."),
    "paused": (Severity.BAD, "paused", "The job was paused."),
    "waiting": (Severity.CAUTION, "waits", "Started; Microsoft has not run the first cycle yet."),
    "running": (Severity.GOOD, "running", "Microsoft runs a cycle every forty minutes."),
    "quarantine": (Severity.BAD, "quarantine", "Microsoft tries only once a day."),
}


def checked(findings: Iterable[CheckResult]) -> tuple[ReportLine, ...]:
    """Return the preflight."""
    return tuple(ReportLine(*_CHECKED[one.outcome], one.title, one.found, one.remedy) for one in findings)


def proven(proofs: Iterable[VerificationResult]) -> tuple[ReportLine, ...]:
    """Return what is shown to work from end to end."""
    return tuple(ReportLine(*_PROVEN[one.outcome], one.title, one.found, one.remedy) for one in proofs)


def done(results: Mapping[str, StepResult]) -> tuple[ReportLine, ...]:
    """Return what became of each step."""
    return tuple(ReportLine(*_DONE[one.outcome], _TITLES.get(step, step), one.summary) for step, one in results.items())


def planned(changes: Iterable[Change]) -> tuple[ReportLine, ...]:
    """Return the lines of a setup's planned changes."""
    return tuple(ReportLine(*_PLANNED[one.action], _TITLES.get(one.step, one.step), one.summary) for one in changes)


def awaited(waiting: Iterable[BlockedItem]) -> tuple[ReportLine, ...]:
    """Return the lines of blocked items, which require another person."""
    return tuple(
        ReportLine(Severity.CAUTION, "waits", _TITLES.get(one.step, one.step), one.sentence, one.remedy)
        for one in waiting
    )


def failed(problems: Iterable[OnboardError]) -> tuple[ReportLine, ...]:
    """Return what could not be done; Microsoft's support asks for the request id."""
    return tuple(ReportLine(Severity.BAD, "not done", one.message, _request(one), one.remedy) for one in problems)


def warned(sentences: Iterable[str]) -> tuple[ReportLine, ...]:
    """Return each warning of the run."""
    return tuple(ReportLine(Severity.CAUTION, "warning", sentence) for sentence in sentences)


def differing(drift: Iterable[Drift]) -> tuple[ReportLine, ...]:
    """Return found and expected values, and who changed it if the audit log was read."""
    return tuple(ReportLine(Severity.BAD, _DIFFERS[one.kind], one.title, _difference(one), one.remedy) for one in drift)


def ending(expiries: Iterable[Expiry]) -> tuple[ReportLine, ...]:
    """Return the lines of the expiry dates."""
    return tuple(ReportLine(*_ENDS[one.level], one.title, _sentence(one.sentence), one.remedy) for one in expiries)


def looked_at(report: StatusReport) -> tuple[ReportLine, ...]:
    """Return each thing that must be true, and whether it is; what could not be read never counts as good."""
    unread = {one.step: one for one in reversed(report.unavailable) if one.step}
    differing_steps = {one.step for one in report.drift}
    waiting = {one.step for one in report.blocked}
    return tuple(_looked(step.id, step.title, unread, differing_steps, waiting) for step in REPAIR_STEPS)


def _looked(
    step: str, title: str, unread: Mapping[str, UnavailablePart], differing_steps: set[str], waiting: set[str]
) -> ReportLine:
    if step in differing_steps:
        return ReportLine(Severity.BAD, "differs", title, "See “What differs”.")
    if step in unread:
        one = unread[step]
        return ReportLine(
            Severity.CAUTION, "not read", title, one.why if one.what == title else f"{one.what}: {one.why}"
        )
    if step in waiting:
        return ReportLine(Severity.CAUTION, "waits", title, "For another person.")
    return ReportLine(Severity.GOOD, "as wanted", title)


def provisioned(provisioning: Provisioning | None) -> tuple[ReportLine, ...]:
    """Return how the job fares."""
    if provisioning is None:
        return ()
    sign, word, sentence = _STATES[provisioning.state]
    cycle, diagnosis = provisioning.last_cycle, provisioning.quarantine
    if cycle and cycle.ended_at:
        sentence += f" The last one ended on {format_time(cycle.ended_at)}: {cycle.in_scope} in scope, "
        sentence += f"{cycle.written} written"
        sentence += f", {cycle.failing} failing." if cycle.failing else "."
    if diagnosis:
        sentence += f" {diagnosis.reason}. Cause: {diagnosis.cause} Shown by: {diagnosis.evidence}"
    return (ReportLine(sign, word, "Provisioning job", sentence, diagnosis.remedy if diagnosis else ""),)


def _difference(drift: Drift) -> str:
    who = f" {drift.changed.sentence}." if drift.changed else ""
    values = [f"found: {drift.found}"] if drift.found else []
    values += [f"wanted: {drift.expected}"] if drift.expected else []
    suffix = f" ({'; '.join(values)})" if values else ""
    return _sentence(f"{drift.sentence.rstrip('.')}{suffix}") + who


def _request(error: OnboardError) -> str:
    return f"Request id {error.request_id}" if error.request_id else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
