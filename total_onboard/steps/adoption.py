"""What is there already under a name of ours, and whose word it takes to go on with it (docs/decisions/0011)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from total_onboard.desired_state import NEW
from total_onboard.engine.step import Obstacle, Question
from total_onboard.entra.applications import Application
from total_onboard.entra.groups import Group

Thing = TypeVar("Thing", bound=Application | Group)


@dataclass(frozen=True)
class Adoption(Generic[Thing]):
    """One object of the desired state: what it is called, and what the admin said of one that is there.

    ``said`` is an id, :data:`NEW` or empty; ``adopt`` decides where ``said`` does not; ``why_not`` gives the reason
    why an object cannot be adopted, or an empty text; ``option`` is the option that says it, up to the id.
    """

    step: str
    noun: str
    name: str
    mark: str
    said: str
    adopt: bool
    option: str
    why_not: Callable[[Thing], str]
    group: str = ""

    def chosen(self, candidates: Sequence[Thing]) -> Thing | None:
        """The one that was decided for; without an id only where exactly one can be adopted."""
        if self.said:
            return next((one for one in candidates if self.said in _ids(one)), None)
        possible = [one for one in candidates if not self._reason(one)]
        return possible[0] if self.adopt and len(possible) == 1 else None

    def obstacle(self, found: Thing | None, others: Sequence[Thing], *, begun: bool, deleted: bool) -> Obstacle | None:
        """Why it cannot go on with ``found``, or without it; ``begun`` says that a run of ours made it."""
        if found is None:
            return self._without(others)
        if self.said not in ("", NEW, *_ids(found)):
            return self._another(found)
        if deleted:
            return None if self.said in _ids(found) or (self.adopt and not self.said) else self._in_the_bin(found)
        reason = "" if begun or found.unique_name == self.mark else self._reason(found)
        return self._unfit(found, reason) if reason else None

    def _reason(self, one: Thing) -> str:
        if one.unique_name not in (None, self.mark):
            return f"bears the unique name {one.unique_name} already, which can never be changed"
        return self.why_not(one)

    def _without(self, others: Sequence[Thing]) -> Obstacle | None:
        if self.said == NEW:
            return None
        if self.said:
            sentence = f"There is no {self.noun} with the id {self.said}."
            return Obstacle(self.step, sentence, f"Correct {self.option}, or leave it out.")
        return self._undecided(others) if others else None

    def _undecided(self, others: Sequence[Thing]) -> Obstacle:
        told = "; ".join(self._told(one) for one in others)
        possible = [one for one in others if not self._reason(one)]
        instead = f"what is there and have another made with {self.option}{NEW}"
        words = ["adopt"] if len(possible) == 1 else [one.id for one in possible]
        answers = dict(zip(words, (one.id for one in possible), strict=True)) | {NEW: NEW}
        return Obstacle(
            self.step,
            f"This tool did not make the {self.noun} {self.name} that is there already: {told}.",
            f"Adopt it with {self._how(possible)}, or leave {instead}." if possible else f"Leave {instead}.",
            Question(self.group, answers),
        )

    def _told(self, one: Thing) -> str:
        reason = self._reason(one)
        return f"object id {one.id}, which cannot be adopted, because it {reason}" if reason else f"object id {one.id}"

    def _how(self, possible: Sequence[Thing]) -> str:
        return f"--adopt or {self.option}{possible[0].id}" if len(possible) == 1 else f"{self.option}ID"

    def _another(self, found: Thing) -> Obstacle:
        sentence = (
            f"The {self.noun} {found.display_name} of this tool is there (object id {found.id}), not {self.said}."
        )
        return Obstacle(self.step, sentence, f"Leave {self.option.rstrip('= ')} out.")

    def _in_the_bin(self, found: Thing) -> Obstacle:
        no_other = ", so that no new one can be made beside it" if self.said == NEW else ""
        purge = "teardown --groups --purge" if self.group else "teardown --purge (with --groups the groups, too)"
        return Obstacle(
            self.step,
            f"The {self.noun} {found.display_name} of this tool is in the recycle bin (object id {found.id}), "
            f"where it keeps its unique name for thirty days{no_other}.",
            f"Restore it with --adopt or {self.option}{found.id}; or delete it for good, with total-onboard {purge} or "
            "in the Entra portal, then run this again.",
            Question(self.group, {"restore": found.id}),
        )

    def _unfit(self, found: Thing, reason: str) -> Obstacle:
        return Obstacle(
            self.step,
            f"The {self.noun} {found.display_name} (object id {found.id}) cannot be adopted, because it {reason}.",
            f"Name another one, or leave it and have another made with {self.option}{NEW}.",
        )


def _ids(one: Application | Group) -> tuple[str, ...]:
    return (one.id, one.app_id) if isinstance(one, Application) else (one.id,)
