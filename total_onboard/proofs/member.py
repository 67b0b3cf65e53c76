"""A member of the admin group stands at TOTAL under the identifier with which Microsoft will announce that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.engine.waiting import StillNotThere
from total_onboard.entra.graph_errors import is_warming_up
from total_onboard.errors import OnboardError
from total_onboard.proofs.proof import VERIFY_LATER, Attempt, ProofContext, Shown, disproven, pending, proven
from total_onboard.steps.synchronization_schema import rule_id
from total_onboard.total.scim_end import ScimEndpoint

if TYPE_CHECKING:
    from total_onboard.desired_state import ScimEnd
    from total_onboard.entra.groups import Member
    from total_onboard.entra.synchronization import OnDemandOutcome


async def show(context: ProofContext) -> Shown:
    """Provision one member on demand, then look at TOTAL's end whether it is the same person."""
    if context.wanted.scim is None:
        return pending(
            "TOTAL's SCIM address and token were not given, so nobody can look at TOTAL's end",
            "Run total-onboard verify with --scim-url and --scim-token-file.",
        )
    member = await _somebody(context)
    if member is None:
        group = context.wanted.admin_group.name
        return pending(f"{group} has no members, so nobody can be provisioned", "Name one: setup --admin UPN.")
    return await _provision(context, context.wanted.scim, member)


async def _somebody(context: ProofContext) -> Member | None:
    found = context.picture.group(context.wanted.admin_group.name)
    members = await context.run.tenant.groups.members(found.group.id) if found.group else []
    named = {user.id for user in context.picture.admins}
    people = [member for member in members if member.is_user and member.account_enabled is not False]
    return next((member for member in people if member.id in named), people[0] if people else None)


async def _provision(context: ProofContext, scim: ScimEnd, member: Member) -> Shown:
    who, said = str(member.user_principal_name), ["Microsoft has not answered"]

    async def probe() -> str | None:
        outcome = await _on_demand(context, member)
        said.append(_words(outcome))
        return await _external_id(context, scim, who) if outcome.succeeded else None

    try:
        external_id = await context.run.waiter.until(f"{who} is provisioned to TOTAL", probe, context.patience)
    except StillNotThere:
        return pending(f"{who} is not at TOTAL yet: {said[-1]}", VERIFY_LATER)
    except OnboardError as error:
        return pending(error.message, error.remedy)
    return _judge(who, external_id, member.id)


async def _on_demand(context: ProofContext, member: Member) -> OnDemandOutcome:
    picture, group = context.picture, context.picture.group(context.wanted.admin_group.name).group
    assert group is not None
    assert picture.schema is not None
    principal, job, rule = picture.the_principal.id, picture.the_job.id, rule_id(picture.schema)
    return await context.run.waiter.patiently(
        "the provisioning service takes an order",
        lambda: context.run.tenant.synchronization.provision_on_demand(principal, job, rule, group.id, [member.id]),
        is_warming_up,
        context.patience,
    )


def _words(outcome: OnDemandOutcome) -> str:
    return outcome.error_message or outcome.error_code or outcome.result or "Microsoft gave no reason"


async def _external_id(context: ProofContext, scim: ScimEnd, user_name: str) -> str | None:
    async with ScimEndpoint(scim, context.trust) as end:
        there = await end.find_user(user_name)
    return (there.external_id or "") if there else None


def _judge(who: str, external_id: str, object_id: str) -> Shown:
    if external_id.lower() == object_id.lower():
        return proven(f"{who} is at TOTAL, and externalId is the directory's object id {object_id}")
    return disproven(
        f"{who} is at TOTAL, but externalId is {external_id!r} and the directory's object id is {object_id}",
        "Ask your TOTAL representative to delete that account, then run total-onboard verify.",
    )


MEMBER: Final = Attempt(
    id="member",
    title="A member stands at TOTAL with the right identifier",
    needs=frozenset({"assignment", "scim-credentials", "attribute-mapping", "start"}),
    show=show,
)
