"""The look of a set-up: all that a plan needs, at the same time, and what stands in the way of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from total_onboard.commands.session.pim_roles import roles_awaited
from total_onboard.commands.session.sign_in import looked_at
from total_onboard.commands.setup.adoption_prompts import ask_what_is_undecided
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.diagnostics.preflight import CHECKS_OF_SETUP, obstacles, run_checks
from total_onboard.engine.access.tenant_facts import policy_that_counts
from total_onboard.engine.concurrency import at_once
from total_onboard.engine.state.initial_state import learn, people
from total_onboard.entra.graph.errors import Forbidden, Unauthorized
from total_onboard.steps.groups.restricted_group import GroupRestricted
from total_onboard.steps.lost_responses import until_shown

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.commands.session.connection import Site, Workplace
    from total_onboard.diagnostics.preflight.check import Finding
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.reconciler import Onboarding
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.ui.views.progress import ProgressView


@dataclass
class SetUpLook:
    """One look of one run. ``first_time`` says that something will surely be written; then its hindrances are looked
    for at the same time, else only once the plan holds something.

    ``place`` and ``findings`` are there where they were looked for.
    """

    desk: Desk
    site: Site
    session: Session
    onboarding: Onboarding
    picture: Picture
    progress: ProgressView
    accept: frozenset[str]
    wait_for_roles: bool
    first_time: bool
    place: Workplace | None = None
    findings: tuple[Finding, ...] = ()

    async def plan(self) -> Plan:
        """What differs. Raises PrerequisiteMissing where nothing may be written, BadValue for people who are nobody."""
        refused = await self._look_at_all()
        if not refused:
            await ask_what_is_undecided(self.desk.screen, self.onboarding, self.picture)
            plan = self._plan()
            if self.place is None and not plan.writes and not plan.waiting:
                return plan
        return await self._judged(refused)

    def _plan(self) -> Plan:
        """The plan of the steps, below what must be known of the settings."""
        plan = self.onboarding.plan(self.picture)
        return plan.model_copy(update={"warnings": (*self.site.settings.notes, *plan.warnings)})

    async def _look_at_all(self) -> Forbidden | Unauthorized | None:
        """What Microsoft would not show, if so: the roles may say why."""
        questions = [self._observed(), self._people()]
        if self.first_time or self.wait_for_roles:
            questions += [self._around()]
        else:
            questions += [self._organization()]
        refused: Forbidden | Unauthorized | None = (await at_once(*questions))[0]
        return refused

    async def _observed(self) -> Forbidden | Unauthorized | None:
        try:
            await self.onboarding.observe(self.picture)
            await until_shown(self.onboarding, self.picture)
        except (Forbidden, Unauthorized) as error:
            return error
        return None

    async def _people(self) -> None:
        if "members" in looked_at(self.onboarding.chosen):
            self.picture.admins = await people(self.site.tenant, self.onboarding.wanted.admins)

    async def _organization(self) -> None:
        self.picture.organization = await self.site.tenant.organization.get()

    async def _around(self) -> None:
        """The facts and the findings, as far as they do not hang on what is there already."""
        app = self.picture.application
        self.place = await self.site.looked_at(application_id=app.id if app else "")
        learn(self.picture, self.place.facts)
        await self._find()

    async def _find(self) -> None:
        assert self.place is not None
        wanted = self.onboarding.wanted
        context = self.place.check_context(wanted, wanted.scim)
        self.findings = await run_checks(context, CHECKS_OF_SETUP, self.accept)

    async def _judged(self, refused: Forbidden | Unauthorized | None) -> Plan:
        """Stops only the steps that would write and could not."""
        if self.place is None:
            await self._around()
        elif self.picture.application:
            await self._learn_its_own_policy(self.place)
        refused = await self._with_roles(refused)
        if refused:
            _stop_at(obstacles(self.findings, self.onboarding.chosen))
            raise refused
        plan = self._plan()
        _stop_at(obstacles(self.findings, frozenset(change.step for change in plan.writes)))
        self._stop_at_restricted_groups(plan)
        return plan

    def _stop_at_restricted_groups(self, plan: Plan) -> None:
        """Raises GroupRestricted where the plan changes a group that only administrators of its unit can change."""
        if self.place is None or self.place.facts.rights.may_count_in_a_unit:
            return
        for change in plan.writes:
            group = self.picture.group(change.resource).group if change.step in {"groups", "members"} else None
            if group and group.is_management_restricted:
                raise GroupRestricted(group.display_name)

    async def _learn_its_own_policy(self, place: Workplace) -> None:
        """Nobody knew of the application when the policies were read."""

        async def ours() -> str:
            return self.picture.the_application.id

        asked_for = self.site.asked is None or {"Policy.Read.All", "Application.Read.All"} <= self.site.asked
        policy = await policy_that_counts(self.site.tenant, ours, asked_for=asked_for)
        await self._stand_at(replace(place, facts=replace(place.facts, app_policy=policy)))

    async def _with_roles(self, refused: Forbidden | Unauthorized | None) -> Forbidden | Unauthorized | None:
        """Those that the admin could activate are looked at only where some are missing."""
        place, chosen = self.place, self.onboarding.chosen
        if place is None or not place.facts.rights.lacking(chosen):
            return refused
        now = await place.looked_again()
        if self.wait_for_roles:
            now = await roles_awaited(now, self.session, self.desk.screen, self.progress, chosen)
            refused = await self._observed()
        await self._stand_at(now)
        return refused

    async def _stand_at(self, place: Workplace) -> None:
        self.place = place
        learn(self.picture, place.facts)
        await self._find()


def _stop_at(found: tuple[Finding, ...]) -> None:
    if found:
        sentences = " ".join(f"{finding.title}: {finding.found} (needed: {finding.needed})." for finding in found)
        raise PrerequisiteMissing(sentences + " Nothing was changed.", remedy=found[0].remedy)
