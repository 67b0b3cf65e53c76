"""One run of ``teardown`` in an open tenant, in the order of events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from total_onboard.commands.invocation.context import CommandResult
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.not_set_up import keep_sandbox_open
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.tenant_session import TenantSession
from total_onboard.commands.session.unknown_objects import named_only, refuse_unknown
from total_onboard.commands.teardown.retained_objects import remaining_consent, retained_objects
from total_onboard.commands.teardown.tenant_name import confirm_tenant
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError, PrerequisiteMissing
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.journal.entry import TornDown
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.journal.queries import owned_object_ids, teardown_entry
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps import TEARDOWN_STEPS
from total_onboard.steps.access.role_actions import missing_teardown_steps
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.application.delete import DeleteApplication
from total_onboard.steps.groups.delete import DeleteGroups
from total_onboard.steps.groups.purge import PurgeGroups
from total_onboard.steps.groups.unlisted_groups import remember_unlisted_groups, with_unlisted_groups
from total_onboard.steps.interrupted_creates import wait_for_lost_creates
from total_onboard.steps.provisioning.erase_scim_credentials import EraseScimCredentials
from total_onboard.steps.provisioning.stop_job import StopProvisioning
from total_onboard.steps.purge import without_remarks_on_purged
from total_onboard.ui.views.run.summary import Summary, show_next, show_retained_objects, show_summary

NOTHING: Final = "Nothing to delete: nothing that setup created exists."
NOTHING_MORE: Final = "Nothing else to delete."
_TITLES: Final[dict[str, str]] = {step.id: step.title for step in TEARDOWN_STEPS}
OF_GROUPS: Final = frozenset({DeleteGroups.id, PurgeGroups.id})
_OF_TOTAL: Final = frozenset({DeleteApplication.id, StopProvisioning.id, EraseScimCredentials.id})
ASK_TOTAL: Final = (
    "Ask your TOTAL representative to deactivate the accounts there, and to forget the client secret and the SCIM "
    "token."
)


@dataclass
class TeardownRun:
    """Removes from one tenant what a setup created or added there, after a confirmation."""

    inputs: RunInputs
    desired: DesiredState
    chosen: frozenset[str]
    dry_run: bool = False
    confirm_tenant: str = ""
    _begun: PlannedRun | None = field(default=None, init=False)

    async def run(self) -> CommandResult:
        """Inspect, plan, ask, delete, read back."""
        context = self.inputs.context
        async with open_run(self.inputs, TEARDOWN_STEPS, mark=self.desired.unique_name, reads_only=self.dry_run) as run:
            request = ApplyRequest(
                plan=lambda: self._proposed(run),
                ask=self._ask,
                dry_run=self.dry_run,
                before_apply=self._begin,
            )
            try:
                planned = await apply_plan(run, request)
            except (KeyboardInterrupt, asyncio.CancelledError):
                self._say_what_is_left()
                raise
            if context.sandbox and not planned.plan.changes:
                context.screen.say(keep_sandbox_open(context.command))
            result = self._ended(planned)
            show_retained_objects(context.screen, *remaining_consent(self.inputs.settings))
            return result

    async def _proposed(self, run: TenantRun) -> PlannedRun:
        opened, state, reconciler = await run.initial_read(self.desired, TEARDOWN_STEPS, self.chosen)
        plan = await self._planned(reconciler, opened, state)
        context, journal = self.inputs.context, self.inputs.journal
        result = RunResult(context, self.desired, state, plan, journal, steps=TEARDOWN_STEPS)
        unmanaged = await named_only(opened.tenant, state) if plan.writes else ()
        return PlannedRun(
            reconciler=reconciler,
            result=result,
            tenant_session=opened,
            unmanaged=unmanaged,
            nothing=NOTHING_MORE if plan.changes or plan.warnings else NOTHING,
        )

    async def _planned(self, reconciler: Reconciler, tenant_session: TenantSession, state: RunState) -> Plan:
        """Plan the application first: everything else waits for a young one. Raises PrerequisiteMissing."""
        try:
            await EnterpriseApplication().observe(tenant_session.tenant, self.desired, state)
            reconciler.desired = self.desired = await with_unlisted_groups(tenant_session.tenant, self.desired, state)
            await reconciler.observe(state)
            await self._refuse_unknown(tenant_session.tenant, state)
            await wait_for_lost_creates(reconciler, state)
        except (Forbidden, Unauthorized):
            self._see_that_roles_allow(tenant_session, self.chosen)
            raise
        plan = without_remarks_on_purged(reconciler.plan(state))
        self._see_that_roles_allow(tenant_session, frozenset(change.step for change in plan.writes))
        stays = retained_objects(self.desired, state, self.chosen)
        return plan.model_copy(update={"warnings": (*plan.warnings, *stays)})

    async def _refuse_unknown(self, tenant: TenantClient, state: RunState) -> None:
        """Refuse unknown objects; groups only if they are to be deleted too. Raises NotSetUpFromHere."""
        app, concerns_groups = state.observed.application, DeleteGroups.id in self.chosen
        if app is None or concerns_groups or not known_objects(state).knows(app):
            await refuse_unknown(tenant, state, self.inputs.context.command)

    def _see_that_roles_allow(self, tenant_session: TenantSession, steps: frozenset[str]) -> None:
        """Check the roles before the first write, so that nothing is left half-done.

        Owning the application is not enough: provisioning is not seen without a role.
        """
        missing = missing_teardown_steps(tenant_session.facts.rights, steps)
        if missing:
            what = ", ".join(title for step, title in _TITLES.items() if step in missing)
            role = "Groups Administrator" if set(missing) <= OF_GROUPS else "Application Administrator"
            raise PrerequisiteMissing(
                f"Your active roles don't allow deleting: {what}. Nothing was changed.",
                remedy=f"Activate or request the role {role}, then run the same command again.",
            )

    def _begin(self, planned: PlannedRun) -> None:
        self._begun = planned
        remember_unlisted_groups(self.inputs.journal, self.desired, planned.result.state)

    def _say_what_is_left(self) -> None:
        """Show what is left to do after an interruption, once every step has ended."""
        if self._begun is None or any(c.step not in self._begun.reconciler.done for c in self._begun.plan.writes):
            return
        if _ends_access(self._begun.plan):
            show_next(self.inputs.context.screen, ASK_TOTAL)
        show_retained_objects(self.inputs.context.screen, *remaining_consent(self.inputs.settings))

    def _ask(self, planned: PlannedRun, yes: bool) -> None:
        """Raise NotConfirmed, BadValue."""
        confirm_tenant(self.inputs.context, planned.result.state.identity.organization, self.confirm_tenant, yes=yes)

    def _ended(self, planned: PlannedRun) -> CommandResult:
        """Show the summary, and note in the journal when nothing is left to remove."""
        plan, result, inputs = planned.plan, planned.result, self.inputs
        if self.dry_run:
            return CommandResult(members={"plan": plan.changes} | self._members(result))
        if plan.writes:
            show_summary(inputs.context.screen, self._summary(result))
        if not result.problems and not plan.blocked and (plan.writes or self._is_continued()):
            inputs.journal.write(TornDown(account=inputs.session.username))
        members = self._members(result) | result.changes_and_problems()
        if not plan.writes:
            members["changes"] = plan.changes
        return CommandResult(_status(plan, result.problems), members)

    def _is_continued(self) -> bool:
        """Return whether an earlier run was interrupted after its last deletion, before it recorded the end."""
        entries = self.inputs.journal.entries()
        return bool(owned_object_ids(entries)) and teardown_entry(entries) is None

    def _members(self, result: RunResult) -> dict[str, object]:
        stays = " ".join(remaining_consent(self.inputs.settings))
        blocked = {"warnings": (*result.plan.warnings, stays), "blocked": result.plan.blocked}
        return blocked | {"resources": result.resources_before}

    def _summary(self, result: RunResult) -> Summary:
        went = _ends_access(result.plan) and not result.problems
        tenant = result.state.identity.organization.display_name
        return Summary(
            headline=f"Done: removed what setup created in {tenant}.",
            ended=[one for one in result.steps_done() if one.summary],
            blocked=result.plan.blocked,
            problems=result.problems,
            resources=result.resources_before,
            journal=self.inputs.journal.path,
            next=ASK_TOTAL if went else "",
            sandbox=self.inputs.context.sandbox is not None,
            details=self.inputs.context.common.verbose,
        )


def _ends_access(plan: Plan) -> bool:
    """Return whether TOTAL may hold accounts and secrets that end with this plan, adopted applications included."""
    return any(change.step in _OF_TOTAL for change in plan.writes)


def _status(plan: Plan, problems: Sequence[OnboardError]) -> ExitStatus:
    """Return the gravest status; a right that was missing after the first write leaves it incomplete."""
    statuses = {problem.exit_status for problem in problems}
    if statuses - {ExitStatus.PREREQUISITE}:
        return ExitStatus.SIGN_IN if statuses == {ExitStatus.SIGN_IN} else ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if statuses or plan.blocked else ExitStatus.DONE
