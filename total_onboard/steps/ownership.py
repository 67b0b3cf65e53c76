"""What a teardown may delete: by the IDs in the journal or in options, never by a name or a note (decision 0060)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.journal.entry import Addition
from total_onboard.engine.journal.known_objects import OBJECT_STEPS, ids_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.resources.groups import Group


def is_made_by_us(one: Application | Group, picture: Picture) -> bool:
    """Whether it may be deleted: created from here and not adopted, or named together with ``--delete-adopted``."""
    if picture.deletable.intersection(ids_of(one)):
        return True
    created = {object_id for step in OBJECT_STEPS for object_id in picture.remembered(step)}
    created |= picture.begun | picture.begun_groups
    return one.id in created and one.id not in picture.adopted


def is_unknown_here(one: Application | Group | None, picture: Picture) -> bool:
    """Whether the journal of this machine has nothing about it: an option named it, or it is somebody else's."""
    return one is not None and is_alive(one) and one.id not in picture.adopted and not is_made_by_us(one, picture)


def has_application_of_ours(picture: Picture) -> bool:
    """Whether the application exists, deleted or not, and may be deleted."""
    return picture.application is not None and is_made_by_us(picture.application, picture)


def is_alive(one: Application | Group | None) -> bool:
    """Whether it is there, and not in the recycle bin."""
    return one is not None and one.deleted_date_time is None


def has_additions_alone(picture: Picture) -> bool:
    """Whether the application is somebody's own, and stays without what we put into it."""
    return is_alive(picture.application) and not has_application_of_ours(picture)


def was_added(picture: Picture, step: str, object_id: str, what: str) -> bool:
    """Whether the journal says that a set-up from here put it there."""
    return Addition(step, object_id, what) in picture.added


def additions(picture: Picture, step: str, object_id: str) -> set[str]:
    """All that a step put into an object."""
    return {one.what for one in picture.added if (one.step, one.object_id) == (step, object_id)}


def groups_of_ours(picture: Picture) -> Iterator[Group]:
    """The groups that may be deleted, deleted already or not."""
    found = (each.group for each in picture.groups.values())
    return (group for group in found if group and is_made_by_us(group, picture))


def groups_unknown_here(picture: Picture) -> Iterator[Group]:
    """Those that the journal does not know."""
    found = (each.group for each in picture.groups.values())
    return (group for group in found if group and is_unknown_here(group, picture))


def forget_additions(run: Run, picture: Picture, step: str, object_id: str, what: Iterable[str]) -> None:
    """Note that it is taken out again, so that what somebody puts there later is theirs."""
    from total_onboard.engine.journal.journal import Kind

    gone = {Addition(step, object_id, one) for one in what}
    for one in sorted(gone & picture.added):
        run.journal.write(Kind.REMOVED, step=step, mark=one.what, object_id=object_id)
    picture.added -= gone
