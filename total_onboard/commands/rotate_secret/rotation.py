"""A tenant that is open for the rotation of its client secret, and what making and removing have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from total_onboard.commands.session.connection import Site, site
from total_onboard.commands.session.run_result import SetUpResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.torn_down import refuse_what_is_not_there
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.engine.journal.lock import alone
from total_onboard.engine.journal.secret_deliveries import deliveries
from total_onboard.engine.polling import StillNotThere
from total_onboard.engine.reconciler import Onboarding
from total_onboard.engine.state.initial_state import first_picture
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.client_secret.remove_old import OldSecrets
from total_onboard.steps.client_secret.rotate_in import SecondSecret
from total_onboard.steps.lost_responses import until_shown
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.commands.rotate_secret.command import RotationOptions
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.inspection.contents import Inspection
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run, Step
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen

_SOON: Final = timedelta(minutes=15)
"""For so long a replica may not show a secret that was handed off; later, somebody has removed it."""


@dataclass(frozen=True)
class SecretRotation:
    """Looks and plans in an open tenant for one half of a rotation: a second secret is made, or the old ones go."""

    desk: Desk
    settings: Settings
    options: RotationOptions
    wanted: DesiredState
    journal: Journal
    session: Session
    site: Site
    asked: Sequence[ScopeReason]
    run: Run
    progress: ProgressView

    async def planned(self, step: Step) -> tuple[Onboarding, SetUpResult, Callable[[Screen], None]]:
        """Look; the last of the three shows what would be done. Raises PrerequisiteMissing without an application."""
        place = await self.site.looked_at()
        picture = await first_picture(place.tenant, place.facts, (), self.journal)
        steps = (EnterpriseApplication(), step)
        onboarding = Onboarding(self.run, self.wanted, steps, frozenset({step.id}), self.progress)
        await onboarding.observe(picture)
        await refuse_unknown(place.tenant, self.wanted, picture, self.command)
        refuse_what_is_not_there(self.journal, picture, self.wanted.application_name)
        await until_shown(onboarding, picture)
        await self._until_the_last_one_shows(picture)
        plan = onboarding.plan(picture)
        who = who_of(self.desk, place, self.session, self.asked)

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)

        return onboarding, SetUpResult(self.desk, self.wanted, picture, plan, self.journal, steps=steps), show

    async def named_only(self, result: SetUpResult) -> tuple[Inspection, ...]:
        """What the application contains, if only an option names it and something would be written."""
        return await named_only(self.run.tenant, self.wanted, result.picture) if result.plan.writes else ()

    @property
    def command(self) -> str:
        """What was typed, for the command that goes on."""
        return f"{self.desk.command} --finish" if self.options.finish else self.desk.command

    async def _until_the_last_one_shows(self, picture: Picture) -> None:
        """A replica that does not show yet what an interrupted run handed off would have another one made."""
        key, at = next(reversed(deliveries(self.journal.entries()).items()), ("", datetime.min.replace(tzinfo=UTC)))
        if not key or picture.now - at > _SOON:
            return

        async def probe() -> Application | None:
            app = await self.site.tenant.applications.get(picture.the_application.id)
            return app if app and any(one.key_id == key for one in app.password_credentials) else None

        try:
            picture.application = await self.run.waiter.until(
                "the client secret that was handed off a moment ago shows", probe, self.run.lost_answer
            )
        except StillNotThere:
            return


@asynccontextmanager
async def open_rotation(
    desk: Desk,
    settings: Settings,
    options: RotationOptions,
    wanted: DesiredState,
    journal: Journal,
    session: Session,
    asked: Sequence[ScopeReason],
) -> AsyncIterator[SecretRotation]:
    """Open the tenant. Only whoever makes a secret needs to know the policy about it."""
    progress = ProgressView(desk.screen, {step.id: step.title for step in (SecondSecret(), OldSecrets())})
    mark = "" if options.finish else wanted.mark
    journal.is_of_run(desk.command, session.username)
    with alone(journal):
        async with site(settings, session, progress, journal.note_call, asked, mark) as opened:
            run = opened.run(journal, progress, session)
            yield SecretRotation(desk, settings, options, wanted, journal, session, opened, asked, run, progress)
