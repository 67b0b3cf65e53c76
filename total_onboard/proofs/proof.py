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
    """One thing shown, or not yet. Serialises into ``proofs`` of the JSON document."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    outcome: Proven
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class ProofContext:
    """What the proofs may use. ``client_secret`` is None where it is not at hand; ``roles_of_token`` signs in
    as the application with it and may block; ``missing`` are the steps that are not done."""

    run: Run
    wanted: DesiredState
    picture: Picture
    trust: ssl.SSLContext
    roles_of_token: Callable[[SecretText], frozenset[str]]
    client_secret: SecretText | None
    patience: Patience
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shown:
    """What came of trying; the attempt adds its own name and title."""

    outcome: Proven
    found: str
    remedy: str = ""


def proven(found: str) -> Shown:
    """It works."""
    return Shown(Proven.PROVEN, found)


def pending(found: str, remedy: str) -> Shown:
    """It needs time, or somebody's deed."""
    return Shown(Proven.PENDING, found, remedy)


def disproven(found: str, remedy: str) -> Shown:
    """It does not work, and time will not mend it."""
    return Shown(Proven.FAILED, found, remedy)


@dataclass(frozen=True)
class Attempt:
    """One entry of the proofs: what it shows, the steps without which it cannot, and how."""

    id: str
    title: str
    needs: frozenset[str]
    show: Callable[[ProofContext], Awaitable[Shown]]

    async def make(self, context: ProofContext) -> Proof:
        """Try, unless something that it needs is not there yet."""
        waits_for = sorted(self.needs & context.missing)
        shown = _waits(waits_for) if waits_for else await self.show(context)
        return Proof(id=self.id, title=self.title, outcome=shown.outcome, found=shown.found, remedy=shown.remedy)


def _waits(steps: list[str]) -> Shown:
    return pending(f"Still to be done first: {', '.join(steps)}", "Then run total-onboard verify.")
