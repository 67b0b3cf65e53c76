"""TOTAL's SCIM address and token, tested by Microsoft first and only then stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change, Waiting
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.engine.warm_up import once_warm
from total_onboard.entra.synchronization import ScimCredentials
from total_onboard.steps.provisioning_job import SCIM_TEMPLATE

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.tenant import Tenant

STORED: Final = frozenset({"BaseAddress", "SecretToken"})
ONCE_TOTAL_HAS_ANSWERED: Final = (
    "Send the hand-off to TOTAL; when it has answered, run the same command again with --scim-url and --scim-token-file"
)


class StoredScimCredentials:
    """What is stored cannot be read back, so it is replaced only where the job says that it does not work."""

    id: ClassVar[str] = "scim-credentials"
    title: ClassVar[str] = "SCIM address and token"
    needs: ClassVar[tuple[str, ...]] = ("provisioning-job",)

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """The names of what is stored come with the job."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Store them, keep them, or say that TOTAL has still to give them."""
        if are_stored(picture) and not _is_quarantined(picture):
            kept = "The SCIM address and token are stored"
            return [Change(step=self.id, resource="secrets", action=Action.NONE, summary=kept)]
        if wanted.scim is None:
            return [_waiting_for_total(self.id)]
        summary = f"Test the SCIM address {wanted.scim.url} and its token, then store them"
        return [Change(step=self.id, resource="secrets", action=Action.UPDATE, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """A job with bad credentials goes into quarantine at its first cycle, hence the test before."""
        principal, service = picture.the_principal.id, run.tenant.synchronization
        assert wanted.scim is not None
        credentials = ScimCredentials(base_address=wanted.scim.url, secret_token=wanted.scim.token)
        await once_warm(
            run,
            "the provisioning service tests the SCIM address",
            lambda: service.validate_credentials(principal, SCIM_TEMPLATE, credentials),
        )
        await once_warm(
            run,
            "the provisioning service stores the SCIM address",
            lambda: service.store_secrets(principal, credentials),
        )
        picture.secret_keys |= STORED
        return Done(Deed.CHANGED, f"tested by Microsoft and stored for {wanted.scim.url}")


def are_stored(picture: Picture) -> bool:
    """Whether an address and a token are stored, whichever they are."""
    return picture.secret_keys >= STORED


def _is_quarantined(picture: Picture) -> bool:
    return picture.job is not None and picture.job.quarantine_reason is not None


def _waiting_for_total(step: str) -> Waiting:
    return Waiting(
        step=step,
        sentence="TOTAL has still to give the SCIM address and token; it does so once it has the group ids.",
        remedy=ONCE_TOTAL_HAS_ANSWERED,
    )
