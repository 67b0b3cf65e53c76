"""The provisioning log: one ``provisioningObjectSummary`` for every export, and the same facts on demand."""

from __future__ import annotations

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.provisioning.export_result import Outcome
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.functions import text

_CATEGORY = {"success": "success", "skipped": "nonServiceFailure", "failure": "failure"}


def log_entry(store: Store, job: Job, outcome: Outcome, cycle_id: str) -> Body:
    """Return the entry for one export."""
    principal = store.service_principals.truth(job.service_principal_id) or {}
    now = graph_time(store)
    return {
        "id": store.new_id(),
        "activityDateTime": now,
        "tenantId": store.tenant_id,
        "jobId": job.id,
        "cycleId": cycle_id,
        "changeId": store.new_id(),
        "provisioningAction": outcome.action,
        "durationInMilliseconds": 1,
        "provisioningStatusInfo": {"status": outcome.result, "errorInformation": error_information(outcome)},
        "provisioningSteps": steps(outcome),
        "modifiedProperties": modified_properties(outcome),
        "servicePrincipal": {"id": job.service_principal_id, "displayName": principal.get("displayName")},
        "sourceSystem": {"id": store.tenant_id, "displayName": "Microsoft Entra ID", "details": {}},
        "targetSystem": {
            "id": job.service_principal_id,
            "displayName": "customappsso",
            "details": {"ApplicationId": principal.get("appId"), "ServicePrincipalId": job.service_principal_id},
        },
        "initiatedBy": {"id": "", "displayName": "Azure AD Provisioning Service", "initiatorType": "system"},
        "sourceIdentity": source_identity(outcome),
        "targetIdentity": target_identity(outcome),
    }


def graph_time(store: Store) -> str:
    """Return the time as Graph writes it."""
    return store.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def error_information(outcome: Outcome) -> Body | None:
    """Return why an export failed or was skipped."""
    if outcome.result == "success":
        return None
    return {
        "errorCode": outcome.code,
        "reason": outcome.message,
        "additionalDetails": None,
        "errorCategory": _CATEGORY[outcome.result],
        "recommendedAction": None,
    }


def modified_properties(outcome: Outcome) -> list[Body]:
    """Return the target attributes that were written, with their values before and after."""
    return [
        {"displayName": target, "oldValue": _shown(outcome.before.get(target)), "newValue": _shown(value)}
        for target, value in outcome.changed.items()
    ]


def steps(outcome: Outcome) -> list[Body]:
    """Return what the service did with the entry, in order."""
    done = [
        (
            "EntryImport",
            "import",
            f"Received {outcome.kind} '{outcome.source_name}' from Microsoft Entra ID",
            "success",
        ),
        ("EntrySynchronizationScoping", "scoping", "Determined whether the entry is in scope", "success"),
    ]
    verb = {"create": "Add", "disable": "Update", "update": "Update", "delete": "Delete"}.get(outcome.action, "Update")
    description = outcome.message or f"{outcome.kind} '{outcome.source_name}' was exported to customappsso"
    done.append((f"EntryExport{verb}", "export", description, outcome.result))
    return [
        {"name": name, "provisioningStepType": kind, "description": words, "status": status, "details": {}}
        for name, kind, words, status in done
    ]


def source_identity(outcome: Outcome) -> Body:
    """Return the directory's object."""
    return {
        "id": outcome.source_id,
        "displayName": outcome.source_name,
        "identityType": outcome.kind,
        "details": {"id": outcome.source_id, "odatatype": outcome.kind, "DisplayName": outcome.source_name},
    }


def target_identity(outcome: Outcome) -> Body:
    """Return the product's object; without an id if there is none."""
    return {
        "id": outcome.target_id or "",
        "displayName": outcome.source_name,
        "identityType": outcome.kind,
        "details": {},
    }


def _shown(value: object) -> str | None:
    return None if value is None else text(value)  # type: ignore[arg-type]
