"""Preconditions of a removal test: people whose test would remove a real right, or show nothing."""

from __future__ import annotations

from contextlib import suppress

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.entra.resources.admin_eligibility import Ineligibility, ineligibility_of
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.users import User
from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointFailed


async def obstacle(context: VerificationContext, group: Group, members: frozenset[str], person: User) -> str | None:
    """Return why not this person, in a sentence; None if nothing speaks against it. Raises GraphError."""
    who = person.user_principal_name
    if person.id in members:
        return f"{who} is in {group.display_name} already: the removal test would remove that access."
    if ineligibility_of(person) is Ineligibility.DISABLED:
        return f"The account of {who} is disabled, so Microsoft doesn't provision it."
    if other := await _in_scope_by(context, group, person):
        return f"{who} is assigned to {context.desired.application_name} {other} too, and would stay at TOTAL."
    return await _at_total(context, person)


async def _in_scope_by(context: VerificationContext, group: Group, person: User) -> str:
    """Return what else makes Microsoft provision the person; empty if nothing does."""
    for one in context.state.observed.assignments:
        if one.principal_id == person.id:
            return "directly"
        if one.principal_type == "Group" and one.principal_id != group.id:
            members = await context.run.tenant.groups.members(one.principal_id)
            if any(member.id == person.id for member in members):
                return f"as a member of {one.principal_display_name}"
    return ""


async def _at_total(context: VerificationContext, person: User) -> str | None:
    """Return why not: Microsoft cannot reactivate an account on demand and may create a second one.

    Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand#known-limitations
    """
    who, scim = person.user_principal_name, context.desired.scim
    if scim is None:
        return None
    with suppress(ScimEndpointFailed):  # the verification of TOTAL's endpoint says so, and the removal depends on it
        async with ScimClient(scim, context.trust) as end:
            there = await end.find_by_external_id(person.id) or await end.find_user(who)
        if there and there.active is False:
            return f"TOTAL has a deactivated account of {who}, which Microsoft can't reactivate on demand."
        if there:
            return f"TOTAL has an account of {who} already: the removal test would deactivate it."
    return None
