"""A tenant that is open for the rotation of its client secret, and what making and removing have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.commands.context import CommandContext
from total_onboard.commands.rotate_secret.options import RotationOptions
from total_onboard.commands.session.connection import TenantConnection, connect_tenant
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.torn_down import refuse_missing
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.inspection.contents import Inspection
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.journal.secret_deliveries import delivered_secrets
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext, Step
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.sign_in.scopes import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.settings import Settings
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.client_secret.rotate_in import AddRotatedSecret
from total_onboard.steps.lost_responses import wait_for_lost_creates
from total_onboard.ui.console import Screen
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

_SOON: Final = timedelta(minutes=15)
"""For so long a replica may not show a secret that was handed off; later, somebody has removed it."""


@dataclass(frozen=True)
class SecretRotation:
    """Looks and plans in an open tenant for one half of a rotation: a second secret is made, or the old ones go."""

    context: CommandContext
    settings: Settings
    options: RotationOptions
    desired: DesiredState
    journal: Journal
    session: Session
    connection: TenantConnection
    asked: Sequence[ScopeReason]
    run: ExecutionContext
    progress: ProgressView

    async def planned(self, step: Step) -> tuple[Reconciler, RunResult, Callable[[Screen], None]]:
        """Look; the last of the three shows what would be done. Raises PrerequisiteMissing without an application."""
        tenant_session = await self.connection.load_facts()
        observed = await build_initial_state(tenant_session.tenant, tenant_session.facts, (), self.journal)
        steps = (EnterpriseApplication(), step)
        reconciler = Reconciler(self.run, self.desired, steps, frozenset({step.id}), self.progress)
        await reconciler.observe(observed)
        await refuse_unknown(tenant_session.tenant, self.desired, observed, self.command)
        refuse_missing(self.journal, observed, self.desired.application_name)
        await wait_for_lost_creates(reconciler, observed)
        await self._until_the_last_one_shows(observed)
        plan = reconciler.plan(observed)
        who = who_of(self.context, tenant_session, self.session, self.asked)

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)

        return reconciler, RunResult(self.context, self.desired, observed, plan, self.journal, steps=steps), show

    async def named_only(self, result: RunResult) -> tuple[Inspection, ...]:
        """What the application contains, if only an option names it and something would be written."""
        return await named_only(self.run.tenant, self.desired, result.observed) if result.plan.writes else ()

    @property
    def command(self) -> str:
        """What was typed, for the command that goes on."""
        return f"{self.context.command} --finish" if self.options.finish else self.context.command

    async def _until_the_last_one_shows(self, observed: ObservedState) -> None:
        """A replica that does not show yet what an interrupted run handed off would have another one made."""
        key, at = next(
            reversed(delivered_secrets(self.journal.entries()).items()), ("", datetime.min.replace(tzinfo=UTC))
        )
        if not key or observed.now - at > _SOON:
            return

        async def probe() -> Application | None:
            app = await self.connection.tenant.applications.get(observed.the_application.id)
            return app if app and any(one.key_id == key for one in app.password_credentials) else None

        try:
            observed.application = await self.run.poller.until(
                "the client secret that was handed off a moment ago shows", probe, self.run.lost_response_policy
            )
        except PollTimeout:
            return


@asynccontextmanager
async def open_rotation(
    context: CommandContext,
    settings: Settings,
    options: RotationOptions,
    desired: DesiredState,
    journal: Journal,
    session: Session,
    asked: Sequence[ScopeReason],
) -> AsyncIterator[SecretRotation]:
    """Open the tenant. Only whoever makes a secret needs to know the policy about it."""
    progress = ProgressView(context.screen, {step.id: step.title for step in (AddRotatedSecret(), RemoveOldSecrets())})
    mark = "" if options.finish else desired.unique_name
    journal.start_run(context.command, session.username)
    with exclusive_lock(journal):
        async with connect_tenant(settings, session, progress, journal.note_call, asked, mark) as opened:
            run = opened.run(journal, progress, session)
            yield SecretRotation(context, settings, options, desired, journal, session, opened, asked, run, progress)
