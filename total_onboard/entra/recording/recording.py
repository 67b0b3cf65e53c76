"""Recording of one command: its exchanges, and what support needs to play them again."""

from __future__ import annotations

import platform
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from total_onboard import __version__
from total_onboard.entra.recording.har import Replacer, entry_of
from total_onboard.entra.recording.tap import Exchange

FORMAT: Final = 1
CONTENTS: Final = (
    "Every request of one command to Microsoft and to TOTAL, and its answer: method, path, status, duration, headers "
    "of a list, body.",
    "IDs, names, addresses, domains, keys, tokens and secrets are replaced. The same value has the same stand-in in "
    "the whole file. The key of the stand-ins was never written.",
    "Not replaced: dates, numbers, Microsoft's own IDs, names, values and messages, the names of members, the request "
    "IDs under which the logs of Microsoft and of TOTAL hold a request, and the product's default names.",
    "Left out: bodies of more than 2 MiB; bodies_left_out says of how many requests.",
    "The settings and the journal of this tenant, with the same stand-ins.",
    "This file is sent to nobody, except by you.",
)


class Recording:
    """Collects the exchanges of one command; their stand-ins are made when they come, and nothing else is kept."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._started = datetime.now(UTC)
        self._replace = Replacer()
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []
        self._notes: dict[str, Any] = {}

    def add(self, exchange: Exchange) -> None:
        """Add an exchange."""
        with self._lock:
            self._entries.append(entry_of(exchange, self._replace))

    def note(self, name: str, document: Any) -> None:  # noqa: ANN401
        """Add to the head what is safe to show as it is."""
        self._notes[name] = document

    def note_replaced(self, name: str, document: Any) -> None:  # noqa: ANN401
        """Add to the head what gets stand-ins; the first document of a name stays."""
        with self._lock:
            self._notes.setdefault(name, self._replace.bodies.json(document))

    def note_journals(self, journals: Mapping[str, list[Any]]) -> None:
        """Add the lines of the journals as they were when the command began, by product."""
        with self._lock:
            named = {self._replace.texts.personal(name): lines for name, lines in journals.items()}
            self._notes.setdefault("journals", self._replace.bodies.json(named))

    def document(self, exit_status: int) -> dict[str, Any]:
        """Return the whole archive."""
        with self._lock:
            entries = sorted(self._entries, key=lambda entry: str(entry["startedDateTime"]))
        head = {
            "format": FORMAT,
            "contents": CONTENTS,
            "command": self._command,
            "exit_status": exit_status,
            "started": self._started.isoformat(timespec="milliseconds"),
            "ended": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "python": platform.python_version(),
            "platform": platform.system(),
            "bodies_left_out": sum("_left_out" in entry for entry in entries),
            **self._notes,
        }
        return {
            "log": {
                "version": "1.2",
                "creator": {"name": "total-onboard", "version": __version__},
                "comment": " ".join(CONTENTS),
                "_total_onboard": head,
                "entries": entries,
            }
        }
