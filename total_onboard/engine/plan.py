"""Plan of a setup, as sentences."""

from __future__ import annotations

from enum import Enum, StrEnum, auto

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema


class Action(StrEnum):
    """The kinds of change that a plan can hold."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    NONE = "none"


class PlanHeading(StrEnum):
    """The resources by which a plan is divided, in this order."""

    APPLICATION = "Application"
    GROUPS = "Groups"
    PROVISIONING = "Provisioning"
    MONITORING = "Monitoring"


class ItemLists(Enum):
    """Whether the changes of a step are items of lists, and whether its title names what they are about.

    A step is about several resources, a single one, the items of one list, or of a list for each resource.
    """

    NONE = auto()
    SINGLE = auto()
    ONE = auto()
    EACH_RESOURCE = auto()

    @property
    def has_lists(self) -> bool:
        """Whether changes share a line."""
        return self in (ItemLists.ONE, ItemLists.EACH_RESOURCE)

    @property
    def is_named_by_title(self) -> bool:
        """Whether the title of the step says which resource it is."""
        return self in (ItemLists.SINGLE, ItemLists.ONE)


class Change(BaseModel):
    """One difference between observed and desired state, as text; ``none`` says what is kept.

    ``before`` and ``after`` are plain values for comparing, never secrets.
    """

    model_config = ConfigDict(frozen=True)

    step: str
    resource: str
    action: Action
    summary: str
    before: object = None
    after: object = None
    item: SkipJsonSchema[str] = Field(default="", exclude=True)
    """What a line lists after the title of the step; without it, the line is the whole summary."""
    is_remark: SkipJsonSchema[bool] = Field(default=False, exclude=True)
    """Whether the admin should know of something that is kept; other kept things are only counted."""

    @property
    def writes(self) -> bool:
        """Whether carrying it out changes the tenant."""
        return self.action is not Action.NONE


class Acceptance(Change):
    """What adopting an object accepts. Nothing in the tenant changes by it; the journal records it as the baseline."""


class AdoptedObject(Acceptance):
    """Adopted object; each other acceptance says what it contains."""


class BlockedItem(BaseModel):
    """Work that is blocked until another person acts, and that person's one action."""

    model_config = ConfigDict(frozen=True)

    step: str
    sentence: str
    remedy: str


class PlanWarning(BaseModel):
    """Something that is left as it is, and that the admin should know."""

    model_config = ConfigDict(frozen=True)

    step: str
    sentence: str


class Plan(BaseModel):
    """All changes in the order of the steps, and the blocked items."""

    model_config = ConfigDict(frozen=True)

    changes: tuple[Change, ...] = ()
    blocked: tuple[BlockedItem, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that touch the tenant."""
        return tuple(change for change in self.changes if change.writes)
