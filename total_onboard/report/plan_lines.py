"""A plan as lines: the changes of a step that are alike in one line, below the resource that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from total_onboard.engine.plan import Acceptance, Action, AdoptedObject, Change, PlanHeading
from total_onboard.engine.step_id import StepId
from total_onboard.steps import STEPS_BY_ID

_PAST: Final = {
    "Accept": "Accepted",
    "Add": "Added",
    "Adopt": "Adopted",
    "Allow": "Allowed",
    "Assign": "Assigned",
    "Change": "Changed",
    "Consent": "Consented",
    "Create": "Created",
    "Delete": "Deleted",
    "Enable": "Enabled",
    "Finish": "Finished",
    "Keep": "Kept",
    "Make": "Made",
    "Map": "Mapped",
    "Overwrite": "Overwrote",
    "Register": "Registered",
    "Remove": "Removed",
    "Replace": "Replaced",
    "Request": "Requested",
    "Restart": "Restarted",
    "Restore": "Restored",
    "Revoke": "Revoked",
    "Send": "Sent",
    "Start": "Started",
    "Stop": "Stopped",
    "Store": "Stored",
    "Test": "Tested",
    "Wait": "Waited",
}
_WITH_VERB: Final = ("Add to the ", "Remove the ")
_NAMES: Final = ("Microsoft", "SCIM", "TOTAL")
"""Names keep their capitals inside a sentence."""


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

    def as_done(self) -> PlanLine:
        """Return the line in the past tense, for a step that is done."""
        if self.title:
            return replace(self, title=_in_the_past(self.title) if self.title.startswith(_WITH_VERB) else self.title)
        return replace(self, text=_in_the_past(self.text))

    @property
    def sentence(self) -> str:
        """The whole line."""
        return f"{self.title}: {self.text}" if self.title else self.text


def plan_lines(changes: Iterable[Change], titles: Mapping[str, str]) -> tuple[PlanLine, ...]:
    """Return the lines of everything that is written, by resource; each kind of line keeps the order of the plan."""
    writes = [change for change in changes if change.writes]
    alike: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(writes):
        shares = change.item and STEPS_BY_ID[change.step].items.has_lists
        key = (change.step, line_action(change, writes)) if shares else (number,)
        alike.setdefault(key, []).append(change)
    lines = [_line(several, writes, titles) for several in alike.values()]
    order = _headings(lines)
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


def counted(lines: Iterable[PlanLine]) -> tuple[PlanLine, ...]:
    """Return the lines that are changes: what an adoption accepts stays as it is."""
    return tuple(line for line in lines if line.action is not LineAction.ACCEPT)


def by_heading(lines: Sequence[PlanLine]) -> Iterator[tuple[PlanHeading, tuple[PlanLine, ...]]]:
    """Yield each resource with its lines."""
    for heading in dict.fromkeys(line.heading for line in lines):
        if here := tuple(line for line in lines if line.heading == heading):
            yield heading, here


def _headings(lines: Sequence[PlanLine]) -> list[PlanHeading]:
    """Return the resources in the order of a setup; a teardown begins with provisioning."""
    first = lines[0].heading if lines else PlanHeading.APPLICATION
    if first is not PlanHeading.PROVISIONING:
        return list(PlanHeading)
    return sorted(PlanHeading, key=lambda heading: heading is not first)


def _is_part(change: Change, other: Change) -> bool:
    """Return whether the other change creates what this one belongs to."""
    whole = STEPS_BY_ID[change.step].part_of
    if whole is None or other.action is not Action.CREATE or other.step != whole.step:
        return False
    return not whole.of_each or other.resource == change.resource


def _line(several: Sequence[Change], plan: Sequence[Change], titles: Mapping[str, str]) -> PlanLine:
    first = several[0]
    items = [change.item for change in several if change.item]
    title, action = titles.get(first.step, "") if items else "", line_action(first, plan)
    text = ", ".join(items) if title else "; ".join(change.summary for change in several)
    return PlanLine(first.step, STEPS_BY_ID[first.step].heading, action, text, _with_verb(title, first, action))


def _with_verb(title: str, change: Change, action: LineAction) -> str:
    """Say what happens to the items of a line if its mark alone doesn't: they are removed, or added to others."""
    inside = title if title.startswith(_NAMES) else title[:1].lower() + title[1:]
    if title and action is LineAction.REMOVE:
        return f"Remove the {inside}"
    if title and action is LineAction.CHANGE and change.step == StepId.MEMBERS:
        return f"Add to the {inside}"
    return title


def _in_the_past(text: str) -> str:
    """Return a line that begins with a verb as a report of what was done."""
    verb, blank, rest = text.partition(" ")
    return f"{_PAST.get(verb, verb)}{blank}{rest}"
