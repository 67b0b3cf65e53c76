"""One run of ``teardown`` in an open tenant, told in the order in which it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from total_onboard.commands.context import CommandContext
from total_onboard.commands.result import CommandResult
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import TenantConnection, TenantSession, connect_tenant
from total_onboard.commands.session.preconditions import keep_one_open
from total_onboard.commands.session.resource_ids import resources_of
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.teardown.client_consent_notice import remaining_consent
from total_onboard.commands.teardown.retained import retained_objects
from total_onboard.commands.teardown.tenant_name import confirm_tenant
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError, PrerequisiteMissing
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.access.role_actions import TEARDOWN_ROLE_ACTIONS
from total_onboard.engine.journal.entry import TornDown
from total_onboard.engine.journal.history import owned_object_ids, teardown_entry
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.entra.sign_in.scopes import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.entra.tenant import TenantClient
from total_onboard.settings import Settings
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.application.delete import DeleteApplication
from total_onboard.steps.groups.delete import DeleteGroups
from total_onboard.steps.groups.delete_unlisted import remember_groups_beyond, with_groups_beyond
from total_onboard.steps.lost_responses import wait_for_lost_creates
from total_onboard.steps.purge import PurgeGroups, without_what_is_purged
from total_onboard.steps.teardown import TEARDOWN_STEPS
from total_onboard.ui.console import Screen
from total_onboard.ui.output.json_document import Problem
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who
from total_onboard.ui.views.summary import StepSummary, Summary, show_summary, show_what_stays

NOTHING: Final = "Nothing to take away: nothing that this tool made is there."
NOTHING_MORE: Final = "Nothing more to take away."
_TITLES: Final[dict[str, str]] = {step.id: step.title for step in TEARDOWN_STEPS}
OF_GROUPS: Final = frozenset({DeleteGroups.id, PurgeGroups.id})
ASK_TOTAL: Final = (
    "Ask your TOTAL representative to deactivate the accounts there, and to forget the client secret and the SCIM "
    "token."
)


@dataclass(frozen=True)
class _Proposed:
    """One plan of a teardown, and what it was made from."""

    reconciler: Reconciler
    plan: Plan
    observed: ObservedState


@dataclass
class TeardownRun:
    """Takes away from one tenant what set-up made there or added, once somebody has agreed."""

    context: CommandContext
    settings: Settings
    desired: DesiredState
    journal: Journal
    chosen: frozenset[str]
    scopes: Sequence[ScopeReason]
    session: Session
    progress: ProgressView
    confirm_tenant: str = ""
    deletable: frozenset[str] = frozenset()

    async def run(self, *, dry_run: bool) -> CommandResult:
        """Look, plan, ask, take away, read back."""
        note, mark = self.journal.note_call, self.desired.unique_name
        self.journal.start_run(self.context.command, self.session.username)
        async with connect_tenant(self.settings, self.session, self.progress, note, self.scopes, mark) as opened:
            confirmation = Confirmation(self.context)
            proposed = await confirmation.of(lambda: self._proposal(opened, dry_run), self._ask)
            reconciler, plan, observed = proposed.reconciler, proposed.plan, proposed.observed
            if self.context.sandbox and not plan.changes:
                self.context.screen.say(keep_one_open(self.context.command))
            if dry_run:
                result = CommandResult(members=self._members("plan", plan, observed))
            else:
                result = await self._carried_out(reconciler, plan, observed)
            show_what_stays(self.context.screen, *remaining_consent(self.settings))
            return result

    async def _proposal(self, opened: TenantConnection, dry_run: bool) -> Proposal[_Proposed]:
        tenant_session = await opened.load_facts()
        observed = await build_initial_state(tenant_session.tenant, tenant_session.facts, (), self.journal)
        observed.deletable = self.deletable
        run = tenant_session.run(self.journal, self.progress, self.session)
        reconciler = Reconciler(run, self.desired, TEARDOWN_STEPS, self.chosen, self.progress)
        plan = await self._planned(reconciler, tenant_session, observed)
        nothing = NOTHING_MORE if plan.changes or plan.warnings else NOTHING
        who = who_of(self.context, tenant_session, self.session, self.scopes)

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan, as_result=dry_run, nothing=nothing)

        unmanaged = await named_only(tenant_session.tenant, self.desired, observed) if plan.writes else ()
        return Proposal(_Proposed(reconciler, plan, observed), plan, bool(plan.writes) and not dry_run, show, unmanaged)

    async def _planned(self, reconciler: Reconciler, tenant_session: TenantSession, observed: ObservedState) -> Plan:
        """The application first: a young one is waited for by everything else. Raises PrerequisiteMissing."""
        try:
            await EnterpriseApplication().observe(tenant_session.tenant, self.desired, observed)
            reconciler.desired = self.desired = await with_groups_beyond(tenant_session.tenant, self.desired, observed)
            await reconciler.observe(observed)
            await self._refuse_unknown(tenant_session.tenant, observed)
            await wait_for_lost_creates(reconciler, observed)
        except (Forbidden, Unauthorized):
            self._see_that_roles_allow(tenant_session, self.chosen)
            raise
        plan = without_what_is_purged(reconciler.plan(observed))
        self._see_that_roles_allow(tenant_session, frozenset(change.step for change in plan.writes))
        stays = retained_objects(self.desired, observed, self.chosen)
        return plan.model_copy(update={"warnings": (*plan.warnings, *stays)})

    async def _refuse_unknown(self, tenant: TenantClient, observed: ObservedState) -> None:
        """A group that is not known stays, unless the groups are to go too. Raises NotSetUpFromHere."""
        app, concerns_groups = observed.application, DeleteGroups.id in self.chosen
        if app is None or concerns_groups or not known_objects(self.desired, observed).knows(app):
            await refuse_unknown(tenant, self.desired, observed, self.context.command)

    def _see_that_roles_allow(self, tenant_session: TenantSession, steps: frozenset[str]) -> None:
        """Before the first write, so that nothing is left half-done.

        Owning the application is not enough: provisioning is not seen without a role.
        """
        missing_steps = tenant_session.facts.rights.missing_for_teardown(steps & frozenset(TEARDOWN_ROLE_ACTIONS))
        if missing_steps:
            what = ", ".join(title for step, title in _TITLES.items() if step in missing_steps)
            role = "Groups Administrator" if set(missing_steps) <= OF_GROUPS else "Application Administrator"
            raise PrerequisiteMissing(
                f"Your active roles do not allow to take this away: {what}. Nothing was changed.",
                remedy=f"Activate or ask for the role {role}, then run the same command again.",
            )

    async def _carried_out(self, reconciler: Reconciler, plan: Plan, observed: ObservedState) -> CommandResult:
        problems, there = list[OnboardError](), resources_of(self.desired, observed)
        members = self._members("changes", plan, observed)
        if plan.writes:
            remember_groups_beyond(self.journal, self.desired, observed)
            problems = await self._written(reconciler, plan, observed)
            members["changes"] = tuple(change for change in plan.changes if change.step in reconciler.done)
            self._tell(reconciler, plan, problems, there)
        if not problems and not plan.waiting and (plan.writes or self._goes_on()):
            self.journal.write(TornDown(account=self.session.username))
        return CommandResult(_status(plan, problems), members | {"problems": tuple(map(Problem.of, problems))})

    def _goes_on(self) -> bool:
        """Whether an earlier run was cut off after its last deed, before it could say that it was the last."""
        entries = self.journal.entries()
        return bool(owned_object_ids(entries)) and teardown_entry(entries) is None

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        """Raises NotConfirmed, BadValue."""
        confirm_tenant(self.context, proposed.observed.organization, self.confirm_tenant, yes=yes)

    async def _written(self, reconciler: Reconciler, plan: Plan, observed: ObservedState) -> list[OnboardError]:
        with self.progress:
            failures = await reconciler.apply(plan, observed)
            problems = [failure.error for failure in failures if failure.error]
            try:
                if not failures:
                    await reconciler.read_back(observed)
            except OnboardError as error:
                problems.append(error)
        return problems

    def _members(self, name: str, plan: Plan, observed: ObservedState) -> dict[str, object]:
        stays = " ".join(remaining_consent(self.settings))
        told = {"warnings": (*plan.warnings, stays), "waiting": plan.waiting}
        return {name: plan.changes, **told, "resources": resources_of(self.desired, observed)}

    def _tell(
        self, reconciler: Reconciler, plan: Plan, problems: Sequence[OnboardError], there: Mapping[str, str]
    ) -> None:
        done = {step: done for step, done in reconciler.done.items() if done.summary}
        ended = [StepSummary(_TITLES[step], one.outcome, one.summary) for step, one in done.items()]
        went = any(change.step == DeleteApplication.id for change in plan.writes) and not problems
        summary = Summary(
            ended=ended,
            waiting=plan.waiting,
            problems=problems,
            resources=there,
            journal=self.journal.path,
            next=ASK_TOTAL if went else "",
            sandbox=self.context.sandbox is not None,
        )
        show_summary(self.context.screen, summary)


def _status(plan: Plan, problems: Sequence[OnboardError]) -> ExitStatus:
    """The gravest; a right that was missing after the first write leaves it incomplete."""
    statuses = {problem.exit_status for problem in problems}
    if statuses - {ExitStatus.PREREQUISITE}:
        return ExitStatus.SIGN_IN if statuses == {ExitStatus.SIGN_IN} else ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if statuses or plan.waiting else ExitStatus.DONE
