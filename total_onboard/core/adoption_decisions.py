"""The admin's decisions about existing objects, for one run: they are no part of the desired state."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.core.desired_state import DesiredGroup, DesiredState

NEW: Final = "new"
"""Value that leaves existing objects alone and requests a new one."""


class AdoptionDecisions(BaseModel):
    """The admin's decisions about existing objects (docs/decisions/0011).

    ``application`` is an object ID, a client ID or :data:`NEW`; ``groups`` is the same for groups, by their names,
    and under an empty name for the admin group; ``adopt`` restores what the journal knows, unless decided otherwise;
    ``offer`` lets a question offer to adopt; ``keep_secret`` is the key ID of a secret that TOTAL has already.
    """

    model_config = ConfigDict(frozen=True)

    adopt: bool = False
    offer: bool = False
    application: str = ""
    groups: dict[str, str] = {}
    keep_secret: str = ""

    def of_group(self, desired: DesiredState, group: DesiredGroup) -> str:
        """Return what ``--group-id`` says of a group: an id, :data:`NEW` or nothing."""
        return self.groups.get(group.name) or (self.groups.get("", "") if group == desired.admin_group else "")

    @property
    def named_ids(self) -> frozenset[str]:
        """The ids that ``--app-id`` and ``--group-id`` name."""
        return frozenset({self.application, *self.groups.values()} - {"", NEW})
