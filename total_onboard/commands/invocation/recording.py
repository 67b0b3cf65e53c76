"""``--record FILE``: record the requests of a command, and write them however it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from total_onboard.commands.config.settings_in_force import setting_facts
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.invocation.last_failure import state_dir_of
from total_onboard.commands.invocation.stop_signals import held_back
from total_onboard.commands.invocation.written_recordings import remember_recording
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.files.private_files import write_new_atomically
from total_onboard.core.text.visible_text import json_text, visible
from total_onboard.entra.recording.recording import Recording
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen

_OF_THIS_MACHINE: Final = frozenset(
    {
        "config",
        "authority_url",
        "graph_url",
        "ca_bundle",
        "state_dir",
        "trusted_keys",
        "ledger_url",
        "client_certificate",
    }
)


def start_recording(command: str, common: GlobalOptions) -> Recording | None:
    """Return the recording of this command, if it was requested."""
    if common.record is None:
        return None
    recording = Recording(command)
    recording.note("sandbox", (common.persona or "ready") if common.sandbox else None)
    recording.note_replaced("options", {name: _plain(value) for name, value in common.typed.items()})
    return recording


def note_settings(recording: Recording | None, settings: Settings, sheet: ValueSheet | None) -> None:
    """Add the settings in force, without secrets and without what is about this machine."""
    if recording is None:
        return
    facts = setting_facts(settings, sheet, "sheet")
    found = {fact.name: fact.value for fact in facts if not fact.secret and fact.name not in _OF_THIS_MACHINE}
    recording.note("cloud", settings.cloud.value)
    recording.note_replaced("settings", found)


def note_journals(recording: Recording | None, state_dir: Path, tenant_id: str) -> None:
    """Add what the journals of this tenant say before the command writes to them."""
    if recording is None:
        return
    recording.note_replaced("tenant_id", tenant_id)
    recording.note_journals({path.stem: _lines(path) for path in sorted((state_dir / tenant_id).glob("*.jsonl"))})


def finish_recording(screen: Screen, recording: Recording | None, common: GlobalOptions, status: int) -> None:
    """Write the recording for its owner alone, unless wrong usage ended the command before its first request.

    A file that can't be written changes no exit status.
    """
    path = common.record
    if recording is None or path is None:
        return
    document = recording.document(status)
    if status == ExitStatus.USAGE and not document["log"]["entries"]:
        screen.say(f"{visible(str(path))} was not written: the command sent no request.", style="quiet")
        return
    try:
        with held_back():
            write_new_atomically(path, json_text(document, indent=1).encode())
            if not common.sandbox:
                remember_recording(state_dir_of(common), path)
    except OSError as error:
        screen.say(f"The recording wasn't written to {visible(str(path))}: {error.strerror}.", style="caution")
        return
    screen.say(f"Recorded requests: {len(document['log']['entries'])}, in {visible(str(path))}.")
    screen.say("Look at the file, then send it to support. Delete it when the case is closed.", style="quiet")


def _lines(path: Path) -> list[Any]:
    """Read the lines of a journal that are whole; the command itself reports one that isn't."""
    try:
        return [json.loads(line) for line in path.read_bytes().splitlines() if line.startswith(b"{")]
    except (OSError, ValueError):
        return []


def _plain(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return "FILE"
    return value if isinstance(value, bool | int | float) else str(value)
