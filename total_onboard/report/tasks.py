"""Tasks that remain after a run, the most urgent first; tasks with the same remedy are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.expiries import expiries
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind, Expiry, Level, StatusReport
from total_onboard.diagnostics.verification.verification_result import VerificationStatus
from total_onboard.engine.plan import BlockedItem
from total_onboard.report import result_lines as sections
from total_onboard.report.inputs import ReportInput, SetupOutcome
from total_onboard.report.model import Difference, ReportLine, Severity

_URGENCY: Final = {Severity.BAD: 0, Severity.CAUTION: 1, Severity.QUIET: 2, Severity.GOOD: 3}
_URGENT: Final = frozenset({Level.WARN, Level.CRITICAL, Level.EXPIRED})
_KINDS: Final = {DriftKind.DIFFERS: "Differs", DriftKind.UNMANAGED: "Unmanaged", DriftKind.BLOCKED: "Decision needed"}
_MOST_TITLES: Final = 5


def tasks_of(known: ReportInput) -> tuple[ReportLine, ...]:
    """Return what to do now."""
    lines = [
        *(_of_status(known.status) if known.status else ()),
        *(_of_setup(known.setup, is_sandbox=known.is_sandbox) if known.setup else ()),
    ]
    ending = known.status.expiries if known.status else expiries(known.desired, known.state)
    lines += _expiring(ending)
    return tuple(sorted(_grouped(lines), key=lambda task: _URGENCY[task.sign]))


def differences_of(drift: Iterable[Drift]) -> tuple[Difference, ...]:
    """Return found and expected values, and who changed them if the audit log was read."""
    return tuple(_difference(one) for one in drift)


def _of_status(report: StatusReport) -> Iterator[ReportLine]:
    for one in report.drift:
        yield ReportLine(Severity.BAD, _KINDS[one.kind], one.title, "", one.remedy)
    if (provisioning := report.provisioning) and (job := sections.provisioned(provisioning)):
        remedy = provisioning.last_cycle.remedy if provisioning.last_cycle else ""
        if job[0].remedy or remedy:
            yield ReportLine(Severity.BAD, job[0].word, job[0].title, "", job[0].remedy or remedy)
    for part in report.unavailable:
        yield ReportLine(Severity.CAUTION, "Unavailable", part.what, part.why, part.remedy)
    yield from _blocked(report.blocked)


def _of_setup(ended: SetupOutcome, *, is_sandbox: bool) -> Iterator[ReportLine]:
    """Yield what setup left to do; the embedded sandbox deletes its hand-off."""
    for problem in ended.problems:
        yield ReportLine(Severity.BAD, "Failed", problem.message, _request(problem), problem.remedy)
    yield from _blocked(ended.blocked)
    for line in sections.verified(ended.verifications):
        if line.remedy and line.word != sections.VERIFIED[VerificationStatus.VERIFIED][1]:
            yield line
    for warning in ended.warnings:
        yield ReportLine(Severity.CAUTION, "Warning", warning)
    if ended.handoff and not is_sandbox:
        yield ReportLine(Severity.QUIET, "Next", "Hand-off", "", f"Send {ended.handoff} to TOTAL.")


def _blocked(blocked: Iterable[BlockedItem]) -> Iterator[ReportLine]:
    for one in blocked:
        yield ReportLine(Severity.CAUTION, "Blocked", sections.title_of(one.step), one.sentence, one.remedy)


def _expiring(found: Iterable[Expiry]) -> tuple[ReportLine, ...]:
    return sections.expiring(one for one in found if one.level in _URGENT)


def _grouped(lines: Iterable[ReportLine]) -> Iterator[ReportLine]:
    groups: dict[tuple[object, ...], list[ReportLine]] = {}
    for number, line in enumerate(lines):
        key = (line.sign, line.word, line.text, line.remedy) if line.remedy else (number,)
        groups.setdefault(key, []).append(line)
    for group in groups.values():
        yield replace(group[0], title=_titles(dict.fromkeys(line.title for line in group)))


def _titles(titles: Iterable[str]) -> str:
    several = list(titles)
    more = f" and {len(several) - _MOST_TITLES} more" if len(several) > _MOST_TITLES else ""
    return ", ".join(several[:_MOST_TITLES]) + more


def _difference(drift: Drift) -> Difference:
    found, expected = drift.found or "", drift.expected or ""
    plain = bool(found or expected)
    if plain and not (found and expected):
        found, expected = found or "none", expected or "none"
    who = f"{drift.changed.sentence}." if drift.changed else ""
    sentence = "" if plain and drift.kind is DriftKind.DIFFERS else f"{drift.sentence.rstrip('.')}."
    note = " ".join(part for part in (sentence, who) if part)
    return Difference(_KINDS[drift.kind], drift.title, drift.resource.rpartition(":")[2], found, expected, note)


def _request(error: OnboardError) -> str:
    return f"Request ID {error.request_id}" if error.request_id else ""
