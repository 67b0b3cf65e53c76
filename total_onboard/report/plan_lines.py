"""A plan as lines: the changes of a step that are alike in one line, below the resource that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from total_onboard.engine.plan import Acceptance, Action, AdoptedObject, Change, ItemLists, PlanHeading
from total_onboard.steps.by_id import STEPS_BY_ID


class LineAction(StrEnum):
    """What happens to the thing that a line names."""

    CREATE = "create"
    CHANGE = "change"
    ADOPT = "adopt"
    ACCEPT = "accept"
    REMOVE = "remove"


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan; ``heading`` is the resource that it belongs to, ``title`` the step's, if the text has it."""

    step: str
    heading: PlanHeading
    action: LineAction
    text: str
    title: str = ""

    @property
    def sentence(self) -> str:
        """The whole line."""
        return f"{self.title}: {self.text}" if self.title else self.text


def plan_lines(changes: Iterable[Change], titles: Mapping[str, str]) -> tuple[PlanLine, ...]:
    """Return the lines of everything that is written, by resource; each kind of line keeps the order of the plan."""
    writes = [change for change in changes if change.writes]
    alike: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(writes):
        shares = change.item and STEPS_BY_ID[change.step].items is not ItemLists.NONE
        key = (change.step, line_action(change, writes)) if shares else (number,)
        alike.setdefault(key, []).append(change)
    lines = [_line(several, writes, titles) for several in alike.values()]
    order = list(PlanHeading)
    return tuple(sorted(lines, key=lambda line: order.index(line.heading)))


def line_action(change: Change, plan: Sequence[Change]) -> LineAction:
    """Return what a line says of a change: a part of something that the same plan creates is created, not changed."""
    if isinstance(change, Acceptance) and not isinstance(change, AdoptedObject):
        return LineAction.ACCEPT
    if change.action is Action.UPDATE:
        return LineAction.CREATE if any(_is_part(change, one) for one in plan) else LineAction.CHANGE
    return {Action.CREATE: LineAction.CREATE, Action.ADOPT: LineAction.ADOPT}.get(change.action, LineAction.REMOVE)


def count_of(lines: Sequence[PlanLine]) -> str:
    """Return how many lines create, change and remove something; adoptions are counted if there are any."""
    number = {action: sum(line.action is action for line in lines) for action in LineAction}
    adopted = f", {number[LineAction.ADOPT]} to adopt" if number[LineAction.ADOPT] else ""
    create, change, remove = (number[one] for one in (LineAction.CREATE, LineAction.CHANGE, LineAction.REMOVE))
    return f"{create} to create, {change} to change, {remove} to remove{adopted}"


def by_heading(lines: Sequence[PlanLine]) -> Iterator[tuple[PlanHeading, tuple[PlanLine, ...]]]:
    """Yield each resource with its lines."""
    for heading in PlanHeading:
        if here := tuple(line for line in lines if line.heading == heading):
            yield heading, here


def _is_part(change: Change, other: Change) -> bool:
    """Return whether the other change creates what this one belongs to."""
    whole = STEPS_BY_ID[change.step].part_of
    if whole is None or other.action is not Action.CREATE or other.step != whole.step:
        return False
    return not whole.of_each or other.resource == change.resource


def _line(several: Sequence[Change], plan: Sequence[Change], titles: Mapping[str, str]) -> PlanLine:
    first = several[0]
    items = [change.item for change in several if change.item]
    title = titles.get(first.step, "") if items else ""
    text = ", ".join(items) if title else "; ".join(change.summary for change in several)
    return PlanLine(first.step, STEPS_BY_ID[first.step].heading, line_action(first, plan), text, title)
