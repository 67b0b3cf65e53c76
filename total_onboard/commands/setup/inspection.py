"""Inspection before a setup: everything that a plan requires, read concurrently, and what blocks it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.awaited_roles import wait_for_roles
from total_onboard.commands.session.sign_in import observed_steps
from total_onboard.commands.session.tenant_session import TenantConnection, TenantSession
from total_onboard.commands.session.unknown_objects import refuse_unknown
from total_onboard.commands.setup.adoption_prompts import ask_undecided
from total_onboard.core.concurrency import gather_all
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.diagnostics.preflight import CHECKS_OF_SETUP, obstacles, run_checks
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.engine.access.tenant_facts import effective_app_management_policy
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import apply_facts, resolve_admins
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.entra.sign_in.session import Session
from total_onboard.steps.access.role_actions import missing_steps
from total_onboard.steps.groups.members import GroupRestricted
from total_onboard.steps.interrupted_creates import wait_for_lost_creates
from total_onboard.ui.views.run.progress import ProgressView


@dataclass
class SetupInspection:
    """One inspection of one run. ``first_time`` says that something will surely be written; then its obstacles are read
    concurrently, else only once the plan holds something.

    ``tenant_session`` and ``findings`` are set if they were read. Without ``tests_scim`` nothing is sent to TOTAL.
    """

    context: CommandContext
    connection: TenantConnection
    session: Session
    reconciler: Reconciler
    state: RunState
    progress: ProgressView
    accept: frozenset[str]
    wait_for_roles: bool
    first_time: bool
    tests_scim: bool = True
    tenant_session: TenantSession | None = None
    findings: tuple[CheckResult, ...] = ()

    async def plan(self) -> Plan:
        """Return what differs.

        Raises PrerequisiteMissing if nothing may be written, BadValue for people who are nobody.
        """
        refused = await self._look_at_all()
        if not refused:
            await ask_undecided(self.context.screen, self.reconciler, self.state)
            plan = self._plan()
            if self.tenant_session is None and not plan.writes and not plan.blocked:
                return plan
        return await self._judged(refused)

    def _plan(self) -> Plan:
        """Return the plan of the steps, below what must be known of the settings."""
        plan = self.reconciler.plan(self.state)
        return plan.model_copy(update={"warnings": (*self.connection.settings.notes, *plan.warnings)})

    async def _look_at_all(self) -> Forbidden | Unauthorized | None:
        """Return what Microsoft would not show, if so: the roles may say why."""
        questions = [self._observed(), self._people()]
        if self.first_time or self.wait_for_roles or len(self.reconciler.desired.credential.preference) > 1:
            questions += [self._around()]
        else:
            questions += [self._organization()]
        refused: Forbidden | Unauthorized | None = (await gather_all(*questions))[0]
        return refused

    async def _observed(self) -> Forbidden | Unauthorized | None:
        try:
            await self.reconciler.observe(self.state)
            await wait_for_lost_creates(self.reconciler, self.state)
        except (Forbidden, Unauthorized) as error:
            return error
        return None

    async def _people(self) -> None:
        if StepId.MEMBERS in observed_steps(self.reconciler.chosen):
            self.state.observed.admins = await resolve_admins(self.connection.tenant, self.reconciler.desired.admins)

    async def _organization(self) -> None:
        self.state.identity.organization = await self.connection.tenant.organization.get()

    async def _around(self) -> None:
        """Read the facts and run the checks that do not depend on existing objects."""
        app = self.state.observed.application
        self.tenant_session = await self.connection.load_facts(application_id=app.id if app else "")
        apply_facts(self.state, self.tenant_session.facts)
        await self._find()

    async def _find(self) -> None:
        assert self.tenant_session is not None
        desired, decisions = self.reconciler.desired, self.state.choices.adoption
        scim = desired.scim if self.tests_scim else None
        check_context = self.tenant_session.check_context(desired, decisions, scim)
        self.findings = await run_checks(check_context, CHECKS_OF_SETUP, self.accept)

    async def _judged(self, refused: Forbidden | Unauthorized | None) -> Plan:
        """Block only the steps that would write and could not."""
        if self.tenant_session is None:
            await self._around()
        elif self.state.observed.application:
            await self._learn_its_own_policy(self.tenant_session)
        refused = await self._with_roles(refused)
        if refused:
            await refuse_unknown(self.connection.tenant, self.state, self.context.command)
            _stop_at(obstacles(self.findings, self.reconciler.chosen))
            raise refused
        plan = self._plan()
        _stop_at(obstacles(self.findings, frozenset(change.step for change in plan.writes)))
        self._stop_at_restricted_groups(plan)
        return plan

    def _stop_at_restricted_groups(self, plan: Plan) -> None:
        """Raise GroupRestricted if the plan changes a group that only administrators of its unit can change."""
        if self.tenant_session is None or self.tenant_session.facts.rights.may_have_unit_role:
            return
        for change in plan.writes:
            group = (
                self.state.observed.group(change.resource).group
                if change.step in {StepId.GROUPS, StepId.MEMBERS}
                else None
            )
            if group and group.is_management_restricted:
                raise GroupRestricted(group.display_name)

    async def _learn_its_own_policy(self, tenant_session: TenantSession) -> None:
        """Read the application's policy, if the application was unknown when the policies were read."""

        async def find_application_id() -> str:
            return self.state.observed.the_application.id

        asked_for = (
            self.connection.asked is None or {"Policy.Read.All", "Application.Read.All"} <= self.connection.asked
        )
        policy = await effective_app_management_policy(self.connection.tenant, find_application_id, asked_for=asked_for)
        await self._stand_at(replace(tenant_session, facts=replace(tenant_session.facts, app_policy=policy)))

    async def _with_roles(self, refused: Forbidden | Unauthorized | None) -> Forbidden | Unauthorized | None:
        """Read the eligible roles only if active ones are missing."""
        tenant_session, chosen = self.tenant_session, self.reconciler.chosen
        if tenant_session is None or not missing_steps(tenant_session.facts.rights, chosen):
            return refused
        now = await tenant_session.refresh()
        if self.wait_for_roles:
            now = await wait_for_roles(now, self.session, self.context.screen, self.progress, chosen)
            refused = await self._observed()
        await self._stand_at(now)
        return refused

    async def _stand_at(self, tenant_session: TenantSession) -> None:
        self.tenant_session = tenant_session
        apply_facts(self.state, tenant_session.facts)
        await self._find()


def _stop_at(found: tuple[CheckResult, ...]) -> None:
    if found:
        sentences = " ".join(f"{finding.title}: {finding.found} (needed: {finding.needed})." for finding in found)
        remedies = tuple(dict.fromkeys(finding.remedy for finding in found))
        again = "" if remedies[-1].endswith("again.") else " Then run the same command again."
        raise PrerequisiteMissing(f"{sentences} Nothing was changed.", remedy=" ".join(remedies) + again)
