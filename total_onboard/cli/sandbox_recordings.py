"""``sandbox replay|compare``: open a recording as a server on loopback, or play it in a sandbox tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.cli.embedded_sandbox import sandbox_module

if TYPE_CHECKING:
    from total_onboard.commands.sandbox_recordings import ReplayedRun
    from total_onboard.sandbox.recording.archive import RecordedRun
    from total_onboard.ui.output.comparison_documents import ComparedRun


@contextmanager
def open_replay(path: Path, on_departure: Callable[[str], None]) -> Iterator[ReplayedRun]:
    """Serve a recording. Raises BadValue for a file that is none, or without the sandbox's libraries."""
    from total_onboard.commands.sandbox_recordings import REPLAYED_SETTINGS, ReplayedRun

    run = _read(path, "ready")
    from total_onboard.sandbox.recording.replay_server import Replay, recorded_command

    with Replay(run, REPLAYED_SETTINGS, on_departure) as served:
        yield ReplayedRun(served.environment, recorded_command(run), run.head.exit_status, len(run.exchanges))


def compared_run(path: Path, persona: str) -> ComparedRun:
    """Compare a recording with the sandbox. Raises BadValue for a file that is none, or an unknown persona."""
    from total_onboard.ui.output.comparison_documents import ComparedRun

    run = _read(path, persona)
    from total_onboard.sandbox.recording.comparison.comparison import compare

    found = compare(run, persona)
    return ComparedRun.model_validate({"command": run.head.command, "persona": persona, **vars(found)})


def _read(path: Path, persona: str) -> RecordedRun:
    """Read a recording. Raises BadValue."""
    from total_onboard.core.errors import BadValue

    sandbox_module(persona)
    from total_onboard.sandbox.recording.archive import NotARecording, read_recording

    try:
        return read_recording(path)
    except NotARecording as error:
        raise BadValue(str(error), remedy="Name a file that a command wrote with --record FILE.") from error
