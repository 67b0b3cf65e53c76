"""The signed-in admin among the application's owners, so that somebody can be asked about it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.entra.graph.odata import MOST_EXPANDED
from total_onboard.steps.idempotent import tolerating_repeats

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class Owner:
    """Added beside the owners who are there already."""

    id: ClassVar[str] = "owner"
    title: ClassVar[str] = "Owner of the application"
    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """Who owns it now; some of them came with the application."""
        app = picture.application
        if app is None or app.deleted_date_time:
            return
        came_along = None if app.owners is None else frozenset(owner.id for owner in app.owners)
        if came_along is None or (picture.me.id not in came_along and len(came_along) == MOST_EXPANDED):
            came_along = await tenant.applications.owner_ids(app.id)
        picture.owner_ids = came_along

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Add the signed-in admin, unless already there."""
        who = picture.me.user_principal_name
        there = picture.me.id in picture.owner_ids
        if not picture.me_is_listed and not there:
            return [self._nobody(wanted, who)]
        return [
            Change(
                step=self.id,
                resource=wanted.application_name,
                action=Action.NONE if there else Action.UPDATE,
                summary=f"{who} owns the application" if there else f"Make {who} an owner of the application",
                after=who,
            )
        ]

    def _nobody(self, wanted: DesiredState, who: str) -> Change:
        """A partner's account is no object of this tenant, so that Graph refuses it as an owner."""
        return Change(
            step=self.id,
            resource=wanted.application_name,
            action=Action.NONE,
            summary=f"{who} can't own the application: Microsoft doesn't list the account in this tenant",
        )

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """Graph may have made the creator an owner by itself; that is as good."""
        app = picture.the_application
        run.journal.about_to_add(self.id, app.id, picture.me.id)
        await tolerating_repeats(
            run,
            "the new application can have an owner",
            lambda: run.tenant.applications.add_owner(app.id, picture.me.id),
        )
        picture.owner_ids |= {picture.me.id}
        return Done(Deed.CHANGED, f"{picture.me.user_principal_name} owns the application")
