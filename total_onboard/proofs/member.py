"""A member of the admin group stands at TOTAL under the identifier with which Microsoft will announce that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.engine.waiting import StillNotThere
from total_onboard.proofs.on_demand import order_alone, order_in_group
from total_onboard.proofs.on_demand_reasons import WhyNot, why_not
from total_onboard.proofs.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.total.scim_end import ScimEndOutOfReach, ScimEndpoint

if TYPE_CHECKING:
    from total_onboard.entra.groups import Group, Member
    from total_onboard.proofs.context import ProofContext

_NOT_SEEN: Final = WhyNot("Microsoft says that it is done, and TOTAL does not show the person yet", later=True)


class OtherIdentifier(Exception):
    """Somebody stands at TOTAL under another identifier than the directory's."""

    def __init__(self, external_id: str) -> None:
        super().__init__(external_id)
        self.external_id = external_id


async def show(context: ProofContext) -> Shown:
    """Provision one member on demand, then look at TOTAL's end whether it is the same person."""
    group = context.picture.group(context.wanted.admin_group.name).group
    if group is None:
        return not_possible(f"There is no group {context.wanted.admin_group.name}", context.line("setup"))
    member = await chosen_member(context)
    return await _Provisioning(context, group, member).show() if member else _nobody(context, group)


async def chosen_member(context: ProofContext) -> Member | None:
    """The first of those who were named, or else anybody who can sign in; None where nobody of the group can."""
    group = context.picture.group(context.wanted.admin_group.name).group
    members = await context.run.tenant.groups.members(group.id) if group else []
    named = [user.id for user in context.picture.admins]
    able = {member.id: member for member in members if member.is_user and member.account_enabled is not False}
    if named:
        return next((able[one] for one in named if one in able), None)
    return next(iter(able.values()), None)


def _nobody(context: ProofContext, group: Group) -> Shown:
    named = [user.user_principal_name for user in context.picture.admins]
    if named:
        return not_possible(f"{named[0]} is no member of {group.display_name}", context.line("admins add", named[0]))
    return not_possible(f"{group.display_name} has no member who can sign in", context.line("admins add", "UPN"))


class _Provisioning:
    """One member on the way to TOTAL; ``blind`` is where nobody can look at TOTAL's end from here."""

    def __init__(self, context: ProofContext, group: Group, member: Member) -> None:
        self._context, self._group, self._member = context, group, member
        self._who = str(member.user_principal_name)
        self._blind = context.wanted.scim is None
        self._said = WhyNot("Microsoft has not answered", later=True)

    async def show(self) -> Shown:
        context, who = self._context, self._who
        again = context.line("verify", *(() if "--admin" in context.asked else ("--admin", who)))
        try:
            return await context.run.waiter.until(f"{who} is provisioned to TOTAL", self._probe, context.patience)
        except StillNotThere:
            return not_possible(f"{who} is not at TOTAL yet: {self._said.reason}", again)
        except OtherIdentifier as error:
            return disproven(
                f"{who} stands at TOTAL under {error.external_id or 'no identifier'}, and not under the object id "
                f"{self._member.id}. Ask your TOTAL representative to delete that account",
                again,
            )

    async def _probe(self) -> Shown | None:
        """None while the member may still come. The group's answer does not tell members apart, so one who is not
        seen is ordered alone."""
        context, who = self._context, self._who
        outcome = await order_in_group(context, self._group.id, self._member.id)
        if outcome.succeeded and await self._is_seen():
            return proven(f"{who} stands at TOTAL, where externalId is the object id {self._member.id}")
        if outcome.succeeded or not why_not(outcome).later:
            outcome = await order_alone(context, self._member.id)
        if outcome.succeeded and self._blind:
            return proven(f"Microsoft says that {who} stands at TOTAL; nobody could look there from here")
        self._said = _NOT_SEEN if outcome.succeeded else why_not(outcome)
        if self._said.later or not (outcome.succeeded or outcome.error_code):
            return None
        return disproven(f"{who} does not come to TOTAL: {self._said.reason}", context.line("status"))

    async def _is_seen(self) -> bool:
        """Whether TOTAL shows the person, under the right identifier. Raises OtherIdentifier, ScimEndFailed."""
        if self._blind or (scim := self._context.wanted.scim) is None:
            return False
        try:
            async with ScimEndpoint(scim, self._context.trust) as end:
                if there := await end.find_by_external_id(self._member.id):
                    return there.active is not False
                other = await end.find_user(self._who)
        except ScimEndOutOfReach:
            self._blind = True
            return False
        if other:
            raise OtherIdentifier(other.external_id or "")
        return False


MEMBER: Final = Attempt(
    id="member",
    title="A member stands at TOTAL with the right identifier",
    show=show,
    needs=frozenset({"members"}),
    after=("scim-from-entra", "mapping", "assignment", "job"),
)
