"""Run history from the journal: every run that wrote, with its changes and the request IDs of its calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from total_onboard.engine.journal.entry import (
    Added,
    Adopted,
    ContentRemoved,
    Created,
    Deleted,
    Delivered,
    Entry,
    GraphWrite,
    JournalEntry,
    RunStarted,
    ScimStored,
    SecretRemoved,
    SecretVerified,
    TornDown,
)
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.operation_permissions import operation_of
from total_onboard.report.model import Call, JournalRun
from total_onboard.steps import SETUP_STEPS, TEARDOWN_STEPS
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets

MOST_CALLS: Final = 60
"""The latest, so that the page stays short; the journal has them all."""

_TITLES: Final[dict[str, str]] = {step.id: step.title for step in (*TEARDOWN_STEPS, RemoveOldSecrets(), *SETUP_STEPS)}
_OBJECT_CHANGES: Final[dict[type[Entry], str]] = {
    Created: "created",
    Adopted: "adopted",
    Added: "added to",
    ContentRemoved: "removed",
    Deleted: "deleted",
}
_SECRET_CHANGES: Final[dict[type[Entry], tuple[str, str]]] = {
    SecretRemoved: (RemoveOldSecrets.id, "removed"),
    Delivered: (ClientSecret.id, "handed off to TOTAL:"),
    SecretVerified: (ClientSecret.id, "verified"),
}


def runs_of(entries: Iterable[JournalEntry]) -> tuple[tuple[JournalRun, ...], int]:
    """Return the latest runs first, and how many calls are left out."""
    by_run: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        by_run.setdefault(entry.run, []).append(entry)
    runs, room, left_out = [], MOST_CALLS, 0
    for lines in reversed(by_run.values()):
        run = _run(lines)
        if run.changes or run.calls or run.account:
            kept = run.calls[max(len(run.calls) - room, 0) :] if room else ()
            left_out += len(run.calls) - len(kept)
            room -= len(kept)
            runs.append(replace(run, calls=kept))
    return tuple(runs), left_out


def _run(lines: list[JournalEntry]) -> JournalRun:
    return JournalRun(
        at=lines[0].at,
        command=next((entry.command for entry in lines if isinstance(entry, RunStarted)), ""),
        account=next((e.account for e in lines if isinstance(e, (RunStarted, TornDown)) and e.account), ""),
        changes=tuple(dict.fromkeys(filter(None, map(_change, lines)))),
        calls=tuple(_call(entry) for entry in lines if isinstance(entry, GraphWrite)),
    )


def _change(entry: JournalEntry) -> str:
    """``added to`` names what something was added to; what it was may be a person."""
    if isinstance(entry, (Created, Adopted, Added, ContentRemoved, Deleted)):
        return _of_step(entry.step, _OBJECT_CHANGES[type(entry)], entry.object_id)
    if isinstance(entry, (SecretRemoved, Delivered, SecretVerified)):
        return _of_step(*_SECRET_CHANGES[type(entry)], entry.key_id)
    if isinstance(entry, ScimStored):
        return _of_step(StepId.SCIM_CREDENTIALS, "stored", entry.address)
    return "Everything that setup created is deleted" if isinstance(entry, TornDown) else ""


def _of_step(step: str, change: str, object_id: str) -> str:
    title = _TITLES.get(step) or step.replace("-", " ").capitalize()
    return f"{title}: {change} {object_id}".rstrip()


def _call(entry: GraphWrite) -> Call:
    """Format a call; the path is shown without ids, because an id can be a person's."""
    operation = operation_of(entry.method, entry.path)
    return Call(
        at=entry.at,
        purpose=operation.purpose if operation else "",
        what=str(operation) if operation else entry.method,
        status=str(entry.status or "no answer"),
        request_id=entry.request_id or entry.client_request_id,
    )
