"""What became of it: created, changed, kept and waiting apart; what failed; what is proven; what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from total_onboard.engine.events import Deed
from total_onboard.proofs.proof import Proof, Proven
from total_onboard.terminal import marks
from total_onboard.terminal.lines import heading, next_step, signed_line

if TYPE_CHECKING:
    from total_onboard.engine.plan import Waiting
    from total_onboard.errors import OnboardError
    from total_onboard.terminal.marks import Mark
    from total_onboard.terminal.screen import Screen

_PROOF_MARKS: Final = {Proven.PROVEN: marks.GOOD, Proven.PENDING: marks.WAITING, Proven.FAILED: marks.BAD}
_GROUPS: Final[tuple[tuple[str, tuple[Deed, ...], Mark], ...]] = (
    ("Created", (Deed.CREATED,), marks.CREATED),
    ("Changed", (Deed.CHANGED, Deed.ADOPTED), marks.CHANGED),
    ("Kept as it was", (Deed.KEPT, Deed.SKIPPED), marks.KEPT),
)


@dataclass(frozen=True)
class Ended:
    """One step as it ended."""

    title: str
    deed: Deed
    summary: str


@dataclass(frozen=True)
class Summary:
    """Everything that the end of a set-up tells."""

    ended: Sequence[Ended] = ()
    waiting: Sequence[Waiting] = ()
    problems: Sequence[OnboardError] = ()
    proofs: Sequence[Proof] = ()
    resources: Mapping[str, str] = field(default_factory=dict)
    handoff: Path | None = None
    clipboard: bool = False
    journal: Path | None = None
    practice_page: str = ""


def show_summary(screen: Screen, summary: Summary) -> None:
    """The parts, in the order in which they matter."""
    for title, deeds, mark in _GROUPS:
        _show_deeds(screen, title, [one for one in summary.ended if one.deed in deeds], mark)
    _show_waiting(screen, summary.waiting)
    _show_problems(screen, summary.problems)
    show_proofs(screen, summary.proofs)
    _show_resources(screen, summary)
    _show_next(screen, summary)


def _show_deeds(screen: Screen, title: str, ended: Sequence[Ended], mark: Mark) -> None:
    if not ended:
        return
    _begin(screen, title)
    quiet = mark is marks.KEPT
    for one in ended:
        screen.result.print(signed_line(screen.result, mark, one.summary, title=one.title, quiet=quiet))


def _show_waiting(screen: Screen, waiting: Sequence[Waiting]) -> None:
    if not waiting:
        return
    _begin(screen, "Waiting for somebody else")
    for item in waiting:
        screen.result.print(signed_line(screen.result, marks.WAITING, item.sentence))
    for remedy in dict.fromkeys(item.remedy for item in waiting):
        screen.result.print(next_step(remedy))


def _show_problems(screen: Screen, problems: Sequence[OnboardError]) -> None:
    if not problems:
        return
    _begin(screen, "Not done")
    for problem in problems:
        screen.result.print(signed_line(screen.result, marks.BAD, problem.message))
        screen.result.print(next_step(problem.remedy))
        if problem.request_id:
            screen.result.print(
                Padding(Text(f"Request id: {problem.request_id}", style="quiet"), (0, 0, 0, 4), expand=False)
            )


def show_proofs(screen: Screen, proofs: Sequence[Proof]) -> None:
    """Each proof with what was found, and what to do where it is still to come."""
    if not proofs:
        return
    to_come = any(proof.outcome is Proven.PENDING for proof in proofs)
    _begin(screen, "Proof, part of it still to come" if to_come else "Proof")
    for proof in proofs:
        screen.result.print(signed_line(screen.result, _PROOF_MARKS[proof.outcome], proof.found, title=proof.title))
        if proof.remedy:
            screen.result.print(next_step(proof.remedy))


def _show_resources(screen: Screen, summary: Summary) -> None:
    if not summary.resources:
        return
    _begin(screen, "For your records")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="quiet", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in summary.resources.items():
        table.add_row(name.replace("_", " "), Text(value))
    if summary.journal:
        table.add_row("journal", Text(str(summary.journal)))
    screen.result.print(Padding(table, (0, 0, 0, 2), expand=False))


def _show_next(screen: Screen, summary: Summary) -> None:
    if summary.handoff is None and not summary.clipboard:
        return
    _begin(screen, "Next")
    if summary.clipboard:
        text = (
            "The hand-off is in the clipboard: give it to TOTAL by the channel you agreed on, then copy something else."
        )
    else:
        text = (
            f"Give {summary.handoff} to TOTAL by the channel you agreed on, then delete it: it holds the client secret."
        )
    screen.result.print(signed_line(screen.result, marks.GOOD, text))


def _begin(screen: Screen, title: str) -> None:
    screen.result.print()
    screen.result.print(heading(title))
