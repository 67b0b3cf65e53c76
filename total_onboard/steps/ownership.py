"""Ownership: what a teardown may delete, by the IDs in the journal or in options, never by a name (decision 0060)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from total_onboard.engine.journal.entry import Addition, ContentRemoved
from total_onboard.engine.journal.known_objects import OBJECT_STEPS, ids_of
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group


def is_owned(one: Application | Group, observed: ObservedState) -> bool:
    """Return whether it may be deleted: created from here and not adopted, or named with ``--delete-adopted``."""
    if observed.deletable.intersection(ids_of(one)):
        return True
    created = {object_id for step in OBJECT_STEPS for object_id in observed.remembered(step)}
    created |= observed.begun | observed.begun_groups
    return one.id in created and one.id not in observed.adopted


def ownership_unknown(one: Application | Group | None, observed: ObservedState) -> bool:
    """Return whether this machine's journal does not know it: an option named it, or it belongs to others."""
    return one is not None and is_alive(one) and one.id not in observed.adopted and not is_owned(one, observed)


def owns_application(observed: ObservedState) -> bool:
    """Return whether the application exists, deleted or not, and may be deleted."""
    return observed.application is not None and is_owned(observed.application, observed)


def is_alive(one: Application | Group | None) -> bool:
    """Return whether it exists, and not in the recycle bin."""
    return one is not None and one.deleted_date_time is None


def is_adopted_application(observed: ObservedState) -> bool:
    """Return whether the application was adopted, and stays without the setup's additions."""
    return is_alive(observed.application) and not owns_application(observed)


def was_added(observed: ObservedState, step: str, object_id: str, what: str) -> bool:
    """Return whether the journal says that a setup from here added it."""
    return Addition(step, object_id, what) in observed.added


def additions(observed: ObservedState, step: str, object_id: str) -> set[str]:
    """Return all that a step put into an object."""
    return {one.what for one in observed.added if (one.step, one.object_id) == (step, object_id)}


def owned_groups(observed: ObservedState) -> Iterator[Group]:
    """Yield the groups that may be deleted, deleted already or not."""
    found = (each.group for each in observed.groups.values())
    return (group for group in found if group and is_owned(group, observed))


def unknown_groups(observed: ObservedState) -> Iterator[Group]:
    """Return the groups that the journal does not know."""
    found = (each.group for each in observed.groups.values())
    return (group for group in found if group and ownership_unknown(group, observed))


def record_removed_additions(
    run: ExecutionContext, observed: ObservedState, step: str, object_id: str, what: Iterable[str]
) -> None:
    """Record the removal, so that later additions of others are unmanaged."""
    gone = {Addition(step, object_id, one) for one in what}
    for one in sorted(gone & observed.added):
        run.journal.write(ContentRemoved(step=step, object_id=object_id, item=one.what))
    observed.added -= gone
