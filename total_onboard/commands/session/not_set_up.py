"""Tenants without a setup, or after a teardown: commands say so; the remedy is different in a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.core.text.formatting import format_date
from total_onboard.settings_sources import set_in_environment

if TYPE_CHECKING:
    from total_onboard.engine.journal.entry import TornDown as Teardown
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.state.run_state import RunState

_KEEP_ONE_OPEN: Final = (
    "--sandbox opens a new sandbox tenant each time. Run total-onboard sandbox serve in another terminal, set here "
    "what it prints, and run setup and then {command} without --sandbox."
)

_CONNECT_AGAIN: Final = "To connect it again, run total-onboard setup"
_IN_ANOTHER: Final = (
    "--sandbox opens a new sandbox tenant each time. This terminal has the values of another one: run total-onboard "
    "{command} without --sandbox."
)


class ApplicationNotFound(PrerequisiteMissing):
    """Error: an object of the setup is not in the tenant."""

    def in_sandbox(self, command: str) -> ApplicationNotFound:
        """Return the error for a sandbox that was opened for this command alone."""
        return ApplicationNotFound(self.message, remedy=keep_sandbox_open(command))


class TornDown(PrerequisiteMissing):
    """The application was removed by a teardown, so there is nothing to compare or to change."""

    code = "torn-down"
    label = "Not set up"


class NotSetUp(ApplicationNotFound):
    """The application is not in the tenant, under the name that was said or remembered."""

    def __init__(self, application_name: str) -> None:
        super().__init__(
            f"There is no application {application_name} in this tenant that setup created.",
            remedy="Run total-onboard setup first. If it has another name, add --application-name.",
        )


def keep_sandbox_open(command: str) -> str:
    """Return the remedy: keep a sandbox open, so that commands share it; or use the one whose values are set here."""
    remedy = _IN_ANOTHER if set_in_environment(("authority_url",)) else _KEEP_ONE_OPEN
    return remedy.format(command=command)


def refuse_torn_down(journal: Journal, state: RunState) -> None:
    """Raise TornDown after a teardown, unless there was a new setup or the objects were restored."""
    from total_onboard.engine.journal.queries import teardown_entry

    entry, app = teardown_entry(journal.entries()), state.observed.application
    deleted = app is not None and app.deleted_date_time is not None
    if entry is None or not (app is None or deleted or app.id in state.history.adopted):
        return
    where = f" {app.display_name} is in the recycle bin." if app and deleted else ""
    how = "To restore it, run total-onboard setup --adopt" if where else _CONNECT_AGAIN
    stays = _retained(state)
    todo = "If nobody needs what stays, delete it in the Microsoft Entra admin center. " if stays else ""
    name = state.identity.organization.display_name
    raise TornDown(f"{_removed_from(name, entry)}{where}{stays}", remedy=f"{todo}{how}")


def refuse_torn_down_group(journal: Journal) -> None:
    """Raise TornDown if a teardown is why the admin group is missing."""
    from total_onboard.engine.journal.queries import teardown_entry

    if entry := teardown_entry(journal.entries()):
        raise TornDown(_removed_from("this tenant", entry), remedy=_CONNECT_AGAIN)


def _removed_from(tenant: str, teardown: Teardown) -> str:
    return f"TOTAL was removed from {tenant} on {format_date(teardown.at)} by {teardown.account}."


def _retained(state: RunState) -> str:
    """Name what a teardown has left of an adopted application; empty if the application is gone."""
    app = state.observed.application
    if app is None or app.deleted_date_time:
        return ""
    groups = [found.group for found in state.observed.groups.values() if found.group]
    parts = [f"the application {app.display_name}", *(["its provisioning job"] if state.observed.job else [])]
    parts += [f"the group {group.display_name}" for group in groups if not group.deleted_date_time]
    return f" These stay: {', '.join(parts)}."


def refuse_missing(journal: Journal, state: RunState, application_name: str) -> None:
    """Raise PrerequisiteMissing if there is no application: after a teardown or a deletion, or without a setup."""
    refuse_torn_down(journal, state)
    app = state.observed.application
    if app is None:
        raise NotSetUp(application_name)
    if app.deleted_date_time:
        raise ApplicationNotFound(
            f"{app.display_name} was deleted on {format_date(app.deleted_date_time)} and is in the recycle bin.",
            remedy="Run total-onboard setup --adopt, which restores it.",
        )
