"""A proof: something that is shown to work from end to end, not merely found to be configured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import ssl

    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.engine.step import Run
    from total_onboard.engine.waiting import Patience
    from total_onboard.secret_text import SecretText

VERIFY_LATER: Final = "Run total-onboard verify in a quarter of an hour."


class Proven(StrEnum):
    """How a proof can end. ``pending``: nothing speaks against it, and it needs time or somebody's deed."""

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


@dataclass(frozen=True)
class ProofContext:
    """What the proofs may use. ``roles_of_token`` signs in as the application; None where no secret is at hand."""

    run: Run
    wanted: DesiredState
    picture: Picture
    trust: ssl.SSLContext
    roles_of_token: Callable[[SecretText], frozenset[str]]
    client_secret: SecretText | None
    patience: Patience


Prove = Callable[[ProofContext], Awaitable[Proof]]
