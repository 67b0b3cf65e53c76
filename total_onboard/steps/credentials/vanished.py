"""Certificates of others that a run no longer finds: another program may have written a list from before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.non_secret_credentials import Certificate
from total_onboard.steps.credentials.choice import is_of


def vanished_certificates(before: Sequence[Certificate], desired: DesiredState, after: RunState) -> Iterator[str]:
    """Yield a warning for each that this run read before it wrote, and not afterwards; not for TOTAL's own. Pure."""
    kept = {one.key_id for one in after.observed.certificates} | after.history.requested_credentials
    certificate = desired.credential.certificate
    for one in before:
        if one.key_id not in kept and not (certificate and is_of(one, certificate)):
            yield (
                f"The certificate {one.display_name or 'without a name'} (key ID {one.key_id}) of "
                f"{desired.application_name} disappeared during this run. If nobody removed it on purpose, its owner "
                "must register it again. status --who shows who changed the certificates."
            )
