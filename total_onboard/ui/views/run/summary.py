"""Summary: created, changed, kept and blocked items; failures; verifications; and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.provisioning.scim_removal import SCIM_REMOVAL
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import BlockedItem
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, heading, next_step, print_facts, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Console, Text
from total_onboard.ui.views.exchange.handoff import how_to_send, was_sent
from total_onboard.ui.views.run.blocked import list_blocked, show_warnings, waiting_for

_STATUS_SYMBOLS: Final = {
    VerificationStatus.VERIFIED: symbols.GOOD,
    VerificationStatus.FAILED: symbols.BAD,
    VerificationStatus.INCONCLUSIVE: symbols.WAITING,
}
_WORST_FIRST: Final = (VerificationStatus.FAILED, VerificationStatus.INCONCLUSIVE, VerificationStatus.VERIFIED)
_MARKS: Final = {
    StepOutcome.CREATED: symbols.CREATED,
    StepOutcome.CHANGED: symbols.CHANGED,
    StepOutcome.ADOPTED: symbols.CHANGED,
    StepOutcome.REMOVED: symbols.REMOVED,
    StepOutcome.KEPT: symbols.KEPT,
    StepOutcome.BLOCKED: symbols.WAITING,
}


@dataclass(frozen=True)
class StepSummary:
    """Finished step."""

    title: str
    outcome: StepOutcome
    summary: str


@dataclass(frozen=True)
class Summary:
    """Everything that the end of a run shows.

    ``headline`` is the result if all is well, ``part`` if something is blocked; ``secret`` says whether the hand-
    off holds one, ``about_cycle`` how long provisioning takes, ``first`` what is most urgent, ``next`` what else is
    left to do, ``about_removal`` that removals are not verified. With ``details`` come the outcome of each step,
    the IDs and the journal.
    """

    headline: str = ""
    part: str = ""
    ended: Sequence[StepSummary] = ()
    blocked: Sequence[BlockedItem] = ()
    warnings: Sequence[str] = ()
    problems: Sequence[OnboardError] = ()
    verifications: Sequence[VerificationResult] = ()
    resources: Mapping[str, str] = field(default_factory=dict)
    handoff: Path | None = None
    clipboard: bool = False
    sealed: bool = False
    receipt: str = ""
    secret: bool = True
    credential: bool = False
    journal: Path | None = None
    sandbox: bool = False
    first: str = ""
    next: str = ""
    about_removal: str = ""
    about_cycle: str = ""
    details: bool = False


def show_summary(screen: Screen, summary: Summary) -> None:
    """Show how the run ended, in the order of importance."""
    if screen.json:
        return
    console = screen.result
    console.print()
    console.print(_headline(summary))
    _show_problems(console, summary.problems)
    list_blocked(console, summary.blocked)
    show_warnings(console, summary.warnings)
    _show_verifications(console, summary)
    if summary.details:
        _show_outcomes(console, summary.ended)
        show_ids(screen, summary.resources, summary.journal)
    _show_next(screen, summary)


def _headline(summary: Summary) -> Text:
    """Return the result in one sentence: the worst that is true."""
    failed = sum(verification.outcome is VerificationStatus.FAILED for verification in summary.verifications)
    if summary.problems:
        return Text(f"Not finished: {pluralize(len(summary.problems), 'step')} failed.", style="bad")
    if failed:
        return Text(f"Applied, but {pluralize(failed, 'verification')} failed.", style="bad")
    if summary.blocked:
        return Text(summary.part or f"Not finished: {waiting_for(summary.blocked)}.", style="caution")
    if summary.first:
        return Text("Applied, but nobody can sign in to TOTAL yet.", style="caution")
    return Text(summary.headline, style="good")


def _show_outcomes(console: Console, ended: Sequence[StepSummary]) -> None:
    if ended:
        _begin(console, "Steps")
    for one in ended:
        quiet = _MARKS[one.outcome] is symbols.KEPT
        print_line(console, symbol_line(console, _MARKS[one.outcome], one.summary, title=one.title, quiet=quiet))


def _show_problems(console: Console, problems: Sequence[OnboardError]) -> None:
    for problem in problems:
        print_line(console, symbol_line(console, symbols.BAD, problem.message))
        print_line(console, next_step(console, problem.remedy))
        if problem.request_id:
            print_line(console, below(console, f"Request ID: {problem.request_id}"))


def _show_verifications(console: Console, summary: Summary) -> None:
    """Show in one line how many passed, then each one that did not, with what to do."""
    if not (verifications := summary.verifications):
        return
    open_ones = [
        verification for verification in verifications if verification.outcome is not VerificationStatus.VERIFIED
    ]
    listed = [verification for verification in open_ones if not _is_said_elsewhere(verification, summary)]
    pending = f", {len(open_ones)} pending" if open_ones and summary.blocked and not listed else ""
    outcomes = {verification.outcome for verification in verifications}
    worst = next(outcome for outcome in _WORST_FIRST if outcome in outcomes)
    count = f"{len(verifications) - len(open_ones)} of {pluralize(len(verifications), 'verification')} passed"
    print_line(console, symbol_line(console, _STATUS_SYMBOLS[worst], count + pending))
    _list_verifications(console, verifications if summary.details else listed, details=True)


def _is_said_elsewhere(verification: VerificationResult, summary: Summary) -> bool:
    """Return whether another line says why it did not pass: something is blocked, nobody is in the admin group, or
    removals are not verified."""
    if verification.outcome is VerificationStatus.FAILED:
        return False
    if summary.first and verification.id == MEMBER.id:
        return True
    return bool(summary.blocked) or bool(summary.about_removal and verification.id == SCIM_REMOVAL.id)


def show_verifications(screen: Screen, verifications: Sequence[VerificationResult], *, details: bool = False) -> None:
    """Show every verification by its title, what was found if it did not pass or with ``details``, and what to do."""
    if screen.json:
        return
    passed = [verification for verification in verifications if verification.outcome is VerificationStatus.VERIFIED]
    rest = [
        verification
        for outcome in _WORST_FIRST[:2]
        for verification in verifications
        if verification.outcome is outcome
    ]
    failed = sum(verification.outcome is VerificationStatus.FAILED for verification in verifications)
    screen.result.print()
    _list_verifications(screen.result, passed, details=details)
    _list_verifications(screen.result, rest, details=True)
    screen.result.print()
    counts = [f"{len(passed)} of {pluralize(len(verifications), 'verification')} passed"]
    counts += [f"{failed} failed"] if failed else []
    counts += [f"{len(rest) - failed} inconclusive"] if len(rest) > failed else []
    screen.result.print(Text(", ".join(counts) + ".", style="bad" if failed else "caution" if rest else "good"))


def _list_verifications(console: Console, verifications: Sequence[VerificationResult], *, details: bool) -> None:
    for at, verification in enumerate(verifications):
        took = f" ({verification.seconds:.1f} s)" if verification.seconds and details else ""
        found = verification.found + took if details else ""
        print_line(
            console, symbol_line(console, _STATUS_SYMBOLS[verification.outcome], found, title=verification.title)
        )
        if verification.remedy and verification.remedy not in {
            other.remedy for other in verifications[at + 1 : at + 2]
        }:
            print_line(console, next_step(console, verification.remedy))


def show_ids(screen: Screen, resources: Mapping[str, str], journal: Path | None = None) -> None:
    """Show the IDs of the objects, and where the journal is."""
    facts = [(_label(name), value) for name, value in resources.items()]
    if journal:
        facts.append(("Journal", str(journal)))
    if facts and not screen.json:
        _begin(screen.result, "IDs")
        print_facts(screen.result, facts)


def _label(name: str) -> str:
    """Return the name of an ID as text."""
    kind, _, group = name.partition(" ")
    words = kind.removesuffix("_id").replace("_", " ")
    return f"{group} {words} ID" if group else f"{words.capitalize()} ID"


def _show_next(screen: Screen, summary: Summary) -> None:
    """Show where the hand-off is, and what is left to do for the person at the keyboard."""
    console = screen.result
    if summary.handoff:
        print_line(console, symbol_line(console, symbols.GOOD, str(summary.handoff), title="Hand-off"))
    if summary.about_cycle and not summary.problems:
        print_line(console, symbol_line(console, symbols.WAITING, summary.about_cycle))
    if summary.receipt:
        print_line(console, symbol_line(console, symbols.GOOD, was_sent(summary.receipt)))
    show_unverified_removal(screen, summary.about_removal)
    for text in (summary.first, _next(summary)):
        if text:
            print_line(console, symbol_line(console, symbols.NEXT, text))


def show_unverified_removal(screen: Screen, sentence: str) -> None:
    """Say in the last block that nobody has seen a removal take effect."""
    if sentence and not screen.json:
        print_line(screen.result, symbol_line(screen.result, symbols.CAUTION, sentence))


def show_next(screen: Screen, *texts: str) -> None:
    """Show what is left to do, the most urgent first."""
    for text in texts:
        if not screen.json:
            print_line(screen.result, symbol_line(screen.result, symbols.NEXT, text))


def _next(summary: Summary) -> str:
    if summary.next:
        return summary.next
    if summary.sandbox:
        return "This was a sandbox run. For a real tenant: total-onboard setup --sheet FILE"
    if (summary.handoff and not summary.receipt) or summary.clipboard:
        return how_to_send(
            in_a_file=summary.handoff is not None,
            sealed=summary.sealed,
            secret=summary.secret,
            credential=summary.credential,
        )
    return ""


def show_retained_objects(screen: Screen, sentence: str, remedy: str) -> None:
    """Show at the very end what no command deletes."""
    if screen.json:
        return
    print_line(screen.result, symbol_line(screen.result, symbols.KEPT, sentence))
    print_line(screen.result, next_step(screen.result, remedy))


def _begin(console: Console, title: str) -> None:
    console.print()
    console.print(heading(title))
