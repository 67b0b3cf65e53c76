"""The member that a verification provisions on demand: known and shown before the question."""

from __future__ import annotations

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification import steps_needed
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER, chosen_member
from total_onboard.entra.resources.admin_eligibility import can_administer
from total_onboard.entra.resources.group_membership import person_of
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.users import User
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_line, symbol_line


async def member_to_order(verification: VerificationContext) -> Member | None:
    """Return None if there is nobody, no job, or the members can't be read: then nothing is ordered."""
    if verification.state.observed.job is None or verification.state.observed.schema is None:
        return None
    try:
        return await chosen_member(verification)
    except OnboardError:
        return None


async def expected_member(verification: VerificationContext) -> User | Member | None:
    """Return who is provisioned once the plan is carried out: a future admin, or a member who is in the group already.

    None if the plan leaves provisioning incomplete, so that nothing is ordered.
    """
    if steps_needed(MEMBER) & (verification.missing | verification.left_out):
        return None
    if named := verification.state.observed.admins:
        return next((user for user in named if can_administer(user)), None)
    try:
        return await chosen_member(verification)
    except OnboardError:
        return None


def show_order(screen: Screen, member: User | Member, when: str) -> None:
    """Name the member, and say when Microsoft provisions that person."""
    person = person_of(member)
    remarks = f", {', '.join(person.remarks)}" if person.remarks else ""
    who = f"{person.name} ({person.user_principal_name or person.id}{remarks})"
    text = f"provisions {who} {when}"
    print_line(screen.stderr, symbol_line(screen.stderr, symbols.NEXT, text, title="Provisioning test"))
