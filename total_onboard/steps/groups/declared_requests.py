"""What creates a group in a tenant that has none, or completes the one that a tenant has, as data."""

from __future__ import annotations

from dataclasses import replace

from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.export.declared_request import (
    DeclaredRequest,
    Lookup,
    literal,
    reference,
    restoration,
)
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.groups import Group
from total_onboard.steps.groups.create import group_name, purpose_of


def declared_group(desired: DesiredState, group: DesiredGroup, state: RunState | None) -> list[DeclaredRequest]:
    """Return what makes sure of one group."""
    there = state.observed.group(group.name).group if state else None
    return _of_existing(desired, group, there) if there else [_creation(desired, group)]


def _creation(desired: DesiredState, group: DesiredGroup) -> DeclaredRequest:
    unique_name = desired.group_unique_name(group)
    return DeclaredRequest(
        purpose=f"Create the security group {group.name}; its members get the role {group.role} in TOTAL.",
        call=lambda tenant: tenant.groups.upsert(unique_name, group.name, purpose_of(group), group.mail_nickname),
        unless=Lookup(lambda tenant: tenant.groups.find_by_unique_name(unique_name), "id"),
        result={group_name(desired, group): "id"},
        is_creation=True,
    )


def _of_existing(desired: DesiredState, group: DesiredGroup, there: Group) -> list[DeclaredRequest]:
    """Return the group with its ID, restored and with its unique name if that is missing."""
    mark, group_id = desired.group_unique_name(group), reference(group_name(desired, group))
    found = Lookup(lambda tenant: tenant.groups.get(there.id), "id")
    restored = [restoration(f"the group {group.name}", there.id, found)] if there.deleted_date_time else []
    purpose = f"The security group {there.display_name}; its members get the role {group.role} in TOTAL."
    exists = replace(_creation(desired, group), purpose=purpose, unless=found, existing=there.id, is_done=True)
    named = DeclaredRequest(
        purpose=f"Give the group {group.name} the unique name {mark}, by which it is found again.",
        call=lambda tenant: tenant.groups.set_unique_name(group_id, mark),
        unless=Lookup(lambda tenant: tenant.groups.get(group_id), f"uniqueName == {literal(mark)} && id || null"),
    )
    return [*restored, exists, *([named] if there.unique_name != mark else [])]
