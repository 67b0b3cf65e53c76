"""A tenant that is open for the rotation of its client secret, and what creating and removing have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.change_pipeline import PlannedRun
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, HandoffTarget
from total_onboard.commands.session.not_set_up import refuse_missing
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.unknown_objects import named_only, refuse_unknown
from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import last_desired_state, requested_credentials
from total_onboard.engine.journal.secret_deliveries import delivered_secrets
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, Step
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.settings import Settings
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.client_secret.rotate_in import AddRotatedSecret
from total_onboard.steps.credentials.certificate import RegisterCertificate
from total_onboard.steps.credentials.federated import TrustIssuer
from total_onboard.steps.credentials.remove_old import RemoveOldCredentials
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.interrupted_creates import wait_for_lost_creates

_SOON: Final = timedelta(minutes=15)
"""How long a replica may not show a delivered secret; later, a missing one was deleted."""

_CREATED: Final = "Done: created a new client secret."


@dataclass(frozen=True)
class RotationOptions:
    """Options of ``rotate-secret``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    handoff: Path | None = None
    clipboard: bool = False
    no_send: bool = False
    finish: bool = False
    again: bool = False
    scim_token: bool = False
    receipt: Path | None = None
    total_uses_it: bool = False


@dataclass(frozen=True)
class SecretRotation:
    """Plans one half of a rotation in an open tenant: a second secret is made, or the old ones are removed."""

    tenant_run: TenantRun
    options: RotationOptions
    desired: DesiredState

    @property
    def context(self) -> CommandContext:
        """The options and the screen."""
        return self.tenant_run.inputs.context

    @property
    def settings(self) -> Settings:
        """The settings of the command."""
        return self.tenant_run.inputs.settings

    @property
    def journal(self) -> Journal:
        """The journal of the application."""
        return self.tenant_run.inputs.journal

    @property
    def delivery(self) -> HandoffDelivery:
        """The delivery of the hand-off with the new credential."""
        options, settings = self.options, self.settings
        target = HandoffTarget.to(options.handoff, self.journal.path, clipboard=options.clipboard)
        return HandoffDelivery(
            self.context, settings.the_cloud, self.desired, target, settings.ca_bundle, not options.no_send
        )

    @property
    def concerns_other_credentials(self) -> bool:
        """Whether TOTAL may sign in without a secret, or a secret may have replaced what it signed in with."""
        if self.desired.credential.preference != (CredentialKind.SECRET,):
            return True
        return self.options.finish and self._has_made_others

    @property
    def _has_made_others(self) -> bool:
        return bool(requested_credentials(self.journal.entries()))

    def remember(self, planned: PlannedRun) -> None:  # noqa: ARG002
        """Record the credential and recipient of a new sheet, and nothing else of it, which no rotation applies."""
        if last := last_desired_state(self.journal.entries()):
            said = {"credential": self.desired.credential, "recipient": self.desired.recipient}
            self.journal.remember(last.model_copy(update=said))

    @property
    def run(self) -> ExecutionContext:
        """What the steps work with."""
        return self.tenant_run.execution

    async def planned(self, step: Step, removed: str = "") -> PlannedRun:
        """Read the tenant and plan this step; ``removed`` is the headline of a removal.

        The steps of other credentials say what else works until TOTAL uses the new secret.
        Raises PrerequisiteMissing without an application.
        """
        others = (Groups(), *CREDENTIAL_STEPS) if self._has_made_others and not removed else ()
        steps = (EnterpriseApplication(), step, *others)
        chosen = frozenset(one.id for one in (step, *others)) - {StepId.GROUPS}
        opened, state, reconciler = await self.tenant_run.initial_read(self.desired, steps, chosen)
        await reconciler.observe(state)
        await refuse_unknown(opened.tenant, state, self.command)
        refuse_missing(self.journal, state, self.desired.application_name)
        await wait_for_lost_creates(reconciler, state)
        await self._until_the_last_one_shows(state)
        plan = reconciler.plan(state)
        result = RunResult(self.context, self.desired, state, plan, self.journal, steps=steps)
        result.headline = removed or _CREATED
        result.part = "" if removed else _CREATED
        return PlannedRun(reconciler=reconciler, result=result, tenant_session=opened)

    async def named_only(self, planned: PlannedRun) -> tuple[Inspection, ...]:
        """Return what the application contains, if only an option names it and something would be written."""
        if not planned.plan.writes:
            return ()
        return await named_only(self.run.tenant, planned.result.state)

    @property
    def command(self) -> str:
        """The command line to continue with."""
        return f"{self.context.command} --finish" if self.options.finish else self.context.command

    # Assumption new-credential-in-list.
    async def _until_the_last_one_shows(self, state: RunState) -> None:
        """Wait for the secret of an interrupted run: a replica that does not show it would cause another one."""
        key, at = next(
            reversed(delivered_secrets(self.journal.entries()).items()), ("", datetime.min.replace(tzinfo=UTC))
        )
        if not key or state.identity.now - at > _SOON:
            return

        async def probe() -> Application | None:
            app = await self.run.tenant.applications.get(state.observed.the_application.id)
            return app if app and any(one.key_id == key for one in app.password_credentials) else None

        try:
            state.observed.application = await self.run.poller.until(
                "the client secret that was handed off a moment ago shows", probe, self.run.lost_response_policy
            )
        except PollTimeout:
            return


CREDENTIAL_STEPS: Final = (RegisterCertificate(), TrustIssuer())


@asynccontextmanager
async def open_rotation(
    inputs: RunInputs, options: RotationOptions, desired: DesiredState
) -> AsyncIterator[SecretRotation]:
    """Open the tenant. Only a run that makes a secret needs to know the policy about it."""
    mark = "" if options.finish else desired.unique_name
    steps = (AddRotatedSecret(), RemoveOldSecrets(), *CREDENTIAL_STEPS, RemoveOldCredentials())
    async with open_run(inputs, steps, mark=mark) as run:
        yield SecretRotation(run, options, desired)
