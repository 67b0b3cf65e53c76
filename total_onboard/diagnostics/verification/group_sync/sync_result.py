"""Result for one member of a group: provisioned, or missing for a reason."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.entra.resources.admin_eligibility import Ineligibility, ineligibility_of
from total_onboard.entra.resources.groups import Member


class SyncStatus(StrEnum):
    """Final status of a member. ``left-out``: for a reason that is the person's, not provisioning's."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    PENDING = "pending"
    LEFT_OUT = "left-out"


_NO_PERSON: Final = "not a person: provisioning ignores nested groups"
_LEFT_OUT: Final = {
    Ineligibility.NESTED_GROUP: _NO_PERSON,
    Ineligibility.NO_PERSON: _NO_PERSON,
    Ineligibility.DISABLED: "the account is disabled, so that nobody could sign in with it",
    Ineligibility.NO_USER_NAME: "the account has no user name, so that nobody could sign in with it",
}


class MemberSyncResult(BaseModel):
    """One member; ``seconds`` is how long it took from the beginning."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    user_principal_name: str
    outcome: SyncStatus
    reason: str = ""
    seconds: float | None = None


def left_out(member: Member) -> MemberSyncResult | None:
    """Return why provisioning never includes this member; None for everybody else."""
    why_not = ineligibility_of(member)
    return sync_result_of(member, SyncStatus.LEFT_OUT, _LEFT_OUT[why_not]) if why_not else None


def sync_result_of(member: Member, outcome: SyncStatus, reason: str = "") -> MemberSyncResult:
    """Return what became of one member."""
    return MemberSyncResult(
        id=member.id,
        name=member.display_name or "",
        user_principal_name=member.user_principal_name or "",
        outcome=outcome,
        reason=reason,
    )
