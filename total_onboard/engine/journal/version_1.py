"""Read the lines of journals that were written before format version 2, which carry no version.

Each held ``step``, ``mark`` and ``object_id``, which meant something else for each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from total_onboard.engine.inspection.object_contents import Baseline
from total_onboard.engine.journal import entry as journal
from total_onboard.engine.journal.entry import JournalEntry, Stage
from total_onboard.engine.step_id import StepId


class LineOfVersion1(BaseModel):
    """One line; which members have a value depends on ``kind``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    run: str
    kind: str
    step: str = ""
    mark: str = ""
    object_id: str = ""
    account: str = ""
    call: str = ""
    status: int | None = None
    request_id: str = ""
    client_request_id: str = ""
    desired: dict[str, Any] | None = Field(default=None, validation_alias="wishes")
    baseline: Baseline | None = None

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in KINDS_OF_VERSION_1:
            raise PydanticCustomError("enum", "unknown kind")
        return kind


def from_version_1(document: dict[str, Any]) -> JournalEntry:
    """Return the entry that says the same. Raises ValueError."""
    line = LineOfVersion1.model_validate(document)
    entry_type, members = KINDS_OF_VERSION_1[line.kind](line)
    return entry_type(at=line.at, run=line.run, **members)


_Translated = tuple[Callable[..., JournalEntry], dict[str, Any]]


def _create(line: LineOfVersion1) -> dict[str, Any]:
    return {"step": line.step, "search_key": line.mark}


def _content(line: LineOfVersion1) -> dict[str, Any]:
    return {"step": line.step, "object_id": line.object_id, "item": line.mark}


def _key(line: LineOfVersion1) -> dict[str, Any]:
    return {"key_id": line.object_id}


def _intent(line: LineOfVersion1) -> _Translated:
    if line.step == StepId.OLD_SECRETS:
        return journal.SecretRemovalRequested, {"key_id": line.mark}
    return journal.CreateRequested, _create(line)


def _removed(line: LineOfVersion1) -> _Translated:
    if line.step == StepId.OLD_SECRETS:
        return journal.SecretRemoved, _key(line)
    if deleting := _DELETING_STEPS.get(line.step):
        return journal.Deleted, {"step": deleting, "object_id": line.object_id, "name": line.mark}
    return journal.ContentRemoved, _content(line)


def _write(line: LineOfVersion1) -> _Translated:
    method, _, path = line.call.partition(" ")
    answer = {"status": line.status, "request_id": line.request_id, "client_request_id": line.client_request_id}
    return journal.GraphWrite, {"method": method, "path": path, **answer}


def _delivery(line: LineOfVersion1) -> _Translated:
    if line.step == "sheet":
        return journal.SheetUsed, {"sheet_id": line.mark}
    return journal.GroupDelivered, {"group_id": line.object_id}


def _removal_test_stage(line: LineOfVersion1) -> _Translated:
    stages = {"began": Stage.STARTED, "out": Stage.REMOVED, "ended": Stage.ENDED}
    members = {"stage": stages.get(line.step), "user_id": line.object_id, "user_name": line.mark}
    return journal.MemberRemovalTestProgress, members


def _removal_test(line: LineOfVersion1) -> _Translated:
    of_address = {"address": line.object_id}
    match line.step:
        case "began":
            return journal.ScimTestObjectRequested, {**of_address, "name": line.mark}
        case "identified":
            return journal.ScimTestAccountIdentified, {**of_address, "external_id": line.mark}
        case "ended":
            return journal.ScimTestObjectDeleted, {**of_address, "name": line.mark}
        case _:
            return journal.ScimRemovalTested, {**of_address, "passed": _VERDICTS.get(line.step)}


_DELETING_STEPS: Final = {
    "application": StepId.APPLICATION,
    "groups": StepId.GROUPS,
    "application-for-good": StepId.PURGE_APPLICATION,
    "groups-for-good": StepId.PURGE_GROUPS,
    "purge-application": StepId.PURGE_APPLICATION,
    "purge-groups": StepId.PURGE_GROUPS,
}
"""The steps whose ``removed`` is about an object, and their ids of today; of others it is about what was in one."""
_VERDICTS: Final = {"passed": True, "failed": False}

KINDS_OF_VERSION_1: Final[dict[str, Callable[[LineOfVersion1], _Translated]]] = {
    "run": lambda one: (journal.RunStarted, {"command": one.step, "account": one.account}),
    "intent": _intent,
    "nothing-came": lambda one: (journal.CreateRefused, _create(one)),
    "receipt": lambda one: (journal.Created, {**_create(one), "object_id": one.object_id}),
    "baseline": lambda one: (
        journal.BaselineTaken,
        {"step": one.step, "object_id": one.object_id, "baseline": one.baseline},
    ),
    "adopted": lambda one: (
        journal.Adopted,
        {"step": one.step, "unique_name": one.mark, "object_id": one.object_id},
    ),
    "accepted": lambda one: (journal.Accepted, _content(one)),
    "added": lambda one: (journal.Added, _content(one)),
    "removed": _removed,
    "found": lambda one: (journal.GroupFound, {"name": one.mark, "group_id": one.object_id}),
    "torn-down": lambda one: (journal.TornDown, {"account": one.account}),
    "write": _write,
    "handing-over": lambda one: (
        journal.DeliveryStarted,
        {**_key(one), "file": Path(one.mark) if one.mark else None},
    ),
    "handed-off": lambda one: (journal.Delivered, _key(one)),
    "kept": lambda one: (journal.SecretKept, _key(one)),
    "told": _delivery,
    "proven": lambda one: (journal.SecretVerified, _key(one)),
    "stored": lambda one: (journal.ScimStored, {"fingerprint": one.mark, "address": one.object_id}),
    "wishes": lambda one: (journal.DesiredStateChanged, {"desired": one.desired or {}}),
    "rehearsal": _removal_test_stage,
    "removal-test": _removal_test,
}
"""Every kind of version 1, and the entry of today that says the same."""
