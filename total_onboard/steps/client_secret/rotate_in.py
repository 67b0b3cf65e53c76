"""An additional client secret; the one that TOTAL uses stays until TOTAL uses the new one."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import PasswordCredential
from total_onboard.steps.client_secret.client_secret import ClientSecret, unexpired_secrets, warn_of_deleted
from total_onboard.steps.client_secret.rotation_state import pending_rotation, rotation_of
from total_onboard.steps.credentials.superseded import superseded

_OLD_STAYS: Final = "; the one that TOTAL uses keeps working next to it"


class AddRotatedSecret(ClientSecret):
    """Create a secret like a setup, but add a newer one if an unexpired one exists.

    ``given_up`` are key IDs whose hand-offs were lost, so that another secret is needed; ``begun`` are those that
    an interrupted run handed off a while ago. One of these is enough, also if the old one has expired and there is no
    other.
    """

    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    def __init__(self, given_up: Collection[str] = (), begun: Collection[str] = ()) -> None:
        self._given_up = frozenset(given_up)
        self._begun = frozenset(begun)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Make one, unless a rotation is under way: then TOTAL's word is awaited."""
        waiting = pending_rotation(desired, state) if self._enough(desired, state) else ()
        return [*super().plan(desired, state), *waiting]

    async def _create(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> PasswordCredential:
        """Create the secret; it is enough from then on."""
        made = await super()._create(run, desired, state)
        self._begun |= {made.key_id}
        return made

    def _enough(self, desired: DesiredState, state: RunState) -> PasswordCredential | None:
        rotation = rotation_of(desired, state)
        if rotation is None or rotation.new.key_id in self._given_up:
            return None
        replaces_another = rotation.previous_secrets or superseded(desired, state)
        is_under_way = replaces_another or rotation.new.key_id in self._begun
        return rotation.new if is_under_way else None

    def _others_notice(self, desired: DesiredState, state: RunState) -> str:
        return warn_of_deleted(desired, state) or (_OLD_STAYS if unexpired_secrets(desired, state) else "")
