"""Ownership: what a teardown may delete, by the IDs in the journal or in options, never by a name (decision 0060).

Additions to objects that may be older than the setup are noted, so that a later run knows which ones are owned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from total_onboard.engine.journal.entry import Addition, ContentRemoved
from total_onboard.engine.journal.known_objects import OBJECT_STEPS, ids_of
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import BadRequest, Forbidden, GraphError, NotFound, Unauthorized
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

_REFUSALS: Final[tuple[type[GraphError], ...]] = (BadRequest, Unauthorized, Forbidden, NotFound)
"""Answers after which nothing was added; all others, and no answer, leave it open."""


def is_owned(one: Application | Group, state: RunState) -> bool:
    """Return whether it may be deleted: created from here and not adopted, or named with ``--delete-adopted``."""
    if state.choices.deletable.intersection(ids_of(one)):
        return True
    created = {object_id for step in OBJECT_STEPS for object_id in state.history.remembered(step)}
    created |= state.effects.begun | state.effects.begun_groups
    return one.id in created and one.id not in state.history.adopted


def ownership_unknown(one: Application | Group | None, state: RunState) -> bool:
    """Return whether this machine's journal does not know it: an option named it, or it belongs to others."""
    return one is not None and is_alive(one) and one.id not in state.history.adopted and not is_owned(one, state)


def owns_application(state: RunState) -> bool:
    """Return whether the application exists, deleted or not, and may be deleted."""
    return state.observed.application is not None and is_owned(state.observed.application, state)


def is_alive(one: Application | Group | None) -> bool:
    """Return whether it exists, and not in the recycle bin."""
    return one is not None and one.deleted_date_time is None


def is_adopted_application(state: RunState) -> bool:
    """Return whether the application was adopted, and stays without the setup's additions."""
    return is_alive(state.observed.application) and not owns_application(state)


def was_added(state: RunState, step: StepId, object_id: str, what: str) -> bool:
    """Return whether the journal says that a setup from here added it."""
    return Addition(step, object_id, what) in state.history.added


def additions(state: RunState, step: StepId, object_id: str) -> set[str]:
    """Return all that a step put into an object."""
    return {one.what for one in state.history.added if (one.step, one.object_id) == (step, object_id)}


def owned_groups(state: RunState) -> Iterator[Group]:
    """Yield the groups that may be deleted, deleted already or not."""
    found = (each.group for each in state.observed.groups.values())
    return (group for group in found if group and is_owned(group, state))


def unknown_groups(state: RunState) -> Iterator[Group]:
    """Return the groups that the journal does not know."""
    found = (each.group for each in state.observed.groups.values())
    return (group for group in found if group and ownership_unknown(group, state))


def record_removed_additions(
    run: ExecutionContext, state: RunState, step: StepId, object_id: str, what: Iterable[str]
) -> None:
    """Record the removal, so that later additions of others are unmanaged."""
    gone = {Addition(step, object_id, one) for one in what}
    for one in sorted(gone & state.history.added):
        run.journal.write(ContentRemoved(step=step, object_id=object_id, item=one.what))
    state.history.added -= gone


@contextmanager
def recorded_addition(run: ExecutionContext, step: StepId, object_id: str, *items: str) -> Iterator[None]:
    """Note an addition before its only request, and its refusal after a clear answer."""
    run.journal.record_addition(step, object_id, *items)
    try:
        yield
    except _REFUSALS:
        run.journal.record_refusal(step, object_id, *items)
        raise
