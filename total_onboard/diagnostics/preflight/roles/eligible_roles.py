"""Roles that one could have: where they are activated, for how long, and where they are given back.

Source: https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-activate-role
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from total_onboard.engine.access.effective_roles import EffectiveRoles
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.resources.role_management import TimedRole


class ActivatedRole(BaseModel):
    """Activated role, which can be deactivated at ``page`` before it expires."""

    model_config = ConfigDict(frozen=True)

    role: str
    until: datetime | None
    page: str


def activated_roles(roles: Iterable[TimedRole], cloud: Cloud) -> tuple[ActivatedRole, ...]:
    """Return the roles that were activated."""
    page = cloud.my_roles_page
    return tuple(
        ActivatedRole(role=role.name, until=role.end_date_time, page=page) for role in roles if role.was_activated
    )


def how_to_activate(roles: Sequence[TimedRole], rights: EffectiveRoles, cloud: Cloud) -> str:
    """Return the one next thing to do."""
    return f"Activate {named(roles)} {_how_long(roles, rights.limits)}at {cloud.my_roles_page}"


def named(roles: Iterable[TimedRole]) -> str:
    """Return their names, each once."""
    return " and ".join(dict.fromkeys(role.name for role in roles))


def _how_long(roles: Sequence[TimedRole], limits: Mapping[str, timedelta]) -> str:
    known = [limits[role.role_definition_id] for role in roles if role.role_definition_id in limits]
    if not known:
        return ""
    hours = min(known) / timedelta(hours=1)
    return f"(for up to {hours:g} {'hour' if hours == 1 else 'hours'}) "
