"""One run of ``teardown`` in an open tenant, told in the order in which it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from total_onboard.commands.result import Result
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import site
from total_onboard.commands.session.preconditions import keep_one_open
from total_onboard.commands.session.resource_ids import resources_of
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.teardown.client_consent_notice import consent_left
from total_onboard.commands.teardown.retained import what_stays
from total_onboard.commands.teardown.tenant_name import confirm_tenant
from total_onboard.core.errors import OnboardError, PrerequisiteMissing
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.access.role_actions import UNDOING
from total_onboard.engine.journal.history import made_or_adopted, torn_down
from total_onboard.engine.journal.journal import Journal, Kind
from total_onboard.engine.journal.known_objects import known
from total_onboard.engine.reconciler import Onboarding
from total_onboard.engine.state.initial_state import first_picture
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.application.delete import Application
from total_onboard.steps.groups.delete import Groups
from total_onboard.steps.groups.delete_unlisted import remember_groups_beyond, with_groups_beyond
from total_onboard.steps.lost_responses import until_shown
from total_onboard.steps.purge import GroupsForGood, without_what_is_purged
from total_onboard.steps.teardown import TEARDOWN_STEPS
from total_onboard.ui.output.json_document import Problem
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.session import show_who
from total_onboard.ui.views.summary import Ended, Summary, show_summary, show_what_stays

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.commands.session.connection import Site, Workplace
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.entra.tenant import Tenant
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen
    from total_onboard.ui.views.progress import ProgressView

NOTHING: Final = "Nothing to take away: nothing that this tool made is there."
NOTHING_MORE: Final = "Nothing more to take away."
_TITLES: Final = {step.id: step.title for step in TEARDOWN_STEPS}
OF_GROUPS: Final = frozenset({Groups.id, GroupsForGood.id})
ASK_TOTAL: Final = (
    "Ask your TOTAL representative to deactivate the accounts there, and to forget the client secret and the SCIM "
    "token."
)


@dataclass(frozen=True)
class _Proposed:
    """One plan of a teardown, and what it was made from."""

    onboarding: Onboarding
    plan: Plan
    picture: Picture


@dataclass
class TeardownRun:
    """Takes away from one tenant what set-up made there or added, once somebody has agreed."""

    desk: Desk
    settings: Settings
    wanted: DesiredState
    journal: Journal
    chosen: frozenset[str]
    scopes: Sequence[ScopeReason]
    session: Session
    progress: ProgressView
    confirm_tenant: str = ""
    deletable: frozenset[str] = frozenset()

    async def run(self, *, dry_run: bool) -> Result:
        """Look, plan, ask, take away, read back."""
        note, mark = self.journal.note_call, self.wanted.mark
        self.journal.is_of_run(self.desk.command, self.session.username)
        async with site(self.settings, self.session, self.progress, note, self.scopes, mark) as opened:
            confirmation = Confirmation(self.desk)
            proposed = await confirmation.of(lambda: self._proposal(opened, dry_run), self._ask)
            onboarding, plan, picture = proposed.onboarding, proposed.plan, proposed.picture
            if self.desk.practice and not plan.changes:
                self.desk.screen.say(keep_one_open(self.desk.command))
            if dry_run:
                result = Result(members=self._members("plan", plan, picture))
            else:
                result = await self._carried_out(onboarding, plan, picture)
            show_what_stays(self.desk.screen, *consent_left(self.settings))
            return result

    async def _proposal(self, opened: Site, dry_run: bool) -> Proposal[_Proposed]:
        place = await opened.looked_at()
        picture = await first_picture(place.tenant, place.facts, (), self.journal)
        picture.deletable = self.deletable
        run = place.run(self.journal, self.progress, self.session)
        onboarding = Onboarding(run, self.wanted, TEARDOWN_STEPS, self.chosen, self.progress)
        plan = await self._planned(onboarding, place, picture)
        nothing = NOTHING_MORE if plan.changes or plan.warnings else NOTHING
        who = who_of(self.desk, place, self.session, self.scopes)

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan, as_result=dry_run, nothing=nothing)

        unmanaged = await named_only(place.tenant, self.wanted, picture) if plan.writes else ()
        return Proposal(_Proposed(onboarding, plan, picture), plan, bool(plan.writes) and not dry_run, show, unmanaged)

    async def _planned(self, onboarding: Onboarding, place: Workplace, picture: Picture) -> Plan:
        """The application first: a young one is waited for by everything else. Raises PrerequisiteMissing."""
        try:
            await EnterpriseApplication().observe(place.tenant, self.wanted, picture)
            onboarding.wanted = self.wanted = await with_groups_beyond(place.tenant, self.wanted, picture)
            await onboarding.observe(picture)
            await self._refuse_unknown(place.tenant, picture)
            await until_shown(onboarding, picture)
        except (Forbidden, Unauthorized):
            self._see_that_roles_allow(place, self.chosen)
            raise
        plan = without_what_is_purged(onboarding.plan(picture))
        self._see_that_roles_allow(place, frozenset(change.step for change in plan.writes))
        stays = what_stays(self.wanted, picture, self.chosen)
        return plan.model_copy(update={"warnings": (*plan.warnings, *stays)})

    async def _refuse_unknown(self, tenant: Tenant, picture: Picture) -> None:
        """A group that is not known stays, unless the groups are to go too. Raises NotSetUpFromHere."""
        app, concerns_groups = picture.application, Groups.id in self.chosen
        if app is None or concerns_groups or not known(self.wanted, picture).knows(app):
            await refuse_unknown(tenant, self.wanted, picture, self.desk.command)

    def _see_that_roles_allow(self, place: Workplace, steps: frozenset[str]) -> None:
        """Before the first write, so that nothing is left half-done.

        Owning the application is not enough: provisioning is not seen without a role.
        """
        lacking = place.facts.rights.lacking_to_undo(steps & frozenset(UNDOING))
        if lacking:
            what = ", ".join(title for step, title in _TITLES.items() if step in lacking)
            role = "Groups Administrator" if set(lacking) <= OF_GROUPS else "Application Administrator"
            raise PrerequisiteMissing(
                f"Your active roles do not allow to take this away: {what}. Nothing was changed.",
                remedy=f"Activate or ask for the role {role}, then run the same command again.",
            )

    async def _carried_out(self, onboarding: Onboarding, plan: Plan, picture: Picture) -> Result:
        problems, there = list[OnboardError](), resources_of(self.wanted, picture)
        members = self._members("changes", plan, picture)
        if plan.writes:
            remember_groups_beyond(self.journal, self.wanted, picture)
            problems = await self._written(onboarding, plan, picture)
            members["changes"] = tuple(change for change in plan.changes if change.step in onboarding.done)
            self._tell(onboarding, plan, problems, there)
        if not problems and not plan.waiting and (plan.writes or self._goes_on()):
            self.journal.write(Kind.TORN_DOWN, account=self.session.username)
        return Result(_status(plan, problems), members | {"problems": tuple(map(Problem.of, problems))})

    def _goes_on(self) -> bool:
        """Whether an earlier run was cut off after its last deed, before it could say that it was the last."""
        entries = self.journal.entries()
        return bool(made_or_adopted(entries)) and torn_down(entries) is None

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        """Raises NotConfirmed, BadValue."""
        confirm_tenant(self.desk, proposed.picture.organization, self.confirm_tenant, yes=yes)

    async def _written(self, onboarding: Onboarding, plan: Plan, picture: Picture) -> list[OnboardError]:
        with self.progress:
            failures = await onboarding.apply(plan, picture)
            problems = [failure.error for failure in failures if failure.error]
            try:
                if not failures:
                    await onboarding.read_back(picture)
            except OnboardError as error:
                problems.append(error)
        return problems

    def _members(self, name: str, plan: Plan, picture: Picture) -> dict[str, object]:
        stays = " ".join(consent_left(self.settings))
        told = {"warnings": (*plan.warnings, stays), "waiting": plan.waiting}
        return {name: plan.changes, **told, "resources": resources_of(self.wanted, picture)}

    def _tell(
        self, onboarding: Onboarding, plan: Plan, problems: Sequence[OnboardError], there: Mapping[str, str]
    ) -> None:
        done = {step: done for step, done in onboarding.done.items() if done.summary}
        ended = [Ended(_TITLES[step], one.deed, one.summary) for step, one in done.items()]
        went = any(change.step == Application.id for change in plan.writes) and not problems
        summary = Summary(
            ended=ended,
            waiting=plan.waiting,
            problems=problems,
            resources=there,
            journal=self.journal.path,
            next=ASK_TOTAL if went else "",
            practice=self.desk.practice is not None,
        )
        show_summary(self.desk.screen, summary)


def _status(plan: Plan, problems: Sequence[OnboardError]) -> ExitStatus:
    """The gravest; a right that was missing after the first write leaves it incomplete."""
    statuses = {problem.exit_status for problem in problems}
    if statuses - {ExitStatus.PREREQUISITE}:
        return ExitStatus.SIGN_IN if statuses == {ExitStatus.SIGN_IN} else ExitStatus.FAILED
    return ExitStatus.INCOMPLETE if statuses or plan.waiting else ExitStatus.DONE
