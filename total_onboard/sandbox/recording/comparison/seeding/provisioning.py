"""Provisioning of the recorded tenant in the sandbox: jobs, mapping, stored values, and TOTAL's people and groups."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError
from scim2_models import Group

from total_onboard.sandbox.console.accounts import Account
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning import schedule
from total_onboard.sandbox.provisioning.job import Execution, Job
from total_onboard.sandbox.provisioning.mapping.default_schema import default_schema
from total_onboard.sandbox.provisioning.mapping.schema_check import BadSchema, checked_schema
from total_onboard.sandbox.provisioning.quarantine import Reason, quarantined
from total_onboard.sandbox.provisioning.service import TEMPLATE_ID, SynchronizationService, synchronization_service
from total_onboard.sandbox.recording.comparison.counterparts import ids_in
from total_onboard.sandbox.recording.comparison.seeding.directory import SeededDirectory
from total_onboard.sandbox.recording.comparison.seeding.earlier_state import EarlierState
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_JOB_ID: Final = re.compile(r"[\w.-]{1,200}")
_UNSEEN: Final = {"SyncAll": "false", "SyncNotificationSettings": '{"Enabled":false,"DeleteThresholdEnabled":false}'}
"""Values of which Graph shows only that they are there."""


@dataclass
class SeededProvisioning:
    """Puts jobs and accounts into a tenant whose directory has their objects."""

    tenant: SandboxTenant
    directory: SeededDirectory

    def put(self, state: EarlierState) -> None:
        """Put everything. Must be called in the tenant's event loop, where active jobs run."""
        of = self.directory.counterparts.of
        self._put_accounts(state)
        for principal, rows in state.secrets.items():
            self._service.secrets[of(principal)] = dict(map(self._secret, filter(_is_secret, rows)))
        for principal, jobs in state.jobs.items():
            for body in jobs.values():
                self._put_job(of(principal), body, state.schemas.get(body["id"], {}))

    @property
    def _service(self) -> SynchronizationService:
        return synchronization_service(self.tenant.store)

    def _secret(self, row: Body) -> tuple[str, str]:
        values = self.tenant.sheet_values
        known = {"BaseAddress": values.scim_url, "SecretToken": values.scim_token, **_UNSEEN}
        return row["key"], known.get(row["key"], "-") if row["value"] != "" else ""

    def _put_job(self, principal: str, body: Body, schema: Body) -> None:
        job_id = self._named(body["id"])
        if not _JOB_ID.fullmatch(job_id) or self.tenant.store.service_principals.truth(principal) is None:
            return
        job = Job(job_id, principal, TEMPLATE_ID, self._schema(job_id, schema))
        self._service.jobs[principal][job_id] = job
        status = body.get("status")
        self._take_status(job, status if isinstance(status, dict) else {})
        _take_state(self._service, job, body.get("schedule"))

    def _schema(self, job_id: str, recorded: Body) -> Body:
        """Return a recorded mapping that the sandbox would take from an administrator, else the template's."""
        with suppress(BadSchema, RecursionError):
            return {**checked_schema(self.directory.translated(recorded)), "id": job_id}
        return default_schema(job_id, self.tenant.store.persona.readings)

    def _take_status(self, job: Job, status: Body) -> None:
        job.last_execution = _execution(status.get("lastExecution"))
        job.last_success = _execution(status.get("lastSuccessfulExecution"))
        job.last_success_with_exports = _execution(status.get("lastSuccessfulExecutionWithExports"))
        job.steady_first = _moment(status.get("steadyStateFirstAchievedTime"))
        job.steady_last = _moment(status.get("steadyStateLastAchievedTime"))
        if isinstance(found := status.get("quarantine"), dict):
            reason: Reason = found["reason"] if found.get("reason") in get_args(Reason) else "Unknown"
            job.quarantine = quarantined(None, reason, "", self.tenant.store.clock.now())

    def _put_accounts(self, state: EarlierState) -> None:
        storage = console_of(self.tenant.store, self.tenant.addresses.total).accounts.storage
        made = []
        for recorded in state.accounts.values():
            body = self.directory.translated(recorded)
            kind, meta = body.pop("kind"), body.get("meta")
            body["meta"] = {**meta, "location": None} if isinstance(meta, dict) else None
            with suppress(ValidationError):
                made.append(Account.model_validate(body) if kind == "Users" else Group.model_validate(body))
                self._named(recorded["id"])
        storage.resources = [*storage.resources, *made]

    def _named(self, recorded: str) -> str:
        """Keep the ids in a name that have no counterpart, and return the name in the sandbox."""
        counterparts = self.directory.counterparts
        for one in ids_in(recorded):
            if not counterparts.has(one):
                counterparts.add(one, one)
                self.directory.ids.add(one)
        return counterparts.applied(recorded)


def _is_secret(row: Body) -> bool:
    return isinstance(row.get("key"), str) and "value" in row


def _take_state(service: SynchronizationService, job: Job, recorded: Any) -> None:  # noqa: ANN401
    state = recorded.get("state") if isinstance(recorded, dict) else None
    if state == "Active":
        schedule.start(service, job)
    elif state == "Paused":
        schedule.pause(job)


def _execution(recorded: Any) -> Execution | None:  # noqa: ANN401
    if not isinstance(recorded, dict):
        return None
    began, ended = _moment(recorded.get("timeBegan")), _moment(recorded.get("timeEnded"))
    if began is None or ended is None:
        return None
    entitled, exported, escrowed = map(_count, map(recorded.get, ("countEntitled", "countExported", "countEscrowed")))
    state: Literal["Failed", "Succeeded"] = "Failed" if recorded.get("state") == "Failed" else "Succeeded"
    return Execution(str(recorded.get("activityIdentifier")), state, began, ended, entitled, exported, escrowed)


def _count(recorded: Any) -> int:  # noqa: ANN401
    return recorded if isinstance(recorded, int) else 0


def _moment(recorded: Any) -> datetime | None:  # noqa: ANN401
    """Return a time; None for the one that means never."""
    try:
        found = datetime.fromisoformat(str(recorded)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year > 1 else None
