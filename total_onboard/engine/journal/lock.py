"""Lock, so that two runs on one machine do not work on the same tenant at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from filelock import FileLock, Timeout

from total_onboard.core.errors import OnboardError
from total_onboard.engine.journal.append_log import JournalUnwritable
from total_onboard.engine.journal.journal import Journal


class AnotherRun(OnboardError):
    """Error: another run on this machine holds the lock."""

    code = "another-run"


@contextmanager
def exclusive_lock(journal: Journal) -> Iterator[None]:
    """Hold the lock next to the journal: the system's own, so a run that was killed holds none.

    Raises AnotherRun, and JournalUnwritable if the lock file cannot be created.
    """
    with _held(journal):
        yield


def _held(journal: Journal) -> AbstractContextManager[object]:
    journal.lines.open_folder()
    try:
        return FileLock(journal.path.with_suffix(".lock"), timeout=0, mode=0o600).acquire()
    except Timeout:
        raise AnotherRun(
            "Another total-onboard command is running for this tenant on this machine.",
            remedy="Wait until it has finished, then run the same command again.",
        ) from None
    except OSError as error:
        raise JournalUnwritable(journal.path, error) from error
