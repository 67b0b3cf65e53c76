"""Status: found and expected state, expiry dates, provisioning health, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.core.text.formatting import format_time, pluralize
from total_onboard.diagnostics.drift.differences_from_desired import REPAIR
from total_onboard.diagnostics.drift.status_result import (
    Diagnosis,
    Drift,
    DriftKind,
    FirstCycle,
    LastCycle,
    Level,
    Pace,
    Provisioning,
    StatusReport,
    StatusVerdict,
    verdict_of,
)
from total_onboard.report.drift_lines import difference_of, difference_title
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, heading, next_step, print_facts, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console, Text
from total_onboard.ui.symbols import Symbol, shows_unicode
from total_onboard.ui.views.run.blocked import show_blocked, waiting_for

_KINDS: Final = {DriftKind.DIFFERS: symbols.BAD, DriftKind.BLOCKED: symbols.BAD, DriftKind.UNMANAGED: symbols.CAUTION}
_LEVELS: Final = {
    Level.OK: symbols.GOOD,
    Level.WARN: symbols.CAUTION,
    Level.CRITICAL: symbols.BAD,
    Level.EXPIRED: symbols.BAD,
    Level.UNKNOWN: symbols.SKIPPED,
}
_STATES: Final[dict[str, tuple[Symbol, str]]] = {
    "missing": (symbols.BAD, "There is no provisioning job"),
    "stopped": (symbols.BAD, "Provisioning was never started"),
    "paused": (symbols.BAD, "Provisioning is paused"),
    "waiting": (symbols.WAITING, "Provisioning is started; its first cycle hasn't finished yet"),
    "running": (symbols.GOOD, "Provisioning is running"),
    "quarantine": (symbols.BAD, "Provisioning is in quarantine"),
}
_VERDICTS: Final = {
    StatusVerdict.IN_DANGER: ("Nothing differs, but something needs attention.", "bad"),
    StatusVerdict.UNAVAILABLE: ("Not everything could be read, so the state is unknown.", "bad"),
    StatusVerdict.WELL: ("Everything matches the desired state.", "good"),
}
_OUTCOMES: Final = {"Succeeded": "succeeded", "EntryLevelErrors": "had failures", "Failed": "failed"}
_PACES: Final = {Pace.FASTER: "less than", Pace.AS_ESTIMATED: "as", Pace.SLOWER: "longer than"}


def show_status(screen: Screen, report: StatusReport, *, repairing: bool = False) -> None:
    """Show everything; before a repair only what differs."""
    if screen.json:
        return
    console = screen.stderr if repairing else screen.result
    if repairing:
        _show_drift(console, report, repairing=True)
        if not screen.is_live:
            console.print()
        return
    facts = [("Tenant", report.tenant), ("Application", report.application), ("Compared with", report.compared_with)]
    print_facts(console, facts)
    _show_drift(console, report)
    _show_accepted(console, report)
    _show_expiries(console, report)
    if report.provisioning:
        _show_provisioning(console, report.provisioning)
    show_blocked(console, report.blocked)
    _show_unavailable(console, report)
    console.print()
    console.print(verdict(report))
    for one in report.not_compared:
        console.print(Text(f"Not compared: {one}.", style="caution"))


def verdict(report: StatusReport) -> Text:
    """Return one sentence about all of it."""
    found = verdict_of(report)
    if found is StatusVerdict.DIFFERS:
        count = len(report.drift)
        return Text(f"{pluralize(count, 'difference')}.", style="bad")
    if found is StatusVerdict.BLOCKED:
        return Text(f"No differences; {waiting_for(report.blocked)}.", style="caution")
    sentence, style = _VERDICTS[found]
    return Text(sentence, style=style)


def _show_drift(console: Console, report: StatusReport, *, repairing: bool = False) -> None:
    """Show what a repair changes, then everything else by what to do about it."""
    if not report.drift:
        return
    _begin(console, "Differences (found → expected)" if shows_unicode(console) else "Differences (found -> expected)")
    repaired = [one for one in report.drift if one.repairable]
    _list_drift(console, repaired)
    if repaired and not repairing:
        print_line(console, next_step(console, f"To repair {_counted(len(repaired), len(report.drift))}: {REPAIR}"))
    rest = [one for one in report.drift if not one.repairable]
    for remedy in dict.fromkeys(one.remedy for one in rest):
        _list_drift(console, [one for one in rest if one.remedy == remedy])
        print_line(console, next_step(console, remedy))
    if report.audit_log_unavailable:
        print_line(console, below(console, f"Who changed it is unavailable: {report.audit_log_unavailable}"))


def _list_drift(console: Console, drift: Sequence[Drift]) -> None:
    for one in drift:
        text = difference_of(one, symbols.ARROW.on(console))
        print_line(console, symbol_line(console, _KINDS[one.kind], text, title=difference_title(one)))
        if one.changed:
            print_line(console, below(console, one.changed.sentence))


def _show_accepted(console: Console, report: StatusReport) -> None:
    """Show what an adoption accepted: it is no difference, and it is still there."""
    if not report.accepted:
        return
    _begin(console, "Accepted when the application was adopted")
    _list_drift(console, report.accepted)


def _counted(repaired: int, everything: int) -> str:
    if repaired == everything:
        return "it" if repaired == 1 else f"all {repaired}"
    return f"{repaired} of {everything}"


def _show_expiries(console: Console, report: StatusReport) -> None:
    _begin(console, "Expiring credentials")
    for one in report.expiries:
        quiet = one.level is Level.UNKNOWN
        print_line(console, symbol_line(console, _LEVELS[one.level], one.sentence, title=one.title, quiet=quiet))
        if one.remedy:
            print_line(console, next_step(console, one.remedy))


def _show_provisioning(console: Console, provisioning: Provisioning) -> None:
    _begin(console, "Provisioning")
    mark, sentence = _STATES[provisioning.state]
    mark = symbols.BAD if provisioning.fails else mark
    at_total = ", ".join(f"{_kind(kind, count)}" for kind, count in provisioning.at_total.items())
    print_line(
        console,
        symbol_line(console, mark, f"{sentence}; Microsoft counts {at_total} at TOTAL" if at_total else sentence),
    )
    if provisioning.last_cycle:
        print_line(console, below(console, _cycle(provisioning.last_cycle)))
        if provisioning.last_cycle.remedy and not provisioning.quarantine:
            print_line(console, next_step(console, provisioning.last_cycle.remedy))
    if provisioning.next_cycle:
        print_line(console, below(console, f"The next cycle begins about {format_time(provisioning.next_cycle)}"))
    if provisioning.estimate and provisioning.state in ("waiting", "stopped"):
        print_line(console, below(console, provisioning.estimate.sentence))
    if provisioning.first_cycle:
        print_line(console, below(console, _first_cycle(provisioning.first_cycle)))
    if provisioning.quarantine:
        _show_diagnosis(console, provisioning.quarantine)


def _show_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    since = f" since {format_time(diagnosis.since)}" if diagnosis.since else ""
    for text in (f"{diagnosis.reason}{since}", f"Cause: {diagnosis.cause}", f"Evidence: {diagnosis.evidence}"):
        print_line(console, below(console, text))
    print_line(console, next_step(console, diagnosis.remedy))


def _show_unavailable(console: Console, report: StatusReport) -> None:
    if not report.unavailable:
        return
    _begin(console, "Not read")
    for why, remedy in dict.fromkeys((one.why, one.remedy) for one in report.unavailable):
        titles = ", ".join(one.what for one in report.unavailable if one.why == why)
        print_line(console, symbol_line(console, symbols.SKIPPED, why, title=titles))
        print_line(console, next_step(console, remedy))


def _cycle(cycle: LastCycle) -> str:
    ended = f"The last cycle {_OUTCOMES.get(cycle.outcome, f'ended as {cycle.outcome}')}"
    when = f" on {format_time(cycle.ended_at)}" if cycle.ended_at else ""
    failing = f", {cycle.failing} failing" if cycle.failing else ""
    return f"{ended}{when}: {pluralize(cycle.in_scope, 'object')} in scope, {cycle.written} changed{failing}"


def _first_cycle(first: FirstCycle) -> str:
    took, pace = _minutes(first.minutes), _PACES[first.pace]
    return f"The first cycle took {took}, {pace} Microsoft's formula says: {first.estimate.duration}"


def _minutes(minutes: float) -> str:
    return "less than a minute" if minutes < 1 else pluralize(round(minutes), "minute")


def _kind(kind: str, count: int) -> str:
    plural = {"User": "people", "person": "people", "Group": "groups", "group": "groups"}
    single = {"User": "person", "person": "person", "Group": "group", "group": "group"}
    return pluralize(count, single.get(kind, kind), plural.get(kind, kind))


def _begin(console: Console, title: str) -> None:
    console.print()
    console.print(heading(title))
