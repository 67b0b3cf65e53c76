"""Is there a Premium license? Assigning a group to an application, and so provisioning by group, needs P1 or P2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.licenses import SubscribedSku

# Product names and service plan identifiers for licensing: by id, because the names vary from cloud to cloud.
ENTRA_P1: Final = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
ENTRA_P2: Final = "eec0eb4f-6444-4f95-aba0-50c24d67f998"
# Meeting-room licences hold the P1 plan for the room's own account; no person is licensed by them.
_ROOMS: Final = ("MEETING_ROOM", "MICROSOFT_TEAMS_ROOMS", "MCOCAP")
# A plan for the company as a whole licenses none of its people (Graph reference, ``servicePlanInfo``).
_NOBODY: Final = "Company"
_READY: Final = frozenset({"Success"})
_NOT_YET: Final = frozenset({"PendingActivation", "PendingInput", "PendingProvisioning"})
_REMEDY: Final = (
    "Buy Microsoft Entra ID P1 (or a bundle that holds it, such as Microsoft 365 Business Premium or E3), "
    "or start a trial in the Microsoft Entra admin center under Billing > Licenses; then run the same command again."
)


def tiers(sku: SubscribedSku, states: frozenset[str] = _READY) -> frozenset[str]:
    """Return which of P1 and P2 a product includes: P2 includes P1; a plan without provisioning does not count."""
    if sku.sku_part_number.upper().startswith(_ROOMS) or sku.applies_to == _NOBODY:
        return frozenset()
    ready = (plan for plan in sku.service_plans if plan.provisioning_status in states and plan.applies_to != _NOBODY)
    active = {plan.service_plan_id for plan in ready}
    return frozenset({"P2", "P1"} if ENTRA_P2 in active else {"P1"} if ENTRA_P1 in active else ())


def best_tier(skus: Sequence[SubscribedSku], state: str) -> str:
    """Return the highest tier among the products in this capability state, or an empty text."""
    return max((tier for sku in skus if sku.capability_status == state for tier in tiers(sku)), default="")


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Count enabled products; those in their grace period count with a warning; suspended ones do not."""
    skus = context.facts.skus
    if isinstance(skus, Unavailable):
        return unknown(skus, "Ask someone who can see the tenant's licenses.")
    if tier := best_tier(skus, "Enabled"):
        return _enough_for_all(context, skus) or passed(f"Microsoft Entra ID {tier}")
    if tier := best_tier(skus, "Warning"):
        return warned(f"Microsoft Entra ID {tier}, expired and in its grace period", "Renew it before the period ends.")
    if any(tiers(sku, _NOT_YET) for sku in skus if sku.capability_status == "Enabled"):
        return failed(
            "Microsoft Entra ID P1 or P2 is bought, and Microsoft has not made it ready yet",
            "Wait until the Microsoft 365 admin center shows it as active, under Billing > Your products; then run the "
            "same command again.",
        )
    return failed(_what_there_is(skus), _REMEDY)


def _enough_for_all(context: CheckContext, skus: Sequence[SubscribedSku]) -> CheckOutcome | None:
    """Check licenses for everybody with access by group; Microsoft does not enforce this, and may ask for it later."""
    seats = sum(sku.prepaid_units.enabled for sku in skus if sku.capability_status == "Enabled" and tiers(sku))
    admins = _administrators(context)
    if seats >= admins:
        return None
    return warned(
        f"Microsoft Entra ID {best_tier(skus, 'Enabled')}, with {pluralize(seats, 'seat')} for "
        f"{pluralize(admins, 'administrator')} of TOTAL",
        "Buy as many as there are people in TOTAL's groups: each of them needs one.",
    )


def _administrators(context: CheckContext) -> int:
    """Return the named admins and the current members of the group, each once."""
    people, there = context.snapshot.people, context.snapshot.admin_group
    named = {} if isinstance(people, Unavailable) else people
    members = () if isinstance(there, Unavailable) else there.members
    return len({user.id for user in named.values()} | {member.id for member in members if member.is_user})


def _what_there_is(skus: Sequence[SubscribedSku]) -> str:
    if tier := best_tier(skus, "Suspended") or best_tier(skus, "LockedOut"):
        return f"Microsoft Entra ID {tier} is subscribed to, but suspended"
    rooms = [sku for sku in skus if sku.sku_part_number.upper().startswith(_ROOMS)]
    return "Only Teams Rooms licenses, which don't cover users" if rooms else "Microsoft Entra ID Free"


LICENCE = Check(
    id="licence",
    title="Premium license",
    needed="Microsoft Entra ID P1 or P2",
    docs="docs/checks.md#licence",
    steps=frozenset({StepId.ASSIGNMENT, StepId.START}),
    evaluate=evaluate,
)
