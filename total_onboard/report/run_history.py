"""Run history from the journal: every run that wrote, with its changes and the request ids of its calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from total_onboard.engine.journal.journal import EntryKind, JournalEntry
from total_onboard.entra.graph.operations import operation_of
from total_onboard.report.model import Call, JournalRun
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.teardown import TEARDOWN_STEPS

MOST_CALLS: Final = 200
"""The latest; a page that lists thousands is read by nobody, and the journal has them all."""

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in (*TEARDOWN_STEPS, RemoveOldSecrets(), *SETUP_STEPS)}
_CHANGES: Final = {
    EntryKind.RECEIPT: "made",
    EntryKind.ADOPTED: "took over",
    EntryKind.ADDED: "added to",
    EntryKind.REMOVED: "removed",
    EntryKind.TORN_DOWN: "everything of ours is taken away",
    EntryKind.HANDED_OFF: "handed off to TOTAL,",
    EntryKind.PROVEN: "seen to work,",
    EntryKind.STORED: "stored",
}


def runs_of(entries: Iterable[JournalEntry]) -> tuple[tuple[JournalRun, ...], int]:
    """The latest first, and how many calls are left out."""
    by_run: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        by_run.setdefault(entry.run, []).append(entry)
    runs, room, left_out = [], MOST_CALLS, 0
    for lines in reversed(by_run.values()):
        run = _run(lines)
        if run.deeds or run.calls or run.account:
            kept = run.calls[max(len(run.calls) - room, 0) :] if room else ()
            left_out += len(run.calls) - len(kept)
            room -= len(kept)
            runs.append(replace(run, calls=kept))
    return tuple(runs), left_out


def _run(lines: list[JournalEntry]) -> JournalRun:
    return JournalRun(
        at=lines[0].at,
        command=next((entry.step for entry in lines if entry.kind is EntryKind.RUN), ""),
        account=next((entry.account for entry in lines if entry.account), ""),
        deeds=tuple(dict.fromkeys(_change(entry) for entry in lines if entry.kind in _CHANGES)),
        calls=tuple(_call(entry) for entry in lines if entry.kind is EntryKind.WRITE),
    )


def _change(entry: JournalEntry) -> str:
    """``added to`` names what something was added to; what it was may be a person."""
    title = _TITLES.get(entry.step) or entry.step.replace("-", " ").capitalize()
    return " ".join(filter(None, (title and f"{title}:", _CHANGES[entry.kind], entry.object_id)))


def _call(entry: JournalEntry) -> Call:
    """Format a call; the path is shown without ids, because an id can be a person's."""
    method, _, path = entry.call.partition(" ")
    operation = operation_of(method, path)
    return Call(
        at=entry.at,
        purpose=operation.purpose if operation else "",
        what=str(operation) if operation else method,
        status=str(entry.status or "no answer"),
        request_id=entry.request_id or entry.client_request_id,
    )
