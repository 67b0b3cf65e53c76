"""Adoption of an existing group: owned, adoptable, or unusable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.known_objects import KnownObjects
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.step import Blocker
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Group
from total_onboard.steps.adoption import Adoption

STEP: Final = StepId.GROUPS


def obstacle_of(adoption: Adoption[Group], found: ObservedGroup) -> Blocker | None:
    """Return why setup can't use what was found of a group; the preflight applies the same rules."""
    there = found.group
    deleted = there is not None and there.deleted_date_time is not None
    if obstacle := adoption.obstacle(there, found.namesakes, deleted=deleted):
        return obstacle
    unusable = why_unusable(there) if there else ""
    return unusable_group(adoption, there, unusable) if there and unusable else None


def adoption_by(
    desired: DesiredState,
    group: DesiredGroup,
    decisions: AdoptionDecisions,
    here: KnownObjects,
    inspections: Mapping[str, Inspection],
) -> Adoption[Group]:
    """Return the rules by which a group is used or refused."""
    return Adoption(
        step=STEP,
        noun="group",
        name=group.name,
        mark=desired.group_unique_name(group),
        requested=decisions.of_group(desired, group),
        adopt=decisions.adopt,
        option=f"--group-id {group.name}=",
        rename=f"--group NAME={group.role}",
        why_not=why_unusable,
        known=here,
        offer=decisions.offer,
        inspections=inspections,
        group=group.name,
    )


def why_unusable(group: Group) -> str:
    """Return why TOTAL must not rely on this group, or an empty text. See docs/concepts.md, "The admin group"."""
    reasons = {
        "has dynamic membership, which can grant admin rights by accident": group.membership_rule,
        "is a mail-enabled group": group.mail_enabled,
        "isn't a security group": not group.security_enabled,
        "can hold directory roles, and total-onboard doesn't request the rights to manage such groups": (
            group.is_assignable_to_role
        ),
        "is synchronized from on-premises, so its members can't be changed here": group.on_premises_sync_enabled,
    }
    return "; it ".join(reason for reason, holds in reasons.items() if holds)


def unusable_group(adoption: Adoption[Group], there: Group, why: str) -> Blocker:
    """Return a blocker for an owned group: a person must repair it before anything is written."""
    sentence = f"The group {adoption.name} already exists, and it {why}."
    return Blocker(STEP, sentence, without_this_group(adoption, there))


def without_this_group(adoption: Adoption[Group], there: Group) -> str:
    """Return the remedy without this group. A unique name can't be changed, so a new display name frees nothing."""
    other_name = f"another name with {adoption.rename}"
    if there.unique_name != adoption.mark:
        return f"Keep that group and create another one with {adoption.option}{NEW}, or choose {other_name}."
    return (
        f"Choose {other_name}, or delete that group permanently in the Microsoft Entra admin center if nobody "
        "needs it. "
        "Renaming doesn't help: it keeps its unique name."
    )
