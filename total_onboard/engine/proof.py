"""Proof that it works: a token with the new secret, and a member who stands at TOTAL's SCIM end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from total_onboard.engine.waiting import PROOF, Patience, StillNotThere
from total_onboard.errors import OnboardError

if TYPE_CHECKING:
    from total_onboard.engine.step import Run
    from total_onboard.entra.synchronization import OnDemandOutcome
    from total_onboard.entra.users import User
    from total_onboard.total.scim_end import ScimEndpoint


class Proven(StrEnum):
    """How a proof can end. ``pending``: nothing speaks against it, and Microsoft needs more time."""

    PROVEN = "proven"
    PENDING = "pending"
    FAILED = "failed"


class Proof(BaseModel):
    """One thing shown, or not yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    outcome: Proven
    found: str
    remedy: str = ""


VERIFY_LATER = "Run total-onboard verify in a quarter of an hour."


async def prove_token(
    run: Run, roles_of: Callable[[], frozenset[str]], wanted: Sequence[str], patience: Patience = PROOF
) -> Proof:
    """Sign in as the application until its token holds the permissions; both secret and consent arrive late."""
    title = "TOTAL can sign in and read group members"
    names = ", ".join(wanted)

    async def probe() -> frozenset[str] | None:
        roles = await asyncio.to_thread(roles_of)
        return roles if roles >= set(wanted) else None

    try:
        await run.waiter.until(f"a token with the new secret holds {names}", probe, patience)
    except StillNotThere:
        found = f"a token with the new secret does not hold {names} yet"
        return Proof(id="token", title=title, outcome=Proven.PENDING, found=found, remedy=VERIFY_LATER)
    return Proof(id="token", title=title, outcome=Proven.PROVEN, found=f"a token with the new secret holds {names}")


async def prove_member(
    run: Run,
    user: User,
    provision: Callable[[], asyncio.Future[OnDemandOutcome]],
    scim_end: ScimEndpoint,
    patience: Patience = PROOF,
) -> Proof:
    """Provision one member on demand, then look at TOTAL's end whether it is the same person."""
    title = f"{user.user_principal_name} stands at TOTAL with the right identifier"
    said: list[OnDemandOutcome] = []

    async def probe() -> str | None:
        said.append(await provision())
        if not said[-1].succeeded:
            return None
        there = await scim_end.find_user(user.user_principal_name)
        return (there.external_id or "") if there else None

    try:
        external_id = await run.waiter.until(f"{user.user_principal_name} is provisioned to TOTAL", probe, patience)
    except StillNotThere:
        why = said[-1].error_message or said[-1].error_code or said[-1].result
        return Proof(id="member", title=title, outcome=Proven.PENDING, found=why, remedy=VERIFY_LATER)
    except OnboardError as error:
        return Proof(id="member", title=title, outcome=Proven.PENDING, found=error.message, remedy=error.remedy)
    return _judge(title, external_id, user)


def _judge(title: str, external_id: str, user: User) -> Proof:
    if external_id.lower() == user.id.lower():
        found = f"externalId is the directory's object id {user.id}"
        return Proof(id="member", title=title, outcome=Proven.PROVEN, found=found)
    return Proof(
        id="member",
        title=title,
        outcome=Proven.FAILED,
        found=f"externalId is {external_id!r}, the directory's object id is {user.id}",
        remedy="Ask your TOTAL representative to re-sync the provisioning data, then run total-onboard verify.",
    )
