"""Adoption of an existing object: whether it is known here, and what it takes to use it.

A name, a ``uniqueName`` or a note proves nothing (docs/decisions/0061).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from total_onboard.core.adoption_decisions import NEW
from total_onboard.engine.inspection.object_contents import ANYONES, WHERE_IDS_COME_FROM, Inspection
from total_onboard.engine.journal.known_objects import KnownObjects, Origin, ids_of
from total_onboard.engine.step import AdoptionChoice, Blocker
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

Thing = TypeVar("Thing", bound=Application | Group)


@dataclass(frozen=True)
class Adoption(Generic[Thing]):
    """Adoption of one object of the desired state: its name, and the admin's decision.

    ``requested`` is an id, :data:`NEW` or empty; ``adopt`` restores what the journal knows; ``offer`` lets a question
    offer to adopt; ``why_not`` gives the reason why an object cannot be adopted, or an empty text; ``option`` is the
    option that names it, up to the id; ``rename`` is the option that avoids the name.
    """

    step: str
    noun: str
    name: str
    mark: str
    requested: str
    adopt: bool
    option: str
    rename: str
    why_not: Callable[[Thing], str]
    known: KnownObjects
    offer: bool = False
    inspections: Mapping[str, Inspection] = field(default_factory=dict)
    group: str = ""

    def obstacle(self, found: Thing | None, others: Sequence[Thing], *, deleted: bool) -> Blocker | None:
        """Return why the setup cannot continue with ``found``, or without it."""
        if found is None:
            return self._without(others)
        if self.requested not in ("", NEW, *ids_of(found)):
            return self._another(found)
        origin = self.known.origin(found)
        if origin is None:
            return self._unknown(found, deleted=deleted)
        if deleted:
            return self._deleted(found, origin)
        return self._unfit(found) if origin is Origin.NAMED else None

    def reason(self, one: Thing) -> str:
        """Return why it cannot be adopted, or an empty text."""
        if one.unique_name not in (None, self.mark):
            return f"has the unique name {one.unique_name} already, which can never be changed"
        return self.why_not(one)

    def _without(self, others: Sequence[Thing]) -> Blocker | None:
        if self.requested == NEW:
            return None
        if self.requested:
            sentence = f"There is no {self.noun} with the ID {self.requested}."
            return Blocker(self.step, sentence, f"Correct {self.option}, or omit it.")
        return self._undecided(others) if others else None

    def _undecided(self, others: Sequence[Thing]) -> Blocker:
        possible = [one for one in others if not self.reason(one)]
        words = ["adopt"] if len(possible) == 1 else [one.id for one in possible]
        offered = dict(zip(words, (one.id for one in possible), strict=True)) if self.offer else {}
        listed = "; ".join(self._id_with_reason(one) for one in others)
        instead = f"To leave it and create another, use {self.option}{NEW}."
        adopt = f" If a colleague created it for TOTAL, ask for its ID and name it with {self.option}ID."
        return Blocker(
            self.step,
            f"{self._a_noun} {self.name} already exists and was not set up from this machine: {listed}.",
            instead + adopt if possible else instead,
            AdoptionChoice(self.group, offered | {NEW: NEW}),
            inspections=self._inspected(*others),
        )

    @property
    def _a_noun(self) -> str:
        return f"An {self.noun}" if self.noun[0] in "aeiou" else f"A {self.noun}"

    def _id_with_reason(self, one: Thing) -> str:
        reason = self.reason(one)
        called = f"object ID {one.id}"
        return f"{called}, which can't be adopted, because it {reason}" if reason else called

    def _another(self, found: Thing) -> Blocker:
        if self.known.is_in_journal(found):
            sentence = f"The {self.noun} {found.display_name} that was set up from here has the object ID {found.id}, "
            return Blocker(self.step, f"{sentence}not {self.requested}.", f"Omit {self.option.rstrip('= ')}.")
        sentence = (
            f"The {self.noun} {found.display_name} (object ID {found.id}) has the unique name {self.mark}, and "
            f"isn't {self.requested}."
        )
        return Blocker(self.step, sentence, self._out_of_the_way(), inspections=self._inspected(found))

    def _unknown(self, found: Thing, *, deleted: bool) -> Blocker:
        reason, stuck = self.reason(found), "" if not deleted else " is in the recycle bin and"
        sentence = (
            f"The {self.noun} {found.display_name} (object ID {found.id}, unique name {self.mark}){stuck} wasn't set "
            f"up from this machine. {ANYONES}"
        )
        if deleted:
            return Blocker(self.step, sentence, f"{self._out_of_the_way()} To use it again, restore it there first.")
        if reason:
            sentence += f" It can't be adopted, because it {reason}."
        if reason or self.requested == NEW:
            return Blocker(self.step, sentence, self._out_of_the_way(), inspections=self._inspected(found))
        option = f"{self.option}{self._placeholder()}"
        return Blocker(
            self.step,
            sentence,
            WHERE_IDS_COME_FROM.format(options=option),
            AdoptionChoice(self.group, {"adopt": found.id}) if self.offer else None,
            inspections=self._inspected(found),
            adopt_option=option,
        )

    def _placeholder(self) -> str:
        return "GROUP_OBJECT_ID" if self.group else "APPLICATION_OBJECT_ID"

    def _out_of_the_way(self) -> str:
        return (
            "Delete it permanently in the Microsoft Entra admin center if nobody needs it, or choose another name with "
            f"{self.rename}."
        )

    def _deleted(self, found: Thing, origin: Origin) -> Blocker | None:
        if origin is Origin.NAMED:
            return Blocker(
                self.step,
                f"The {self.noun} {found.display_name} (object ID {found.id}) is in the recycle bin, where its "
                "content can't be read, and it wasn't set up from this machine.",
                "Restore it in the Microsoft Entra admin center, then run the same command again: it lists what "
                "it contains.",
            )
        restores = self.requested in ids_of(found) or (self.adopt and not self.requested)
        return None if restores else self._in_the_bin(found)

    def _in_the_bin(self, found: Thing) -> Blocker:
        no_other = ", so that no new one can be created next to it" if self.requested == NEW else ""
        purge = "teardown --groups --purge" if self.group else "teardown --purge (with --groups the groups, too)"
        return Blocker(
            self.step,
            f"The {self.noun} {found.display_name} that total-onboard created is in the recycle bin (object ID "
            f"{found.id}), where it keeps its unique name for thirty days{no_other}.",
            f"Restore it with --adopt or {self.option}{found.id}; or delete it permanently, with total-onboard {purge} "
            "or in the Microsoft Entra admin center, then run the same command again.",
            AdoptionChoice(self.group, {"restore": found.id}),
        )

    def _unfit(self, found: Thing) -> Blocker | None:
        sentence = f"The {self.noun} {found.display_name} (object ID {found.id}) can't be adopted, because"
        if reason := self.reason(found):
            instead = f"Name another one, or create a new one with {self.option}{NEW}."
            remedy = self._out_of_the_way() if found.unique_name == self.mark else instead
            return Blocker(self.step, f"{sentence} it {reason}.", remedy, inspections=self._inspected(found))
        inspection = self.inspections.get(found.id)
        if inspection and inspection.unavailable:
            parts = "; ".join(f"{part}: {why}" for part, why in inspection.unavailable.items())
            remedy = "Run the same command as an account that can read all of it, such as a Global Administrator."
            return Blocker(self.step, f"{sentence} parts of it can't be read ({parts}).", remedy)
        return None

    def _inspected(self, *those: Thing) -> tuple[Inspection, ...]:
        return tuple(self.inspections[one.id] for one in those if one.id in self.inspections)
