"""The groups assigned to the enterprise application: who is provisioned, and who may sign in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.repeats import tolerating_repeats

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState, WantedGroup
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.service_principals import ServicePrincipal
    from total_onboard.entra.tenant import Tenant

DEFAULT_ACCESS: Final = "00000000-0000-0000-0000-000000000000"


class Assignment:
    """With the template's ``User`` role: the default one is refused where an application has roles."""

    id: ClassVar[str] = "assignment"
    title: ClassVar[str] = "Assignment of the groups"
    needs: ClassVar[tuple[str, ...]] = ("application", "groups")
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """Who is assigned now."""
        if principal := picture.service_principal:
            picture.assignments = tuple(await tenant.service_principals.assignments_to(principal.id))

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Assign what is not."""
        missing = {group.name for group in unassigned(wanted, picture)}
        return [self._change(wanted, group.name, group.name in missing) for group in wanted.groups]

    def _change(self, wanted: DesiredState, group: str, missing: bool) -> Change:
        app = wanted.application_name
        summary = f"Assign the group {group} to {app}" if missing else f"The group {group} is assigned to {app}"
        action = Action.CREATE if missing else Action.NONE
        return Change(step=self.id, resource=group, action=action, summary=summary, after="assigned")

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """All missing assignments at the same time."""
        missing = unassigned(wanted, picture)
        await asyncio.gather(*(_assign(run, picture, group) for group in missing))
        return Done(Deed.CREATED, ", ".join(group.name for group in missing))


def user_role(principal: ServicePrincipal) -> str:
    """The role with which a group is assigned: the enabled one called User, by name, as ids may differ."""
    for role in principal.app_roles:
        if role.is_enabled and role.display_name == "User" and "User" in role.allowed_member_types:
            return role.id
    return DEFAULT_ACCESS


def unassigned(wanted: DesiredState, picture: Picture) -> list[WantedGroup]:
    """The groups that are not assigned."""
    assigned = {assignment.principal_id for assignment in picture.assignments}
    found = {group.name: picture.group(group.name).group for group in wanted.groups}
    ids = {name: group.id for name, group in found.items() if group}
    return [group for group in wanted.groups if ids.get(group.name) not in assigned]


async def _assign(run: Run, picture: Picture, wanted: WantedGroup) -> None:
    group, principal = picture.group(wanted.name).group, picture.the_principal
    assert group is not None
    run.journal.about_to_add(Assignment.id, principal.id, group.id)
    await tolerating_repeats(
        run,
        f"the group {wanted.name} can be assigned",
        lambda: run.tenant.service_principals.assign(principal.id, group.id, user_role(principal)),
    )
