"""The client secrets that TOTAL has stopped using: removed by their key IDs, and never the only one that works."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.create_once import ATTEMPTS, find_lost_object, run_shielded
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import SecretRemovalRequested, SecretRemoved
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import AmbiguousAnswer, BadRequest
from total_onboard.entra.resources.applications import Application, PasswordCredential
from total_onboard.steps.client_secret.create_secret import until
from total_onboard.steps.client_secret.rotation_state import (
    NEWER,
    OLDER,
    RotationState,
    rotation_of,
    started_elsewhere,
    unmanaged_secret_notice,
)


class RemoveOldSecrets(Step):
    """Remove only secrets that the journal knows as delivered from here; report and leave others."""

    id: ClassVar[StepId] = StepId.OLD_SECRETS
    title: ClassVar[str] = "Old client secret"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Remove what was handed off before the new one."""
        rotation = rotation_of(desired, state)
        if rotation is None:
            elsewhere = started_elsewhere(desired, state, self.id)
            return [self._kept("No old client secret of this machine is left"), *elsewhere]
        removals = [self._removal(old) for old in rotation.old]
        return [
            *(removals or [self._kept(f"In use: {_described(rotation.new)}")]),
            *(unmanaged_secret_notice(one, self.id, OLDER) for one in rotation.others),
            *(unmanaged_secret_notice(one, self.id, NEWER) for one in rotation.newer),
        ]

    def _kept(self, summary: str) -> Change:
        return Change(step=self.id, resource="client secrets", action=Action.NONE, summary=summary)

    def _removal(self, old: PasswordCredential) -> Change:
        return Change(
            step=self.id,
            resource=f"client secret {old.key_id}",
            action=Action.DELETE,
            summary=(
                f"Remove the old client secret (key ID {old.key_id}); anything that still uses it stops "
                "working immediately"
            ),
            before=old.key_id,
        )

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Remove one by one, each after checking that the new one exists. Raises PollTimeout."""
        rotation = rotation_of(desired, state)
        assert rotation is not None
        for old in rotation.old:
            state.observed.application = await _with_the_new_one(run, state.observed.the_application.id, rotation)
            await remove_secret(run, state.observed.the_application.id, old.key_id)
        removed = ", ".join(old.key_id for old in rotation.old)
        return StepResult(StepOutcome.CHANGED, (f"removed (key ID {removed}); in use now: {_described(rotation.new)}"))


def _described(new: PasswordCredential) -> str:
    return f"the client secret with the key ID {new.key_id}, {until(new)}"


async def _with_the_new_one(run: ExecutionContext, application_id: str, rotation: RotationState) -> Application:
    async def probe() -> Application | None:
        app = await run.tenant.applications.get(application_id)
        return app if app and _has(app, rotation.new.key_id) else None

    return await run.poller.until("the new client secret is visible next to the old one", probe)


async def remove_secret(run: ExecutionContext, application_id: str, key_id: str) -> None:
    """Remove a secret; repeat after a lost response, and accept a refusal if the key ID is gone."""
    run.journal.write(SecretRemovalRequested(key_id=key_id))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await run_shielded(run.tenant.applications.remove_password(application_id, key_id))
            break
        except AmbiguousAnswer:
            if attempt == ATTEMPTS:
                raise
        except BadRequest:
            if not await _is_gone(run, application_id, key_id):
                raise
            break
    run.journal.write(SecretRemoved(key_id=key_id))


async def _is_gone(run: ExecutionContext, application_id: str, key_id: str) -> bool:
    async def find() -> Application | None:
        app = await run.tenant.applications.get(application_id)
        return app if app and not _has(app, key_id) else None

    return await find_lost_object(run, "remove client secret", find) is not None


def _has(app: Application, key_id: str) -> bool:
    return any(one.key_id == key_id for one in app.password_credentials)
