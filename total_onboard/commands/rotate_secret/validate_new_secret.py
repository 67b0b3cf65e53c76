"""Validation of the new client secret, before an old one is removed."""

from __future__ import annotations

from total_onboard.commands.rotate_secret.rotation_session import SecretRotation
from total_onboard.commands.verify.verification_inputs import SecretLookup, build_verification_context
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_time
from total_onboard.diagnostics.verification.sign_in.client_token import TOKEN
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.journal.entry import SecretVerified
from total_onboard.engine.journal.secret_deliveries import verified_at
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import PasswordCredential


class NewSecretRefused(OnboardError):
    """Microsoft gives no token for the new secret, so the old one must stay."""

    code = "new-secret-refused"


class NewSecretUnverified(OnboardError):
    """Error: nobody here knows whether the new secret works, and nobody confirmed it."""

    code = "new-secret-unproven"
    exit_status = ExitStatus.INCOMPLETE


async def verify_new_secret(
    rotation: SecretRotation, state: RunState, new: PasswordCredential, known: SecretLookup
) -> VerificationResult:
    """Return a verification by a fresh token, which is recorded; without the secret's value, by the recorded one."""
    earlier = verified_at(rotation.journal.entries(), new.key_id)
    if known.text is None and earlier:
        found = f"Microsoft issued a token for it on {format_time(earlier)}, before it was handed off"
        return VerificationResult(id=TOKEN.id, title=TOKEN.title, outcome=VerificationStatus.VERIFIED, found=found)
    verification = await TOKEN.run(
        build_verification_context(rotation.settings, rotation.desired, state, rotation.run, known), {}
    )
    if verification.outcome is VerificationStatus.VERIFIED and earlier is None:
        rotation.journal.write(SecretVerified(key_id=new.key_id))
    return verification


def confirm_removal_of_old(verification: VerificationResult, *, known: bool, total_uses_it: bool) -> None:
    """``total_uses_it`` is what the admin said explicitly; ``--yes`` says nothing about TOTAL.

    Raises NewSecretRefused, NewSecretUnverified: then nothing is removed.
    """
    if verification.outcome is VerificationStatus.FAILED:
        raise NewSecretRefused(
            f"The new client secret does not work, so the old one stays: {verification.found}",
            remedy="Create another with total-onboard rotate-secret --again, and send its hand-off to TOTAL.",
        )
    if verification.outcome is VerificationStatus.VERIFIED:
        return
    if known:
        raise NewSecretUnverified(
            f"{verification.found}, so the old one stays.", remedy="Run the same command again later."
        )
    if total_uses_it:
        return
    raise NewSecretUnverified(
        f"{verification.found}, so the old one stays.",
        remedy="Give its hand-off with --handoff if it is not sealed; or ask TOTAL whether it uses the new secret "
        "(handoff open --verify), and add --total-uses-new-secret.",
    )
