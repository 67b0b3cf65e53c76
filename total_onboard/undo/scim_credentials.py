"""TOTAL's SCIM address and token, which stay with a service principal longer than anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.engine.warm_up import once_warm
from total_onboard.steps.scim_credentials import SECRETS
from total_onboard.undo.ours import forget_additions, has_application_of_ours, was_added

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.tenant import Tenant


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
        if not picture.secret_keys or not are_ours(picture):
            return []
        summary = "Overwrite the SCIM address and token that Microsoft stores"
        return [Change(step=self.id, resource="secrets", action=Action.UPDATE, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """With nothing, which can be read back; other values could not."""
        principal, erase = picture.the_principal.id, run.tenant.synchronization.erase_secrets
        await once_warm(run, "the provisioning service forgets the SCIM address", lambda: erase(principal))
        forget_additions(run, picture, self.id, principal, [SECRETS])
        picture.secret_keys = frozenset()
        return Done(Deed.CHANGED, "overwritten")


def are_ours(picture: Picture) -> bool:
    """Whether what provisioning works with came from this tool; an application of ours has nothing else."""
    principal = picture.service_principal
    if principal is None:
        return False
    return has_application_of_ours(picture) or was_added(picture, StoredScimCredentials.id, principal.id, SECRETS)
