"""The provisioning job: one, of the template ``scim``; never deleted for a repair."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import PRINCIPAL, Declared, DeclaredRequest, Lookup
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_name
from total_onboard.engine.journal.queries import owned_object_ids
from total_onboard.engine.plan import Action, Change, ItemLists, PlanHeading
from total_onboard.engine.polling import PollPolicy, PollTimeout
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import Forbidden, ProvisioningRefused
from total_onboard.entra.resources.synchronization.models import NotificationSettings, StoredSecret
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_PROVISIONING, WRITE_PROVISIONING

SCIM_TEMPLATE: Final = "scim"
STORED: Final = frozenset({"BaseAddress", "SecretToken"})
SETTINGS_WITH_TOKEN: Final = frozenset({"SyncAll", "SyncNotificationSettings"})
"""Who is in scope, and Microsoft's guard against deleting many: stored with them, for a PUT replaces all four."""
_OTHER_RUN: Final = PollPolicy(limit=30.0)


class ProvisioningJob(Step):
    """A job of the old template ``customappsso`` behaves as in 2018 and is not ours to use."""

    id: ClassVar[StepId] = StepId.PROVISIONING_JOB
    title: ClassVar[str] = "Provisioning job"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_PROVISIONING,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationSchema/manage",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(r"delete provisioning configuration", by_name)
    portal_page: ClassVar[PortalPage] = PortalPage("Provisioning", "Provisioning")
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING
    items: ClassVar[ItemLists] = ItemLists.SINGLE

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:  # noqa: ARG002
        """Read the job, with the names of its stored credentials and its attribute mapping."""
        if not (principal := state.observed.service_principal):
            return
        jobs, stored = await asyncio.gather(
            tenant.synchronization.jobs(principal.id), _stored_secrets(tenant, principal.id)
        )
        state.observed.job = job = owned_job(jobs)
        is_configured = job is not None and job.status_code not in ("", "NotConfigured")
        shown = {one.key: one.value for one in stored or () if one.value != ""}
        values = _assumed(is_configured) if stored is None else shown
        state.observed.secret_keys, state.observed.are_secret_keys_assumed = frozenset(values), stored is None
        state.observed.notification_settings = NotificationSettings.read(values.get("SyncNotificationSettings"))
        state.observed.other_jobs = tuple(job for job in jobs if job is not state.observed.job)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Create it, or keep it."""
        job = state.observed.job
        summary = "The provisioning job exists" if job else "Create the provisioning job (template scim)"
        action = Action.NONE if job else Action.CREATE
        item = "" if job else "template scim"
        resource, after = desired.application_name, item or None
        return [Change(step=self.id, resource=resource, action=action, summary=summary, after=after, item=item)]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the job."""
        existing = state.observed.job.id if state and state.observed.job else ""
        return [
            DeclaredRequest(
                purpose=f"Create the provisioning job (template {SCIM_TEMPLATE}).",
                call=lambda tenant: tenant.synchronization.create_job(PRINCIPAL, SCIM_TEMPLATE),
                unless=Lookup(
                    lambda tenant: tenant.synchronization.jobs(PRINCIPAL),
                    f"value[?templateId == '{SCIM_TEMPLATE}'].id | [0]",
                ),
                result={"job": "id"},
                existing=existing,
                is_done=bool(existing),
            )
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the mode."""
        return [PortalValue("Provisioning Mode", "Automatic")]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:  # noqa: ARG002
        """Create the job; the service learns of a new application late and refuses in several ways until then.

        A service principal that was restored brings its job along, and another admin's run may make one right now.
        """
        principal, service = state.observed.the_principal.id, run.tenant.synchronization

        async def find_again() -> SynchronizationJob | None:
            call = partial(service.jobs, principal)
            sentence = "the provisioning service lists its jobs"
            return owned_job(await retry_until_ready(run, sentence, call))

        state.observed.job = None if state.effects.is_new else await _made_meanwhile(run, state, find_again)
        if state.observed.job:
            return StepResult(StepOutcome.KEPT, f"job {state.observed.job.id} already exists")

        async def create() -> SynchronizationJob:
            return await retry_until_ready(
                run,
                "the provisioning service accepts a job for the new application",
                lambda: service.create_job(principal, SCIM_TEMPLATE),
            )

        # Assumptions created-job, job-in-list, second-job.
        state.observed.job = await create_once(run, self.id, SCIM_TEMPLATE, create, find_again)
        return StepResult(StepOutcome.CREATED, f"job {state.observed.job.id}")


async def _stored_secrets(tenant: TenantClient, principal_id: str) -> list[StoredSecret] | None:
    """Return what is stored; None if the sign-in may not see it.

    Assumption read-scim-values-scope: no source says whether ``Synchronization.Read.All`` shows it.
    """
    try:
        return await tenant.synchronization.stored_secrets(principal_id)
    except (ProvisioningRefused, Forbidden):
        return None


def _assumed(is_configured: bool) -> dict[str, str | None]:
    """Return what must be stored if the job says that it is configured."""
    return dict.fromkeys(STORED | SETTINGS_WITH_TOKEN) if is_configured else {}


# Assumption job-id.
def owned_job(jobs: list[SynchronizationJob]) -> SynchronizationJob | None:
    """Return the one of the template ``scim``."""
    return next((job for job in jobs if job.template_id == SCIM_TEMPLATE), None)


def _is_young_and_unmanaged(run: ExecutionContext, state: RunState) -> bool:
    return state.application_is_young and state.observed.the_application.id not in owned_object_ids(
        run.journal.entries()
    )


Find = Callable[[], Awaitable["SynchronizationJob | None"]]


async def _made_meanwhile(run: ExecutionContext, state: RunState, find: Find) -> SynchronizationJob | None:
    return await (_job_of_other_run(run, find) if _is_young_and_unmanaged(run, state) else find())


async def _job_of_other_run(run: ExecutionContext, find: Find) -> SynchronizationJob | None:
    """Wait for the job of the run that named the application (docs/decisions/0012); it may never come."""
    try:
        sentence = "the run that created the application has also created its provisioning job"
        return await run.poller.until(sentence, find, _OTHER_RUN)
    except PollTimeout:
        return None
