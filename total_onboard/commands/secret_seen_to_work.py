"""Whether the new client secret is seen to work, before an old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.proving import KnownSecret, proof_context
from total_onboard.engine.deliveries import proven_at
from total_onboard.engine.journal import Kind
from total_onboard.errors import OnboardError
from total_onboard.exit_status import ExitStatus
from total_onboard.in_words import minute
from total_onboard.proofs.proof import Proof, Proven
from total_onboard.proofs.token import TOKEN
from total_onboard.steps.second_secret import SecondSecret
from total_onboard.terminal.prompts import confirm

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk
    from total_onboard.commands.secret_rotation import SecretRotation
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.applications import PasswordCredential

_UNSEEN = "Has TOTAL seen it work (handoff open --verify says so)?"


class NewSecretRefused(OnboardError):
    """Microsoft gives no token for the new secret, so the old one must stay."""

    code = "new-secret-refused"


class NewSecretUnproven(OnboardError):
    """Nobody here knows whether the new secret works, and nobody gave their word."""

    code = "new-secret-unproven"
    exit_status = ExitStatus.INCOMPLETE


async def seen_to_work(
    rotation: SecretRotation, picture: Picture, new: PasswordCredential, known: KnownSecret
) -> Proof:
    """A token now, which is written down; where its value is not here, the token that was given when it was."""
    earlier = proven_at(rotation.journal.entries(), new.key_id)
    if known.text is None and earlier:
        found = f"Microsoft gave a token for it on {minute(earlier)}, while it was still here"
        return Proof(id=TOKEN.id, title=TOKEN.title, outcome=Proven.PROVEN, found=found)
    proof = await TOKEN.make(proof_context(rotation.settings, rotation.wanted, picture, rotation.run, known), {})
    if proof.outcome is Proven.PROVEN and earlier is None:
        rotation.journal.write(Kind.PROVEN, step=SecondSecret.id, object_id=new.key_id)
    return proof


def let_go_of_the_old(desk: Desk, proof: Proof, *, known: bool) -> None:
    """Raises NewSecretRefused, NewSecretUnproven: then nothing is removed."""
    if proof.outcome is Proven.FAILED:
        raise NewSecretRefused(
            f"The new client secret does not work, so the old one stays: {proof.found}",
            remedy="Make another with total-onboard rotate-secret --again, and send its hand-off to TOTAL.",
        )
    if proof.outcome is Proven.PROVEN:
        return
    if known:
        raise NewSecretUnproven(f"{proof.found}, so the old one stays.", remedy="Run the same command again later.")
    if desk.common.yes or (desk.screen.interactive and confirm(desk.screen, f"{proof.found}. {_UNSEEN}")):
        return
    raise NewSecretUnproven(
        f"{proof.found}, so the old one stays.",
        remedy="Give its hand-off with --handoff if it is not sealed; or ask TOTAL whether it works, and add --yes.",
    )
