"""What was found, done, proven and left, each as one line with its sign and its word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from total_onboard.core.formatting import minute
from total_onboard.diagnostics.drift.inspection import REPAIR_STEPS
from total_onboard.diagnostics.drift.model import Drift, Expiry, Kind, Level, Provisioning, StatusReport, Unread
from total_onboard.diagnostics.preflight.check import Finding, Outcome
from total_onboard.diagnostics.verification.proof import Proof, Proven
from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action
from total_onboard.report.model import Sign, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from total_onboard.core.errors import OnboardError
    from total_onboard.engine.plan import Change, Waiting
    from total_onboard.engine.step import Done

_TITLES: Final = {step.id: step.title for step in REPAIR_STEPS}
_CHECKED: Final = {
    Outcome.PASS: (Sign.GOOD, "passed"),
    Outcome.WARN: (Sign.CAUTION, "warning"),
    Outcome.FAIL: (Sign.BAD, "failed"),
    Outcome.SKIP: (Sign.QUIET, "skipped"),
}
_PROVEN: Final = {
    Proven.PROVEN: (Sign.GOOD, "proven"),
    Proven.FAILED: (Sign.BAD, "failed"),
    Proven.NOT_POSSIBLE: (Sign.CAUTION, "not yet"),
}
_DONE: Final = {
    Deed.CREATED: (Sign.GOOD, "created"),
    Deed.CHANGED: (Sign.GOOD, "changed"),
    Deed.ADOPTED: (Sign.GOOD, "adopted"),
    Deed.WAITING: (Sign.CAUTION, "waits"),
    Deed.KEPT: (Sign.QUIET, "kept"),
}
_PLANNED: Final = {
    Action.CREATE: (Sign.GOOD, "create"),
    Action.UPDATE: (Sign.GOOD, "change"),
    Action.ADOPT: (Sign.GOOD, "adopt"),
    Action.DELETE: (Sign.CAUTION, "remove"),
    Action.NONE: (Sign.QUIET, "keep"),
}
_DIFFERS: Final = {Kind.DIFFERS: "differs", Kind.FOREIGN: "not ours", Kind.BLOCKED: "to be decided"}
_ENDS: Final = {
    Level.OK: (Sign.GOOD, "good"),
    Level.WARN: (Sign.CAUTION, "soon"),
    Level.CRITICAL: (Sign.BAD, "very soon"),
    Level.EXPIRED: (Sign.BAD, "ended"),
    Level.UNKNOWN: (Sign.QUIET, "not known"),
}
_STATES: Final = {
    "missing": (Sign.BAD, "missing", "There is no provisioning job."),
    "stopped": (Sign.BAD, "stopped", "The job is there and was never started."),
    "paused": (Sign.BAD, "paused", "Somebody paused the job."),
    "waiting": (Sign.CAUTION, "waits", "Started; Microsoft has not run the first cycle yet."),
    "running": (Sign.GOOD, "running", "Microsoft runs a cycle every forty minutes."),
    "quarantine": (Sign.BAD, "quarantine", "Microsoft tries only once a day."),
}


def checked(findings: Iterable[Finding]) -> tuple[Told, ...]:
    """The preflight."""
    return tuple(Told(*_CHECKED[one.outcome], one.title, one.found, one.remedy) for one in findings)


def proven(proofs: Iterable[Proof]) -> tuple[Told, ...]:
    """What is shown to work from end to end."""
    return tuple(Told(*_PROVEN[one.outcome], one.title, one.found, one.remedy) for one in proofs)


def done(deeds: Mapping[str, Done]) -> tuple[Told, ...]:
    """What became of each step."""
    return tuple(Told(*_DONE[one.deed], _TITLES.get(step, step), one.summary) for step, one in deeds.items())


def planned(changes: Iterable[Change]) -> tuple[Told, ...]:
    """What a set-up would do."""
    return tuple(Told(*_PLANNED[one.action], _TITLES.get(one.step, one.step), one.summary) for one in changes)


def awaited(waiting: Iterable[Waiting]) -> tuple[Told, ...]:
    """What somebody else must do first."""
    return tuple(
        Told(Sign.CAUTION, "waits", _TITLES.get(one.step, one.step), one.sentence, one.remedy) for one in waiting
    )


def failed(problems: Iterable[OnboardError]) -> tuple[Told, ...]:
    """What could not be done; Microsoft's support asks for the request id."""
    return tuple(Told(Sign.BAD, "not done", one.message, _request(one), one.remedy) for one in problems)


def warned(sentences: Iterable[str]) -> tuple[Told, ...]:
    """Each warning of the run."""
    return tuple(Told(Sign.CAUTION, "warning", sentence) for sentence in sentences)


def differing(drift: Iterable[Drift]) -> tuple[Told, ...]:
    """Found against wanted, and who changed it where the audit log was read."""
    return tuple(Told(Sign.BAD, _DIFFERS[one.kind], one.title, _difference(one), one.remedy) for one in drift)


def ending(expiries: Iterable[Expiry]) -> tuple[Told, ...]:
    """What ends when."""
    return tuple(Told(*_ENDS[one.level], one.title, _sentence(one.sentence), one.remedy) for one in expiries)


def looked_at(report: StatusReport) -> tuple[Told, ...]:
    """Each thing that must be true, and whether it is; what could not be read never counts as good."""
    unread = {one.step: one for one in reversed(report.unread) if one.step}
    differing_steps = {one.step for one in report.drift}
    waiting = {one.step for one in report.waiting}
    return tuple(_looked(step.id, step.title, unread, differing_steps, waiting) for step in REPAIR_STEPS)


def _looked(step: str, title: str, unread: Mapping[str, Unread], differing_steps: set[str], waiting: set[str]) -> Told:
    if step in differing_steps:
        return Told(Sign.BAD, "differs", title, "See “What differs”.")
    if step in unread:
        one = unread[step]
        return Told(Sign.CAUTION, "not read", title, one.why if one.what == title else f"{one.what}: {one.why}")
    if step in waiting:
        return Told(Sign.CAUTION, "waits", title, "For somebody else.")
    return Told(Sign.GOOD, "as wanted", title)


def provisioned(provisioning: Provisioning | None) -> tuple[Told, ...]:
    """How the job fares."""
    if provisioning is None:
        return ()
    sign, word, sentence = _STATES[provisioning.state]
    cycle, diagnosis = provisioning.last_cycle, provisioning.quarantine
    if cycle and cycle.ended_at:
        sentence += f" The last one ended on {minute(cycle.ended_at)}: {cycle.in_scope} in scope, "
        sentence += f"{cycle.written} written"
        sentence += f", {cycle.failing} failing." if cycle.failing else "."
    if diagnosis:
        sentence += f" {diagnosis.reason}. Cause: {diagnosis.cause} Shown by: {diagnosis.proof}"
    return (Told(sign, word, "Provisioning job", sentence, diagnosis.remedy if diagnosis else ""),)


def _difference(drift: Drift) -> str:
    who = f" {drift.changed.sentence}." if drift.changed else ""
    values = [f"found: {drift.found}"] if drift.found else []
    values += [f"wanted: {drift.wanted}"] if drift.wanted else []
    told = f" ({'; '.join(values)})" if values else ""
    return _sentence(f"{drift.sentence.rstrip('.')}{told}") + who


def _request(error: OnboardError) -> str:
    return f"Request id {error.request_id}" if error.request_id else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
