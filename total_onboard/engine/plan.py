"""What a set-up will do, in sentences, before it does anything."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Action(StrEnum):
    """The kinds of change that a plan can hold."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    NONE = "none"


class Change(BaseModel):
    """One difference between what is there and what is wanted, told to a person; ``none`` says what is kept.

    ``before`` and ``after`` are plain values for comparing, never secrets.
    """

    model_config = ConfigDict(frozen=True)

    step: str
    resource: str
    action: Action
    summary: str
    before: object = None
    after: object = None

    @property
    def writes(self) -> bool:
        """Whether carrying it out changes the tenant."""
        return self.action is not Action.NONE


class Acceptance(Change):
    """What adopting an object accepts. Nothing in the tenant changes by it; the journal records it as the baseline."""


class AdoptedObject(Acceptance):
    """That an object is adopted; each other acceptance says what it contains."""


class BlockedItem(BaseModel):
    """What this run cannot do because somebody else must act first, and the one thing that person does."""

    model_config = ConfigDict(frozen=True)

    step: str
    sentence: str
    remedy: str


class PlanWarning(BaseModel):
    """Something that is left as it is, and that somebody should know of."""

    model_config = ConfigDict(frozen=True)

    step: str
    sentence: str


class Plan(BaseModel):
    """All changes in the order of the steps, and what has to wait for somebody else."""

    model_config = ConfigDict(frozen=True)

    changes: tuple[Change, ...] = ()
    waiting: tuple[BlockedItem, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that touch the tenant."""
        return tuple(change for change in self.changes if change.writes)
