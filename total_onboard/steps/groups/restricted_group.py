"""A group in a restricted management administrative unit, which roles of the whole tenant can't change."""

from __future__ import annotations

from typing import Final

from total_onboard.core.errors import PrerequisiteMissing

RESTRICTED: Final = (
    "{group} belongs to a restricted management administrative unit. Only an administrator whose role is "
    "scoped to that unit can change its members."
)
WHO_CAN: Final = (
    "Ask an administrator whose role is scoped to that unit to run the same command, or to remove the group from the "
    "unit (Entra admin center, Admin units)."
)


class GroupRestricted(PrerequisiteMissing):
    """The group is in such a unit, and the account has no role there."""

    code = "graph-restricted"

    def __init__(self, group: str) -> None:
        super().__init__(f"{RESTRICTED.format(group=group)} Nothing was changed.", remedy=WHO_CAN)
