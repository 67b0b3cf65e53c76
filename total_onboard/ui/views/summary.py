"""What became of it: created, changed, kept and waiting apart; what failed; what is proven; what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Proof, Proven
from total_onboard.engine.events import Deed
from total_onboard.ui import symbols
from total_onboard.ui.gate import Text
from total_onboard.ui.layout import below, heading, next_step, print_facts, put, signed_line
from total_onboard.ui.views.blocked import show_waiting, show_warnings
from total_onboard.ui.views.handoff import how_to_send

if TYPE_CHECKING:
    from total_onboard.core.errors import OnboardError
    from total_onboard.engine.plan import Waiting
    from total_onboard.ui.console import Screen
    from total_onboard.ui.symbols import Mark

_PROOFS: Final[tuple[tuple[Proven, str, Mark], ...]] = (
    (Proven.PROVEN, "Proven", symbols.GOOD),
    (Proven.FAILED, "Proven not to work", symbols.BAD),
    (Proven.NOT_POSSIBLE, "Not proven yet", symbols.WAITING),
)
_GROUPS: Final[tuple[tuple[str, tuple[Deed, ...], Mark], ...]] = (
    ("Created", (Deed.CREATED,), symbols.CREATED),
    ("Changed", (Deed.CHANGED, Deed.ADOPTED), symbols.CHANGED),
    ("Removed", (Deed.REMOVED,), symbols.REMOVED),
    ("Kept as it was", (Deed.KEPT,), symbols.KEPT),
)


@dataclass(frozen=True)
class Ended:
    """One step as it ended."""

    title: str
    deed: Deed
    summary: str


@dataclass(frozen=True)
class Summary:
    """Everything that the end of a setup shows; ``secret`` says whether the hand-off holds one, ``first`` what is most
    urgent, ``next`` what else is left to do, ``about_removal`` that removals are not verified."""

    ended: Sequence[Ended] = ()
    waiting: Sequence[Waiting] = ()
    warnings: Sequence[str] = ()
    problems: Sequence[OnboardError] = ()
    proofs: Sequence[Proof] = ()
    resources: Mapping[str, str] = field(default_factory=dict)
    handoff: Path | None = None
    clipboard: bool = False
    sealed: bool = False
    secret: bool = True
    journal: Path | None = None
    practice: bool = False
    first: str = ""
    next: str = ""
    about_removal: str = ""


def show_summary(screen: Screen, summary: Summary) -> None:
    """The parts, in the order in which they matter."""
    for title, deeds, mark in _GROUPS:
        _show_deeds(screen, title, [one for one in summary.ended if one.deed in deeds], mark)
    show_waiting(screen.result, summary.waiting)
    show_warnings(screen.result, summary.warnings)
    _show_problems(screen, summary.problems)
    show_proofs(screen, summary.proofs)
    _show_resources(screen, summary)
    _show_next(screen, summary)


def _show_deeds(screen: Screen, title: str, ended: Sequence[Ended], mark: Mark) -> None:
    if not ended:
        return
    _begin(screen, title)
    quiet = mark is symbols.KEPT
    for one in ended:
        put(screen.result, signed_line(screen.result, mark, one.summary, title=one.title, quiet=quiet))


def _show_problems(screen: Screen, problems: Sequence[OnboardError]) -> None:
    if not problems:
        return
    _begin(screen, "Not done")
    for problem in problems:
        put(screen.result, signed_line(screen.result, symbols.BAD, problem.message))
        put(screen.result, next_step(screen.result, problem.remedy))
        if problem.request_id:
            put(screen.result, below(screen.result, f"Request id: {problem.request_id}"))


def show_proofs(screen: Screen, proofs: Sequence[Proof]) -> None:
    """What is proven, what failed, and what is still to come, each with what to do."""
    for outcome, title, mark in _PROOFS:
        alike = [proof for proof in proofs if proof.outcome is outcome]
        if alike:
            _begin(screen, title)
        for at, proof in enumerate(alike):
            took = f" ({proof.seconds:.1f} s)" if proof.seconds else ""
            put(screen.result, signed_line(screen.result, mark, proof.found + took, title=proof.title))
            if proof.remedy and proof.remedy not in {other.remedy for other in alike[at + 1 : at + 2]}:
                put(screen.result, next_step(screen.result, proof.remedy))


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
    if summary.handoff and not summary.practice:
        put(screen.result, Text(f"    {summary.handoff}", style="name"))
    show_unverified_removal(screen, summary.about_removal, begin=not texts)


def show_unverified_removal(screen: Screen, sentence: str, *, begin: bool = True) -> None:
    """Say in the last block that nobody has seen a removal take effect."""
    if sentence:
        if begin:
            _begin(screen, "Next")
        put(screen.result, signed_line(screen.result, symbols.CAUTION, sentence))


def show_next(screen: Screen, *texts: str) -> None:
    """Show what is left to do, the most urgent first."""
    if texts:
        _begin(screen, "Next")
    for text in texts:
        put(screen.result, signed_line(screen.result, symbols.NEXT, text))


def _next(summary: Summary) -> str:
    if summary.next:
        return summary.next
    if summary.practice:
        return "This was a rehearsal. With the value sheet from TOTAL, run total-onboard setup --sheet FILE."
    if summary.handoff or summary.clipboard:
        return how_to_send(in_a_file=summary.handoff is not None, sealed=summary.sealed, secret=summary.secret)
    return ""


def show_what_stays(screen: Screen, sentence: str, by_hand: str) -> None:
    """At the very end: what no command takes away."""
    _begin(screen, "What stays")
    put(screen.result, signed_line(screen.result, symbols.KEPT, sentence))
    put(screen.result, next_step(screen.result, by_hand))


def _begin(screen: Screen, title: str) -> None:
    screen.result.print()
    screen.result.print(heading(title))
