"""One member of a group on the way to TOTAL: there, or not there for a reason."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from total_onboard.entra.resources.groups import Member


class SyncStatus(StrEnum):
    """Final status of a member. ``left-out``: for a reason that is the person's, not provisioning's."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    PENDING = "pending"
    LEFT_OUT = "left-out"


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
    if not member.is_user:
        return sync_result_of(
            member, SyncStatus.LEFT_OUT, "not a person: provisioning does not follow groups within groups"
        )
    if member.account_enabled is False:
        return sync_result_of(
            member, SyncStatus.LEFT_OUT, "the account is disabled, so that nobody could sign in with it"
        )
    return None


def sync_result_of(member: Member, outcome: SyncStatus, reason: str = "") -> MemberSyncResult:
    """What became of one member."""
    return MemberSyncResult(
        id=member.id,
        name=member.display_name or "",
        user_principal_name=member.user_principal_name or "",
        outcome=outcome,
        reason=reason,
    )
