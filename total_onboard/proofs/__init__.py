"""What shows that a set-up works; :data:`PROOFS` is all of it."""

from __future__ import annotations

import asyncio
from typing import Final

from total_onboard.proofs.member import prove_member
from total_onboard.proofs.proof import Proof, ProofContext, Prove
from total_onboard.proofs.token import prove_token

PROOFS: Final[tuple[Prove, ...]] = (prove_token, prove_member)


async def prove_all(context: ProofContext) -> tuple[Proof, ...]:
    """All at the same time; each waits within its own bound."""
    return tuple(await asyncio.gather(*(prove(context) for prove in PROOFS)))
