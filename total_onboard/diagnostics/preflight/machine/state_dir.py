"""Check that this machine can keep the setup's state private."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import Final

from total_onboard.core.platforms.shared_folders import shared_with
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.journal.line_format import entry_of

_ELSEWHERE: Final = "Choose another folder with TOTAL_ONBOARD_STATE_DIR."


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check access to the journal, which records what was made here: an intruder could mislead the next run."""
    folder = context.settings.state_dir
    if why := _not_writable(folder):
        return failed(f"{folder} cannot be written: {why}", _ELSEWHERE)
    if others := _others_who_may_enter(folder):
        return warned(f"{folder} is open to {others}", f"Restrict it: chmod 700 '{folder}'")
    if share := shared_with(folder):
        return warned(
            f"{folder} is on {share}, where two machines can write concurrently and backups keep deleted files",
            "Choose a folder on this machine with TOTAL_ONBOARD_STATE_DIR.",
        )
    if torn := _torn_journals(folder, context.facts.organization.id):
        return warned(
            f"Some lines of {torn} can't be read, so setup may ask about objects that it created",
            "Keep the file, and check the plan of total-onboard setup --dry-run before you run setup.",
        )
    return passed(str(folder))


def _not_writable(folder: Path) -> str:
    """Try writing in the folder, or in its nearest existing parent: a preflight creates no folder."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as error:
        return str(error.strerror)


def _others_who_may_enter(folder: Path) -> str:
    """Name others with access by the folder's mode; on Windows the user's profile keeps others out."""
    if os.name == "nt" or not folder.exists():
        return ""
    mode = folder.stat().st_mode
    if mode & stat.S_IRWXO:
        return "everybody on this machine"
    return "its group" if mode & stat.S_IRWXG else ""


def _torn_journals(folder: Path, tenant_id: str) -> str:
    return " and ".join(path.name for path in sorted((folder / tenant_id).glob("*.jsonl")) if not _is_readable(path))


def _is_readable(journal: Path) -> bool:
    try:
        for line in filter(None, journal.read_bytes().split(b"\n")):
            entry_of(line)
    except (OSError, ValueError):
        return False
    return True


STATE_FOLDER = Check(
    id="state-folder",
    title="State folder",
    needed="A folder on this machine that can be written, and that only you can enter",
    docs="docs/checks.md#state-folder",
    steps=frozenset(),
    evaluate=evaluate,
)
