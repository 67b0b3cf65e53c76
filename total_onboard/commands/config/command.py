"""The three commands about settings; none of them reaches a tenant."""

from __future__ import annotations

from pathlib import Path

from total_onboard.commands.config.settings_file_status import config_files
from total_onboard.commands.config.settings_in_force import setting_facts
from total_onboard.commands.config.settings_template import settings_template
from total_onboard.commands.inputs.output_files import explained_write
from total_onboard.commands.inputs.value_sheet import trusted_sheet
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.last_failure import state_dir_of
from total_onboard.commands.invocation.written_recordings import KEPT_DAYS, known_recordings
from total_onboard.core.files.paths import user_settings_file
from total_onboard.core.files.private_files import private_folder, write_atomically, write_new_atomically
from total_onboard.settings import Settings, load_settings
from total_onboard.ui.output.config_documents import RecordingFile
from total_onboard.ui.views.config import show_config_files, show_recordings, show_settings


def show_config_paths(context: CommandContext) -> CommandResult:
    """Show the places of settings files, and the recordings that were written here."""
    files = tuple(config_files(context.common.config))
    known = known_recordings(state_dir_of(context.common))
    recordings = tuple(RecordingFile(path=str(one.path), days=one.days, is_old=one.days > KEPT_DAYS) for one in known)
    show_config_files(context.screen, files)
    show_recordings(context.screen, recordings)
    return CommandResult(members={"config_files": files, "recordings": recordings})


def show_config(context: CommandContext, sheet: Path | None) -> CommandResult:
    """Show each setting in force; an invalid one is shown as such. Raises BadValue, BadSheet."""
    settings = load_settings(context.common.given(), Settings.model_fields)
    read = trusted_sheet(context, settings, sheet).sheet if sheet else None
    facts = tuple(setting_facts(settings, read, str(sheet)))
    show_settings(context.screen, facts)
    return CommandResult(members={"settings": facts})


def create_config(context: CommandContext, *, force: bool) -> CommandResult:
    """Write a settings file for this user, which contains comments only. Raises BadValue."""
    path = user_settings_file()
    with explained_write(path, "Edit it, or replace it with --force."):
        private_folder(path.parent)
        (write_atomically if force else write_new_atomically)(path, settings_template().encode())
    context.screen.say(f"Wrote {path}. It changes nothing until you edit it.")
    return CommandResult(members={"files": {"config": str(path)}})
