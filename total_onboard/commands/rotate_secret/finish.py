"""``rotate-secret --finish``: TOTAL uses the new client secret; once it is seen to work, the old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.rotate_secret.secret_value import value_of
from total_onboard.commands.rotate_secret.validation import let_go_of_the_old, seen_to_work
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.engine.journal.secret_deliveries import deliveries
from total_onboard.steps.client_secret.remove_old import OldSecrets
from total_onboard.steps.client_secret.rotation_state import rotation_of

if TYPE_CHECKING:
    from total_onboard.commands.context import Result
    from total_onboard.commands.rotate_secret.rotation import SecretRotation
    from total_onboard.commands.session.run_result import SetUpResult
    from total_onboard.engine.reconciler import Onboarding
    from total_onboard.engine.state.observed_state import Picture


async def retire_old(rotation: SecretRotation) -> Result:
    """Look, prove, ask, remove, read back. Raises NewSecretRefused, NewSecretUnproven, PrerequisiteMissing."""

    async def propose() -> Proposal[tuple[Onboarding, SetUpResult]]:
        onboarding, result, show = await rotation.planned(OldSecrets())
        _see_that_the_last_one_lives(rotation, result.picture)
        if result.plan.writes:
            await _prove(rotation, result)
        unmanaged = await rotation.named_only(result)
        return Proposal((onboarding, result), result.plan, bool(result.plan.writes), show, unmanaged)

    def ask(proposed: tuple[Onboarding, SetUpResult], yes: bool) -> None:
        rotation.desk.ask_first(f"Remove it in {proposed[1].picture.organization.display_name}?", yes=yes)

    onboarding, result = await Confirmation(rotation.desk).of(propose, ask)
    if not result.plan.writes:
        return result.without_writing()
    with rotation.progress:
        failures = await onboarding.apply(result.plan, result.picture)
        result.done = onboarding.done
        result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            result.waiting = (await onboarding.read_back(result.picture)).waiting
    return result.after_writing()


def _see_that_the_last_one_lives(rotation: SecretRotation, picture: Picture) -> None:
    """Raises PrerequisiteMissing where the newest one was removed by hand or has ended: then an older one is in use."""
    last, found = next(reversed(deliveries(rotation.journal.entries())), ""), rotation_of(rotation.wanted, picture)
    if last and (found is None or found.new.key_id != last):
        raise PrerequisiteMissing(
            f"The client secret that was handed off last (key id {last}) is not in the tenant, or has ended; "
            "nothing was removed.",
            remedy="Run total-onboard rotate-secret --handoff FILE to make another.",
        )


async def _prove(rotation: SecretRotation, result: SetUpResult) -> None:
    found = rotation_of(rotation.wanted, result.picture)
    assert found is not None
    known = value_of(found.new, rotation, result.picture)
    with rotation.progress:
        proof = await seen_to_work(rotation, result.picture, found.new, known)
    let_go_of_the_old(proof, known=known.text is not None, total_uses_it=rotation.options.total_uses_it)
    result.proofs = (proof,)
