"""``rotate-secret --finish``: TOTAL uses the new client secret; once it is seen to work, the old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.proving import KnownSecret, proof_context
from total_onboard.commands.secret_seen_to_work import let_go_of_the_old, shown_to_work, value_of
from total_onboard.engine.deliveries import deliveries
from total_onboard.errors import PrerequisiteMissing
from total_onboard.steps.old_secrets import OldSecrets
from total_onboard.steps.rotation import rotation_of

if TYPE_CHECKING:
    from total_onboard.commands.desk import Result
    from total_onboard.commands.secret_rotation import SecretRotation
    from total_onboard.commands.set_up_result import SetUpResult
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.applications import PasswordCredential


async def retire_old(rotation: SecretRotation) -> Result:
    """Look, prove, ask, remove, read back. Raises NewSecretRefused, NewSecretUnproven, PrerequisiteMissing."""
    onboarding, result = await rotation.planned(OldSecrets())
    _see_that_the_last_one_lives(rotation, result.picture)
    if not result.plan.writes:
        return result.without_writing()
    await _prove(rotation, result)
    rotation.begin(f"Remove it in {result.picture.organization.display_name}?")
    with rotation.progress:
        failures = await onboarding.apply(result.plan, result.picture)
        result.done = onboarding.done
        result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            result.waiting = (await onboarding.read_back(result.picture)).waiting
    return result.after_writing()


def _see_that_the_last_one_lives(rotation: SecretRotation, picture: Picture) -> None:
    """Raises PrerequisiteMissing where the newest one was removed by hand or has ended: then an older one is in use."""
    last, found = next(reversed(deliveries(rotation.journal)), ""), rotation_of(rotation.wanted, picture)
    if last and (found is None or found.new.key_id != last):
        raise PrerequisiteMissing(
            f"The client secret that was handed off last (key id {last}) is not in the tenant, or has ended; "
            "nothing was removed.",
            remedy="Run total-onboard rotate-secret --handoff FILE to make another.",
        )


async def _prove(rotation: SecretRotation, result: SetUpResult) -> None:
    found = rotation_of(rotation.wanted, result.picture)
    assert found is not None
    known = _known(rotation, result, found.new)
    context = proof_context(rotation.settings, rotation.wanted, result.picture, rotation.run, known)
    with rotation.progress:
        proof = await shown_to_work(context, rotation.journal, found)
    let_go_of_the_old(rotation.desk, proof, known=known.text is not None)
    result.proofs = (proof,)


def _known(rotation: SecretRotation, result: SetUpResult, new: PasswordCredential) -> KnownSecret:
    """From this very run, or from the hand-off that was named. Raises BadSheet."""
    made, wishes = rotation.run.new_password, rotation.wishes
    if made and made.key_id == new.key_id:
        return KnownSecret(made.secret)
    return value_of(new, result.picture.the_application.app_id, rotation.settings, wishes.handoff)
