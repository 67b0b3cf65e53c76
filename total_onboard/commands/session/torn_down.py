"""After a teardown a command says so: nothing is called a difference, and nothing awaited that will not come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.session.preconditions import NeverSetUp, NothingThere
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.core.formatting import day
from total_onboard.engine.journal.history import torn_down

if TYPE_CHECKING:
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.state.observed_state import Picture


def refuse_what_was_taken_away(journal: Journal, picture: Picture) -> None:
    """Raises PrerequisiteMissing, unless something was set up since, or somebody restored what was taken away."""
    entry, app = torn_down(journal.entries()), picture.application
    deleted = app is not None and app.deleted_date_time is not None
    if entry is None or not (app is None or deleted or app.id in picture.adopted):
        return
    when = f"on {day(entry.at)} by {entry.account}"
    where = f" {app.display_name} lies in the recycle bin." if app and deleted else ""
    how = "total-onboard setup --adopt restores it" if where else "total-onboard setup connects it again"
    raise PrerequisiteMissing(
        f"TOTAL was taken away from {picture.organization.display_name} {when}.{where}",
        remedy=f"Nothing needs to be done; {how}.",
    )


def refuse_what_is_not_there(journal: Journal, picture: Picture, application_name: str) -> None:
    """Raises PrerequisiteMissing where there is no application to work on: taken away, deleted by somebody, or never
    made."""
    refuse_what_was_taken_away(journal, picture)
    app = picture.application
    if app is None:
        raise NeverSetUp(application_name)
    if app.deleted_date_time:
        raise NothingThere(
            f"{app.display_name} was deleted on {day(app.deleted_date_time)} and lies in the recycle bin.",
            remedy="Run total-onboard setup --adopt, which restores it.",
        )
