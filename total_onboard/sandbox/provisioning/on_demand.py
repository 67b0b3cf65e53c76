"""Provisioning on demand: one person, or one group with a few of its members, now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from total_onboard.sandbox.provisioning.export_result import ALREADY_DISABLED, IN_SYNC, NOT_ENTITLED, Outcome, reason
from total_onboard.sandbox.provisioning.exporter import Exporter
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.on_demand_answer import key_of, value_of
from total_onboard.sandbox.provisioning.provisioning_log import graph_time, log_entry
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure
from total_onboard.sandbox.provisioning.scoping import entitlement, sync_all
from total_onboard.sandbox.provisioning.service import SynchronizationService

Body = dict[str, Any]

MOST_MEMBERS: Final = 5


async def provision(
    service: SynchronizationService, job: Job, kind: str, body: Body, members: list[Body]
) -> dict[str, str]:
    """Export a ``User``, or a ``Group`` with these members, and tell what became of it.

    The answer is a ``stringKeyStringValuePair`` whose key and value are each a JSON document in a string (Graph page
    “synchronizationJob: provisionOnDemand”).
    """
    began = graph_time(service.store)
    try:
        async with job.at_work:
            outcome = await _export(service, job, kind, body, members)
    except ScimFailure as failure:
        name = body.get("userPrincipalName") or body["displayName"]
        outcome = Outcome(kind, body["id"], name, "other", "failure", code=failure.code, message=failure.message)
    entry = log_entry(service.store, job, outcome, cycle_id=service.store.new_id())
    service.log.append(entry)
    times = began, graph_time(service.store)
    value = value_of(job, outcome, body, entry["changeId"], times)
    if outcome.action == "disable":
        value["action"] = service.store.persona.readings.on_demand_disable
    return {"key": json.dumps(key_of(outcome)), "value": json.dumps(value)}


async def _export(service: SynchronizationService, job: Job, kind: str, body: Body, members: list[Body]) -> Outcome:
    secrets = service.secrets[job.service_principal_id]
    scope = entitlement(service.store, job.service_principal_id, sync_all=sync_all(secrets))
    async with service.scim_end(job.service_principal_id) as end:
        readings = service.store.persona.readings
        rfc = end.wants_rfc_patch and readings.on_demand_flag == "honored"
        exporter = Exporter(job, end, rfc=rfc, booleans=readings.booleans_in_patch)
        if kind == "User":
            return await _person(service, job, exporter, body, is_entitled=body["id"] in scope.users)
        if body["id"] not in scope.groups:
            code, message = NOT_ENTITLED, reason(NOT_ENTITLED)
            return Outcome(kind, body["id"], body["displayName"], "other", "skipped", code=code, message=message)
        in_group = service.store.members.get(body["id"], [])
        entitled = [one for one in members if one["id"] in scope.users and one["id"] in in_group]
        people = [await exporter.export("User", one, is_entitled=True) for one in entitled]
        service.log.extend(log_entry(service.store, job, one, service.store.new_id()) for one in people)
        names = [one["id"] for one in entitled]
        return await exporter.export("Group", body, is_entitled=True, members=names, all_members=False)


async def _person(
    service: SynchronizationService, job: Job, exporter: Exporter, body: Body, *, is_entitled: bool
) -> Outcome:
    """Export one person, or skip her as the readings say."""
    readings, is_linked = service.store.persona.readings, body["id"] in job.links
    if not body.get("accountEnabled", True) and is_linked and readings.on_demand_disabled_account == "skips":
        return _skipped(body, IN_SYNC)
    if not is_entitled and not is_linked and readings.on_demand_never_linked == "redundant_soft_delete":
        return _skipped(body, ALREADY_DISABLED)
    if not is_entitled and not is_linked and readings.on_demand_never_linked == "success_without_change":
        return Outcome("User", body["id"], body["userPrincipalName"], "other", "success")
    outcome = await exporter.export("User", body, is_entitled=is_entitled)
    updates = outcome.result == "failure" and is_linked and readings.on_demand_failed_update == "Update"
    return replace(outcome, action="update") if updates else outcome


def _skipped(body: Body, code: str) -> Outcome:
    """Return the outcome of a person who was skipped."""
    return Outcome("User", body["id"], body["userPrincipalName"], "other", "skipped", code=code, message=reason(code))
