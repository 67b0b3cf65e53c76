"""What shows that a set-up works; :data:`PROOFS` is all of it."""

from __future__ import annotations

import asyncio
from typing import Final

from total_onboard.proofs.member import MEMBER
from total_onboard.proofs.proof import Attempt, Proof, ProofContext
from total_onboard.proofs.token import TOKEN

PROOFS: Final[tuple[Attempt, ...]] = (TOKEN, MEMBER)


async def prove_all(context: ProofContext) -> tuple[Proof, ...]:
    """All at the same time; each waits within its own bound."""
    return tuple(await asyncio.gather(*(attempt.make(context) for attempt in PROOFS)))
