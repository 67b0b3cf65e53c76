"""Receipt of a hand-off that was sent to TOTAL's address."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Receipt(BaseModel):
    """What a receiver answers; other members are skipped."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
    received_at: AwareDatetime
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SentHandoff(BaseModel):
    """How the sending ended: with the receiver's receipt, or with a ``problem``.

    ``status`` is the HTTP status, None without an answer; ``sha256`` is of the bytes that were sent.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    sha256: str
    at: AwareDatetime
    status: int | None = None
    receipt_id: str | None = None
    received_at: AwareDatetime | None = None
    problem: str | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.receipt_id is not None
