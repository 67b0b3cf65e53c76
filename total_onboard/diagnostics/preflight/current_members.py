"""Current members of the admin group, as far as a forecast needs them."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class ForecastMember(BaseModel):
    """Person or other member of the group. ``why`` says why not, or what is unusual about an administrator."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    user_principal_name: str
    will_be_admin: bool
    why: str = ""


@dataclass(frozen=True)
class CurrentMembers:
    """Current members of the admin group, and why it cannot be used, if it cannot."""

    obstacle: str
    people: tuple[ForecastMember, ...]
