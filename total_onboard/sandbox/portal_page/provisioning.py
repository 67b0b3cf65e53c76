"""Provisioning as the portal's page of that name shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.provisioning.job_resource import NEVER, job_body
from total_onboard.sandbox.provisioning.mapping.mapping import object_mapping
from total_onboard.sandbox.provisioning.service import synchronization_service

_LATEST: Final = 25
_STATES: Final = {
    "NotConfigured": "Not configured",
    "NotRun": "Started; the first cycle hasn't run yet",
    "Active": "On",
    "Paused": "Off",
    "Quarantine": "In quarantine",
}


@dataclass(frozen=True)
class LogLine:
    """One line of the provisioning log."""

    time: str
    action: str
    kind: str
    name: str
    status: str
    reason: str


@dataclass(frozen=True)
class Provisioning:
    """One job. ``identifies_by`` is the directory's attribute behind ``externalId``."""

    job_id: str
    state: str
    is_quarantined: bool
    trouble: str
    credentials: tuple[str, ...]
    steady_since: str
    provisioned: str
    identifies_by: str
    log: tuple[LogLine, ...]


def provisioning(store: Store, service_principal_id: str) -> tuple[Provisioning, ...]:
    """Return every job of an application."""
    service = synchronization_service(store)
    secrets = service.secrets[service_principal_id]
    jobs = [job_body(job, secrets) for job in service.jobs[service_principal_id].values()]
    return tuple(_provisioning(store, service_principal_id, job, tuple(secrets)) for job in jobs)


def _provisioning(store: Store, service_principal_id: str, job: Body, keys: tuple[str, ...]) -> Provisioning:
    service, status = synchronization_service(store), job["status"]
    quarantine = status["quarantine"] or {}
    steady = status["steadyStateFirstAchievedTime"]
    lines = [_line(entry) for entry in service.log if entry["jobId"] == job["id"]]
    return Provisioning(
        job_id=job["id"],
        state=_STATES[status["code"]],
        is_quarantined=bool(quarantine),
        trouble=quarantine.get("error", {}).get("message", ""),
        credentials=keys,
        steady_since="" if steady == NEVER else steady.replace("T", " ").removesuffix("Z"),
        provisioned=_counted(status["synchronizedEntryCountByType"]),
        identifies_by=_identifier(service.jobs[service_principal_id][job["id"]].schema),
        log=tuple(reversed(lines[-_LATEST:])),
    )


def _counted(counts: list[Body]) -> str:
    by_kind = {entry["key"]: entry["value"] for entry in counts}
    people, groups = by_kind.get("User", 0), by_kind.get("Group", 0)
    return f"{people} user{'' if people == 1 else 's'}, {groups} group{'' if groups == 1 else 's'}"


def _identifier(schema: Body) -> str:
    mapping = object_mapping(schema, "User") or {"attributeMappings": []}
    for row in mapping["attributeMappings"]:
        if row["targetAttributeName"] == "externalId" and row["source"]:
            return str(row["source"]["expression"]).strip("[]")
    return "nothing"


def _line(entry: Body) -> LogLine:
    error = entry["provisioningStatusInfo"]["errorInformation"] or {}
    return LogLine(
        time=entry["activityDateTime"][11:19],
        action=entry["provisioningAction"],
        kind=entry["sourceIdentity"]["identityType"],
        name=entry["sourceIdentity"]["displayName"],
        status=entry["provisioningStatusInfo"]["status"],
        reason=error.get("reason", ""),
    )
