"""The member whom a verification provisions on demand: known and shown before the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.membership import person_of
from total_onboard.errors import OnboardError
from total_onboard.proofs.member import chosen_member
from total_onboard.terminal.admins_view import show_people

if TYPE_CHECKING:
    from total_onboard.entra.groups import Member
    from total_onboard.proofs.context import ProofContext
    from total_onboard.terminal.screen import Screen


async def member_to_order(context: ProofContext) -> Member | None:
    """Return None if there is nobody, no job, or the members can't be read: then nothing is ordered."""
    if context.picture.job is None or context.picture.schema is None:
        return None
    try:
        return await chosen_member(context)
    except OnboardError:
        return None


def show_order(screen: Screen, member: Member) -> None:
    """Name the member."""
    show_people(screen, "Will be provisioned to TOTAL now, to verify provisioning", [person_of(member)])
