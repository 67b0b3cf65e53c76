"""Findings that were sent already: a private file next to the journal, which holds digests alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import read_own
from total_onboard.core.files.private_files import private_folder, write_atomically
from total_onboard.core.text.visible_text import json_text


def sent_file(journal: Path) -> Path:
    """Return the file that belongs to a journal."""
    return journal.with_name(f"{journal.stem}.notified.json")


def read_sent(path: Path) -> frozenset[str]:
    """Return the keys; none if the file is absent, unreadable, or another user may have written it."""
    with suppress(OSError, ValueError, BadValue):
        keys = json.loads(read_own(path, "file of sent notifications"))
        return frozenset(one for one in keys if isinstance(one, str)) if isinstance(keys, list) else frozenset()
    return frozenset()


def write_sent(path: Path, keys: Iterable[str]) -> None:
    """Replace the keys. Raises OSError."""
    private_folder(path.parent)
    write_atomically(path, json_text(sorted(keys)).encode())
