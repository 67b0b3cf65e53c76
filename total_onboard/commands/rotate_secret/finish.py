"""``rotate-secret --finish``: TOTAL uses the new client secret; once it is seen to work, the old one is removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from total_onboard.commands.invocation.context import CommandResult
from total_onboard.commands.rotate_secret.rotation_session import SecretRotation
from total_onboard.commands.rotate_secret.secret_source import value_of
from total_onboard.commands.rotate_secret.validate_new_secret import confirm_removal_of_old, verify_new_secret
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.run_result import RunResult
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.journal.secret_deliveries import delivered_secrets
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import NewPassword
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.client_secret.rotation_state import rotation_of

_REMOVED: Final = "Done: removed the old client secret."
_REMOVED_TOO: Final = "Done: created a new client secret and removed the old one."


async def remove_old_secrets(rotation: SecretRotation, made: NewPassword | None = None) -> CommandResult:
    """Look, verify, ask, remove, read back; ``made`` is a secret whose value this run knows.

    Raises NewSecretRefused, NewSecretUnverified, PrerequisiteMissing.
    """

    async def plan() -> PlannedRun:
        planned = await rotation.planned(RemoveOldSecrets(), _REMOVED_TOO if made else _REMOVED)
        _see_that_the_last_one_lives(rotation, planned.result.state)
        if planned.plan.writes:
            await _verify(rotation, planned.result, made)
        return replace(planned, unmanaged=await rotation.named_only(planned))

    request = ApplyRequest(plan=plan, question="Remove it in {tenant}?")
    result = (await apply_plan(rotation.tenant_run, request)).result
    return result.after_writing() if result.plan.writes else result.without_writing()


def _see_that_the_last_one_lives(rotation: SecretRotation, state: RunState) -> None:
    """Raise PrerequisiteMissing if the newest secret was deleted or has expired: then an older one is in use."""
    last, found = (
        next(reversed(delivered_secrets(rotation.journal.entries())), ""),
        rotation_of(rotation.desired, state),
    )
    if last and (found is None or found.new.key_id != last):
        raise PrerequisiteMissing(
            (
                f"The client secret that was handed off last (key ID {last}) isn't in the tenant, or has "
                "expired. Nothing was removed."
            ),
            remedy="Run total-onboard rotate-secret --handoff FILE to create another.",
        )


async def _verify(rotation: SecretRotation, result: RunResult, made: NewPassword | None) -> None:
    found = rotation_of(rotation.desired, result.state)
    assert found is not None
    known = value_of(found.new, made, rotation, result.state)
    with rotation.tenant_run.progress:
        verification = await verify_new_secret(rotation, result.state, found.new, known)
    confirm_removal_of_old(verification, known=known.text is not None, total_uses_it=rotation.options.total_uses_it)
    result.verifications = (verification,)
