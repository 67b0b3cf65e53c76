"""TOTAL's SCIM address and token, which stay with a service principal longer than anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.core.errors import OnboardError
from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.polling import StillNotThere
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.ownership import forget_additions, has_application_of_ours, was_added
from total_onboard.steps.provisioning.scim_credentials import SECRETS, STORED

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class StillStored(OnboardError):
    """Microsoft agreed to forget the SCIM address and token, and shows them all the same."""

    code = "scim-values-still-stored"

    def __init__(self) -> None:
        super().__init__(
            "Microsoft accepted that the SCIM address and token be overwritten, and still shows them. "
            "Provisioning is stopped, and nothing was deleted.",
            remedy="Run the same command again in a few minutes; it goes on. If it ends like this once more, ask TOTAL "
            "to revoke the SCIM token, and take the rest away in the Entra portal.",
        )


class StoredScimCredentials:
    """Overwritten before the application goes: what is restored from the bin must not send people to TOTAL again."""

    id: ClassVar[str] = "scim-credentials"
    title: ClassVar[str] = "SCIM address and token"
    needs: ClassVar[tuple[str, ...]] = ("start",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """The names of what is stored come with the job."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """Overwrite what is stored, if it is ours."""
        if not picture.secret_keys & STORED or not are_ours(picture):
            return []
        summary = "Overwrite the SCIM address and token that Microsoft stores"
        return [Change(step=self.id, resource="secrets", action=Action.UPDATE, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """With nothing, which is read back here: once the application is gone nobody can. Raises StillStored."""
        principal, erase = picture.the_principal.id, run.tenant.synchronization.erase_secrets
        await once_warm(run, "the provisioning service forgets the SCIM address", lambda: erase(principal))
        await _forgotten(run, principal)
        forget_additions(run, picture, self.id, principal, [SECRETS])
        picture.secret_keys = frozenset()
        return Done(Deed.CHANGED, "overwritten, and read back empty")


async def _forgotten(run: Run, principal: str) -> None:
    """What is to be stored was seen to be accepted and silently not kept, and this may be, too."""
    sentence, keys = "Microsoft shows no SCIM address and token any more", run.tenant.synchronization.secret_keys

    async def none_left() -> bool | None:
        return None if STORED & await once_warm(run, sentence, lambda: keys(principal)) else True

    try:
        await run.waiter.until(sentence, none_left, run.lost_answer)
    except StillNotThere as error:
        raise StillStored from error


def are_ours(picture: Picture) -> bool:
    """Whether what provisioning works with came from this tool; an application of ours has nothing else."""
    principal = picture.service_principal
    if principal is None:
        return False
    return has_application_of_ours(picture) or was_added(picture, StoredScimCredentials.id, principal.id, SECRETS)
