"""Whether the new client secret is seen to work, before an old one is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.proving import KnownSecret
from total_onboard.engine.deliveries import proven_at
from total_onboard.errors import BadSheet, OnboardError
from total_onboard.exit_status import ExitStatus
from total_onboard.proofs.proof import Proof, Proven
from total_onboard.proofs.token import TOKEN
from total_onboard.sheet.handoff import plain_handoff
from total_onboard.sheet.sealed_handoff import is_sealed
from total_onboard.terminal.prompts import confirm

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.desk import Desk
    from total_onboard.engine.journal import Journal
    from total_onboard.entra.applications import PasswordCredential
    from total_onboard.proofs.context import ProofContext
    from total_onboard.settings import Settings
    from total_onboard.steps.rotation import Rotation

_NOT_HERE = "The new client secret is with TOTAL, not here, and was not seen to work when it was made"
_UNSEEN = "Has TOTAL seen it work (handoff open --verify says so)?"


class NewSecretRefused(OnboardError):
    """Microsoft gives no token for the new secret, so the old one must stay."""

    code = "new-secret-refused"


class NewSecretUnproven(OnboardError):
    """Nobody here knows whether the new secret works, and nobody gave their word."""

    code = "new-secret-unproven"
    exit_status = ExitStatus.INCOMPLETE


def value_of(new: PasswordCredential, client_id: str, settings: Settings, handoff: Path | None) -> KnownSecret:
    """The new secret out of its hand-off, or the environment. Raises BadSheet for a hand-off that holds another."""
    if handoff and is_sealed(handoff):
        return KnownSecret(why_not=_NOT_HERE)
    if handoff:
        kept = plain_handoff(handoff)
        known = KnownSecret(kept.client_secret, _NOT_HERE, kept.client_id)
        known.check_is_of(client_id)
        if kept.client_secret_key_id != new.key_id:
            raise BadSheet(
                f"{handoff.name} holds the client secret {kept.client_secret_key_id}, and the new one is {new.key_id}.",
                remedy="Give the hand-off of the new secret with --handoff, or leave --handoff out.",
            )
        return known
    given = settings.client_secret
    if given and new.hint and given.reveal(to="the look whether it begins as the new secret").startswith(new.hint):
        return KnownSecret(given)
    return KnownSecret(why_not=_NOT_HERE)


async def shown_to_work(context: ProofContext, journal: Journal, rotation: Rotation) -> Proof:
    """A token now; where the value is not here, the token that was given when the secret was made."""
    earlier = proven_at(journal, rotation.new.key_id)
    if context.client_secret is None and earlier:
        found = f"Microsoft gave a token for it on {earlier.day} {earlier:%B %Y at %H:%M} UTC, before it went to TOTAL"
        return Proof(id=TOKEN.id, title=TOKEN.title, outcome=Proven.PROVEN, found=found)
    return await TOKEN.make(context, {})


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
