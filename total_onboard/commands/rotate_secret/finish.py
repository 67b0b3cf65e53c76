"""``rotate-secret --finish``: TOTAL uses the new client secret; once it is seen to work, the old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.context import CommandResult
from total_onboard.commands.rotate_secret.secret_value import value_of
from total_onboard.commands.rotate_secret.validation import confirm_removal_of_old, verify_new_secret
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.journal.secret_deliveries import delivered_secrets
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.client_secret.rotation_state import rotation_of

if TYPE_CHECKING:
    from total_onboard.commands.rotate_secret.rotation import SecretRotation
    from total_onboard.commands.session.run_result import RunResult


async def remove_old_secrets(rotation: SecretRotation) -> CommandResult:
    """Look, prove, ask, remove, read back. Raises NewSecretRefused, NewSecretUnproven, PrerequisiteMissing."""

    async def propose() -> Proposal[tuple[Reconciler, RunResult]]:
        reconciler, result, show = await rotation.planned(RemoveOldSecrets())
        _see_that_the_last_one_lives(rotation, result.observed)
        if result.plan.writes:
            await _prove(rotation, result)
        unmanaged = await rotation.named_only(result)
        return Proposal((reconciler, result), result.plan, bool(result.plan.writes), show, unmanaged)

    def ask(proposed: tuple[Reconciler, RunResult], yes: bool) -> None:
        rotation.context.ask_first(f"Remove it in {proposed[1].observed.organization.display_name}?", yes=yes)

    reconciler, result = await Confirmation(rotation.context).of(propose, ask)
    if not result.plan.writes:
        return result.without_writing()
    with rotation.progress:
        failures = await reconciler.apply(result.plan, result.observed)
        result.done = reconciler.done
        result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            result.waiting = (await reconciler.read_back(result.observed)).waiting
    return result.after_writing()


def _see_that_the_last_one_lives(rotation: SecretRotation, observed: ObservedState) -> None:
    """Raises PrerequisiteMissing where the newest one was removed by hand or has ended: then an older one is in use."""
    last, found = (
        next(reversed(delivered_secrets(rotation.journal.entries())), ""),
        rotation_of(rotation.desired, observed),
    )
    if last and (found is None or found.new.key_id != last):
        raise PrerequisiteMissing(
            f"The client secret that was handed off last (key id {last}) is not in the tenant, or has ended; "
            "nothing was removed.",
            remedy="Run total-onboard rotate-secret --handoff FILE to make another.",
        )


async def _prove(rotation: SecretRotation, result: RunResult) -> None:
    found = rotation_of(rotation.desired, result.observed)
    assert found is not None
    known = value_of(found.new, rotation, result.observed)
    with rotation.progress:
        proof = await verify_new_secret(rotation, result.observed, found.new, known)
    confirm_removal_of_old(proof, known=known.text is not None, total_uses_it=rotation.options.total_uses_it)
    result.proofs = (proof,)
