"""The answer of ``provisionOnDemand``, with the members and the steps of Microsoft's sample.

Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand#examples
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.export_result import IN_SYNC, NOT_ENTITLED, Outcome
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.expressions import attributes_of
from total_onboard.sandbox.provisioning.mapping.functions import text
from total_onboard.sandbox.provisioning.mapping.mapping import object_mapping, read_attribute

_RESULTS: Final = {"success": "Success", "skipped": "Skipped", "failure": "Failure"}
_SOURCE: Final = "Azure Active Directory"
_TARGET: Final = "customappsso"
_DONE: Final = {"create": "created", "update": "updated", "disable": "disabled", "delete": "deleted"}


def key_of(outcome: Outcome) -> Body:
    """Return the result in short, which is the answer's ``key``."""
    details = {"errorCode": outcome.code, "errorMessage": outcome.message} if outcome.code else {}
    return {"result": _RESULTS[outcome.result], "details": details}


def value_of(job: Job, outcome: Outcome, body: Body, change_id: str, times: tuple[str, str]) -> Body:
    """Return all that was done, which is the answer's ``value``; ``times`` are those of begin and end."""
    mapping = object_mapping(job.schema, outcome.kind) or {}
    source = _source_attributes(mapping, body, is_entitled=outcome.code != NOT_ENTITLED)
    return {
        "action": outcome.action.capitalize(),
        "changeId": change_id,
        "endTime": times[1],
        "modifiedProperties": _modified(outcome, source),
        "provisioningSteps": [{**step, "timestamp": times[1]} for step in _steps(job, outcome, source)],
        "reportableIdentifier": outcome.source_name,
        "startTime": times[0],
        "statusInfo": _status(outcome),
        "sourceIdentity": _identity(outcome.source_id, outcome.kind),
        "sourceSystem": {"id": None, "name": _SOURCE, "details": None},
        "targetIdentity": _identity(outcome.target_id, mapping.get("targetObjectName", outcome.kind)),
        "targetSystem": {"id": None, "name": _TARGET, "details": None},
    }


def _source_attributes(mapping: Body, body: Body, *, is_entitled: bool) -> dict[str, str]:
    """Return what the mapping reads of the directory's object; references are no text."""
    sources = [row["source"] for row in mapping.get("attributeMappings", []) if row["source"]]
    names = dict.fromkeys(["objectId", *(name for source in sources for name in attributes_of(source))])
    values = {name: read_attribute(body, name, is_entitled=is_entitled) for name in names}
    return {name: text(value) for name, value in values.items() if value is not None and not _is_reference(value)}


def _is_reference(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _modified(outcome: Outcome, source: dict[str, str]) -> list[Body]:
    """Return the target attributes that were written; of an object that was skipped, what was read of it."""
    if outcome.result == "skipped":
        return [{"displayName": name, "oldValue": None, "newValue": value} for name, value in source.items()]
    return [
        {"displayName": name, "oldValue": _shown(outcome.before.get(name)), "newValue": _shown(value)}
        for name, value in outcome.changed.items()
    ]


def _steps(job: Job, outcome: Outcome, source: dict[str, str]) -> Iterable[Body]:
    kind, name = outcome.kind, outcome.source_name
    yield _step("EntryImport", "Import", f"Retrieved {kind} '{name}' from {_SOURCE}", source)
    if outcome.result != "failure":
        yield _matching(job, outcome)
    yield _scoping(outcome, source)
    yield _export(outcome)


def _matching(job: Job, outcome: Outcome) -> Body:
    link = job.links.get(outcome.source_id)
    if outcome.action == "create" or link is None:
        words = f"No matching {outcome.kind} '{outcome.source_name}' was found in {_TARGET}"
        return _step("EntryImport", "Matching", words, {})
    found = {**link.values, **outcome.before, "id": link.target_id}
    details = {name: text(value) for name, value in found.items() if value is not None}
    return _step("EntryImport", "Matching", f"Retrieved  '{outcome.source_name}' from {_TARGET}", details)


def _scoping(outcome: Outcome, source: dict[str, str]) -> Body:
    is_active, is_assigned = source.get("accountEnabled") != "False", outcome.code != NOT_ENTITLED
    details = {
        "IsActive": str(is_active),
        "Assigned": str(is_assigned),
        "IsEffectivelyEntitledForProvisioning": str(is_assigned),
        "IsInProvisioningScopeDisplayName": "True",
        "ScopeEvaluationResult": "{}",
    }
    words = f"Determine if {outcome.kind} in scope by evaluating against each scoping filter"
    return _step("EntrySynchronizationScoping", "Scoping", words, details)


def _export(outcome: Outcome) -> Body:
    named, status = f"{outcome.kind} '{outcome.source_name}'", _RESULTS[outcome.result]
    if outcome.result == "skipped":
        more = f" No change to the {named} currently needs to be made." if outcome.code == IN_SYNC else ""
        details = {"SkipReason": outcome.code}
        return _step("EntrySynchronizationSkip", "Export", f"{outcome.message}{more}", details, status)
    name = {"create": "EntryExportAdd", "delete": "EntryExportDelete"}.get(outcome.action, "EntryExportUpdate")
    words = outcome.message or f"{named} was {_DONE.get(outcome.action, 'updated')} in {_TARGET}"
    return _step(name, "Export", words, {}, status)


def _step(name: str, kind: str, words: str, details: dict[str, str], status: str = "Success") -> Body:
    return {"name": name, "type": kind, "status": status, "description": words, "details": details}


def _status(outcome: Outcome) -> Body:
    is_failure = outcome.result == "failure"
    return {
        "status": _RESULTS[outcome.result],
        "errorCode": outcome.code if is_failure else None,
        "reason": outcome.message if is_failure else None,
        "additionalDetails": None,
        "errorCategory": "Failure" if is_failure else None,
        "recommendedAction": None,
    }


def _identity(object_id: str | None, kind: str) -> Body:
    return {"id": object_id, "type": kind, "displayName": None, "details": None}


def _shown(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else text(value)
