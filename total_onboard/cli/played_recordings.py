"""``sandbox replay``: open a recording as a server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.cli.embedded_sandbox import sandbox_module

if TYPE_CHECKING:
    from total_onboard.commands.sandbox_recordings import ReplayedRun


@contextmanager
def open_replay(path: Path, on_departure: Callable[[str], None]) -> Iterator[ReplayedRun]:
    """Serve a recording. Raises BadValue for a file that is none, or without the sandbox's libraries."""
    from total_onboard.commands.sandbox_recordings import ReplayedRun
    from total_onboard.core.errors import BadValue

    sandbox_module("ready")
    from total_onboard.sandbox.recording.archive import NotARecording, read_recording
    from total_onboard.sandbox.recording.replay import Replay, recorded_command

    try:
        run = read_recording(path)
    except NotARecording as error:
        raise BadValue(str(error), remedy="Name a file that a command wrote with --record FILE.") from error
    with Replay(run, on_departure) as served:
        yield ReplayedRun(served.environment, recorded_command(run), run.head.exit_status, len(run.exchanges))
