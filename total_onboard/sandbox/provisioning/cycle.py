"""One cycle of a job: everybody in scope is carried over, and who has left the scope is let go."""

from __future__ import annotations

import json
from dataclasses import replace

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.export_result import Outcome
from total_onboard.sandbox.provisioning.exporter import Exporter
from total_onboard.sandbox.provisioning.job import Execution, Job
from total_onboard.sandbox.provisioning.provisioning_log import log_entry
from total_onboard.sandbox.provisioning.quarantine import quarantined
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure
from total_onboard.sandbox.provisioning.scoping import Entitlement, entitlement, sync_all
from total_onboard.sandbox.provisioning.service import SynchronizationService


async def run_cycle(service: SynchronizationService, job: Job) -> Execution:
    """Run a job once, from everybody in scope to the entry in its status."""
    now = service.store.clock.now
    execution = Execution(service.store.new_id(), "Succeeded", now(), now())
    secrets = service.secrets[job.service_principal_id]
    scope = entitlement(service.store, job.service_principal_id, sync_all=sync_all(secrets))
    if (leaving := _leaving(job, scope)) and len(leaving) > _delete_threshold(secrets):
        message = f"{len(leaving)} entries would be disabled or deleted, more than the threshold allows."
        job.quarantine = quarantined(job.quarantine, "TooManyDeletes", message, now())
        return _failed(job, replace(execution, ended=now()))
    try:
        outcomes = await _export_all(service, job, scope, leaving, execution.id)
    except ScimFailure as failure:
        job.quarantine = quarantined(job.quarantine, "EncounteredQuarantineException", failure.message, now())
        return _failed(job, replace(execution, ended=now()))
    return _finished(job, replace(execution, ended=now()), scope, outcomes)


async def _export_all(
    service: SynchronizationService, job: Job, scope: Entitlement, leaving: list[str], cycle_id: str
) -> list[Outcome]:
    """Export people first, because groups refer to them; groups before leavers, who lose their membership so."""
    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if outcome.result != "skipped" or outcome.source_id not in job.links:
            service.log.append(log_entry(service.store, job, outcome, cycle_id))

    async with service.scim_end(job.service_principal_id) as end:
        await end.probe()
        exporter = Exporter(
            job, end, rfc=end.wants_rfc_patch, booleans=service.store.persona.readings.booleans_in_patch
        )
        for user_id in scope.users:
            note(await exporter.export("User", _body(service, "users", user_id), is_entitled=True))
        for group_id in scope.groups:
            members = set(service.store.members.get(group_id, [])) & set(scope.users)
            group = _body(service, "groups", group_id)
            note(await exporter.export("Group", group, is_entitled=True, members=members))
        for source_id in leaving:
            kind = job.links[source_id].kind
            body = _body(service, "users" if kind == "User" else "groups", source_id)
            note(await exporter.export(kind, body, is_entitled=False))
    return outcomes


def _leaving(job: Job, scope: Entitlement) -> list[str]:
    """Return who is at the product, active, and no longer in scope; groups last."""
    staying = {*scope.users, *scope.groups}
    gone = [one for one, link in job.links.items() if one not in staying and link.values.get("active") != "False"]
    return sorted(gone, key=lambda one: job.links[one].kind, reverse=True)


def _body(service: SynchronizationService, kind: str, object_id: str) -> Body:
    """Return the object as it is, or was when it was deleted."""
    alive = service.store.shelves[kind].truth(object_id)
    return alive or service.store.deleted.get(kind, {}).get(object_id) or {"id": object_id}


def _delete_threshold(secrets: dict[str, str]) -> float:
    """Return how many entries may leave in one cycle; without the protection, any number."""
    try:
        settings = json.loads(secrets.get("SyncNotificationSettings") or "{}")
        return float(settings["DeleteThresholdValue"]) if settings.get("DeleteThresholdEnabled") else float("inf")
    except (ValueError, KeyError, TypeError, AttributeError):
        return float("inf")


def _failed(job: Job, execution: Execution) -> Execution:
    job.failures_in_a_row += 1
    error = job.quarantine.error if job.quarantine else None
    job.last_execution = replace(execution, state="Failed", error=error)
    return job.last_execution


def _finished(job: Job, execution: Execution, scope: Entitlement, outcomes: list[Outcome]) -> Execution:
    job.quarantine, job.failures_in_a_row = None, 0
    concerned = {*scope.users, *scope.groups, *job.links}
    job.escrows = {source_id: why for source_id, why in job.escrows.items() if source_id in concerned}
    execution = replace(
        execution,
        state="EntryLevelErrors" if job.escrows else "Succeeded",
        entitled=len(scope.users) + len(scope.groups),
        exported=sum(outcome.result == "success" for outcome in outcomes),
        escrowed=len(job.escrows),
    )
    job.last_execution = execution
    if execution.state == "Succeeded":
        job.last_success = execution
        job.steady_first = job.steady_first or execution.ended
        job.steady_last = execution.ended
    if execution.exported:
        job.last_success_with_exports = execution
    return execution
