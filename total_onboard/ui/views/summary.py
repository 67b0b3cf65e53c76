"""Summary: created, changed, kept and blocked items; failures; verifications; and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.proof import VerificationResult, VerificationStatus
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.plan import BlockedItem
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, heading, next_step, print_facts, print_line, symbol_line
from total_onboard.ui.sanitized_rich import Text
from total_onboard.ui.symbols import Symbol
from total_onboard.ui.views.blocked import show_blocked, show_warnings
from total_onboard.ui.views.handoff import how_to_send

_PROOFS: Final[tuple[tuple[VerificationStatus, str, Symbol], ...]] = (
    (VerificationStatus.VERIFIED, "Proven", symbols.GOOD),
    (VerificationStatus.FAILED, "Proven not to work", symbols.BAD),
    (VerificationStatus.INCONCLUSIVE, "Not proven yet", symbols.WAITING),
)
_GROUPS: Final[tuple[tuple[str, tuple[StepOutcome, ...], Symbol], ...]] = (
    ("Created", (StepOutcome.CREATED,), symbols.CREATED),
    ("Changed", (StepOutcome.CHANGED, StepOutcome.ADOPTED), symbols.CHANGED),
    ("Removed", (StepOutcome.REMOVED,), symbols.REMOVED),
    ("Kept as it was", (StepOutcome.KEPT,), symbols.KEPT),
)


@dataclass(frozen=True)
class StepSummary:
    """Finished step."""

    title: str
    outcome: StepOutcome
    summary: str


@dataclass(frozen=True)
class Summary:
    """Everything that the end of a setup shows; ``secret`` says whether the hand-off holds one, ``first`` what is most
    urgent, ``next`` what else is left to do, ``about_removal`` that removals are not verified."""

    ended: Sequence[StepSummary] = ()
    waiting: Sequence[BlockedItem] = ()
    warnings: Sequence[str] = ()
    problems: Sequence[OnboardError] = ()
    proofs: Sequence[VerificationResult] = ()
    resources: Mapping[str, str] = field(default_factory=dict)
    handoff: Path | None = None
    clipboard: bool = False
    sealed: bool = False
    secret: bool = True
    journal: Path | None = None
    sandbox: bool = False
    first: str = ""
    next: str = ""
    about_removal: str = ""


def show_summary(screen: Screen, summary: Summary) -> None:
    """Show the parts, in the order of importance."""
    for title, outcomes, mark in _GROUPS:
        _show_outcomes(screen, title, [one for one in summary.ended if one.outcome in outcomes], mark)
    show_blocked(screen.result, summary.waiting)
    show_warnings(screen.result, summary.warnings)
    _show_problems(screen, summary.problems)
    show_proofs(screen, summary.proofs)
    _show_resources(screen, summary)
    _show_next(screen, summary)


def _show_outcomes(screen: Screen, title: str, ended: Sequence[StepSummary], mark: Symbol) -> None:
    if not ended:
        return
    _begin(screen, title)
    quiet = mark is symbols.KEPT
    for one in ended:
        print_line(screen.result, symbol_line(screen.result, mark, one.summary, title=one.title, quiet=quiet))


def _show_problems(screen: Screen, problems: Sequence[OnboardError]) -> None:
    if not problems:
        return
    _begin(screen, "Not done")
    for problem in problems:
        print_line(screen.result, symbol_line(screen.result, symbols.BAD, problem.message))
        print_line(screen.result, next_step(screen.result, problem.remedy))
        if problem.request_id:
            print_line(screen.result, below(screen.result, f"Request id: {problem.request_id}"))


def show_proofs(screen: Screen, proofs: Sequence[VerificationResult]) -> None:
    """Show what is verified, what failed, and what is pending, each with what to do."""
    for outcome, title, mark in _PROOFS:
        alike = [proof for proof in proofs if proof.outcome is outcome]
        if alike:
            _begin(screen, title)
        for at, proof in enumerate(alike):
            took = f" ({proof.seconds:.1f} s)" if proof.seconds else ""
            print_line(screen.result, symbol_line(screen.result, mark, proof.found + took, title=proof.title))
            if proof.remedy and proof.remedy not in {other.remedy for other in alike[at + 1 : at + 2]}:
                print_line(screen.result, next_step(screen.result, proof.remedy))


def _show_resources(screen: Screen, summary: Summary) -> None:
    facts = [(name.replace("_", " "), value) for name, value in summary.resources.items()]
    if summary.journal:
        facts.append(("journal", str(summary.journal)))
    if facts:
        _begin(screen, "For your records")
        print_facts(screen.result, facts)


def _show_next(screen: Screen, summary: Summary) -> None:
    """Show what is left to do for the person at the keyboard."""
    texts = [text for text in (summary.first, _next(summary)) if text]
    show_next(screen, *texts)
    if summary.handoff and not summary.sandbox:
        print_line(screen.result, Text(f"    {summary.handoff}", style="name"))
    show_unverified_removal(screen, summary.about_removal, begin=not texts)


def show_unverified_removal(screen: Screen, sentence: str, *, begin: bool = True) -> None:
    """Say in the last block that nobody has seen a removal take effect."""
    if sentence:
        if begin:
            _begin(screen, "Next")
        print_line(screen.result, symbol_line(screen.result, symbols.CAUTION, sentence))


def show_next(screen: Screen, *texts: str) -> None:
    """Show what is left to do, the most urgent first."""
    if texts:
        _begin(screen, "Next")
    for text in texts:
        print_line(screen.result, symbol_line(screen.result, symbols.NEXT, text))


def _next(summary: Summary) -> str:
    if summary.next:
        return summary.next
    if summary.sandbox:
        return "This was a sandbox run. With the value sheet from TOTAL, run total-onboard setup --sheet FILE."
    if summary.handoff or summary.clipboard:
        return how_to_send(in_a_file=summary.handoff is not None, sealed=summary.sealed, secret=summary.secret)
    return ""


def show_what_stays(screen: Screen, sentence: str, remedy: str) -> None:
    """Show at the very end what no command deletes."""
    _begin(screen, "What stays")
    print_line(screen.result, symbol_line(screen.result, symbols.KEPT, sentence))
    print_line(screen.result, next_step(screen.result, remedy))


def _begin(screen: Screen, title: str) -> None:
    screen.result.print()
    screen.result.print(heading(title))
