"""What set-up made and somebody gave another name: it is known by its mark all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.diagnostics.drift.model import Drift, Kind
from total_onboard.engine.journal.known_objects import Origin, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture


def renamed(wanted: DesiredState, picture: Picture) -> Iterator[Drift]:
    """What was adopted keeps the name that it had, so only what was created from here counts. Pure."""
    app, known_here = picture.application, known(wanted, picture)
    if app and known_here.origin(app) is Origin.CREATED:
        yield from _renamed("application", "Enterprise application", app.display_name, wanted.application_name)
    for one in wanted.groups:
        group = picture.group(one.name).group
        if group and known_here.origin(group) is Origin.CREATED:
            yield from _renamed("groups", "Groups", group.display_name, one.name)


def _renamed(step: str, title: str, found: str, wanted: str) -> Iterator[Drift]:
    if found != wanted:
        yield Drift(
            step=step,
            title=title,
            resource=wanted,
            kind=Kind.FOREIGN,
            found=found,
            wanted=wanted,
            sentence=f"{wanted} is called {found} by now; it is known by its mark all the same.",
            remedy="If that is not meant to be, rename it in the Entra portal.",
        )
