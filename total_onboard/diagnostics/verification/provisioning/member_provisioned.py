"""Verification that a member of the admin group is provisioned under the identifier that Microsoft sends at sign-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.provision_user import UserProvisioning
from total_onboard.diagnostics.verification.verification_result import Verification, VerificationOutcome, inconclusive
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.admin_eligibility import can_administer
from total_onboard.entra.resources.groups import Group, Member


async def verify(context: VerificationContext) -> VerificationOutcome:
    """Provision one member on demand, then look at TOTAL's endpoint whether it is the same person."""
    group = context.state.observed.group(context.desired.admin_group.name).group
    if group is None:
        return inconclusive(f"There is no group {context.desired.admin_group.name}", context.line("setup"))
    member = await chosen_member(context)
    if member is None and context.ordered == "" and await chosen_member(replace(context, ordered=None)):
        return inconclusive("No member was confirmed to be provisioned on demand", context.line("verify"))
    if member is None:
        return _nobody(context, group)
    who = str(member.user_principal_name)
    again = context.line("verify", *(() if "--admin" in context.asked else ("--admin", who)))
    return await UserProvisioning(context, group.id, member.id, who, again).verify()


async def chosen_member(context: VerificationContext) -> Member | None:
    """Return the first of those who were named, or else anybody who can sign in; None if nobody of them can."""
    group = context.state.observed.group(context.desired.admin_group.name).group
    members = await context.run.tenant.groups.members(group.id) if group else []
    named = [user.id for user in context.state.observed.admins]
    able = {member.id: member for member in members if can_administer(member)}
    if context.ordered is not None:
        return able.get(context.ordered)
    if named or context.absent:
        return next((able[one] for one in named if one in able), None)
    return next(iter(able.values()), None)


def _nobody(context: VerificationContext, group: Group) -> VerificationOutcome:
    named = [user.user_principal_name for user in context.state.observed.admins]
    if named:
        return inconclusive(f"{named[0]} is no member of {group.display_name}", context.line("admins add", named[0]))
    if context.absent:
        return inconclusive(context.absent[0].message, _with_another(context))
    return inconclusive(f"{group.display_name} has no member who can sign in", context.line("admins add", "UPN"))


def _with_another(context: VerificationContext) -> str:
    """Return the command without the person named last."""
    asked = context.asked
    named = asked.index("--admin") if "--admin" in asked else len(asked)
    return replace(context, asked=asked[:named]).line("verify", "--admin", "UPN")


MEMBER: Final = Verification(
    id="member",
    title="A member is provisioned with the right identifier",
    verify=verify,
    needs=frozenset({StepId.MEMBERS}),
    after=("scim-from-entra", "mapping", "assignment", "job"),
)
