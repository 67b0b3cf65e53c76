"""Objects under our names that are not known here: inspected, and never written to (docs/decisions/0060).

Those that only an option names are inspected too: they are written to, but their content is shown first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from total_onboard.engine.command_line import command_line
from total_onboard.engine.inspection.object_contents import Inspection, NotSetUpFromHere
from total_onboard.engine.inspection.object_reader import inspect_application, inspect_group
from total_onboard.engine.journal.known_objects import KnownObjects, Origin, known_objects
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient

WHERE_IDS_COME_FROM: Final = (
    "Take the IDs from the machine that ran setup (the hand-off, or total-onboard status --output json there), "
    "not from this list"
)


async def named_only(tenant: TenantClient, state: RunState) -> tuple[Inspection, ...]:
    """Return what the objects contain that an option names and this machine's journal does not."""
    groups = [found.group for found in state.observed.groups.values() if found.group]
    return await inspect_named(tenant, known_objects(state), state.observed.application, groups)


async def inspect_named(
    tenant: TenantClient, known_here: KnownObjects, app: Application | None, groups: Iterable[Group]
) -> tuple[Inspection, ...]:
    """Inspect the named objects without an observed state."""
    of_app = [inspect_application(tenant, app)] if app and known_here.origin(app) is Origin.NAMED else []
    named = [group for group in groups if known_here.origin(group) is Origin.NAMED]
    return tuple(await asyncio.gather(*of_app, *(inspect_group(tenant, group) for group in named)))


async def refuse_unknown(tenant: TenantClient, state: RunState, command: str) -> None:
    """Inspect what was found and is not known. Raises NotSetUpFromHere, before anything is written."""
    groups = {name: found.group for name, found in state.observed.groups.items() if found.group}
    await refuse_unknown_objects(tenant, known_objects(state), state.observed.application, groups, command)


async def refuse_unknown_objects(
    tenant: TenantClient, known_here: KnownObjects, app: Application | None, groups: Mapping[str, Group], command: str
) -> None:
    """``groups`` are by the names that the desired state gives them. Raises NotSetUpFromHere."""
    strange_app = app if app and not known_here.knows(app) else None
    strange = {name: group for name, group in groups.items() if not known_here.knows(group)}
    if strange_app is None and not strange:
        return
    of_groups = [inspect_group(tenant, group) for group in strange.values()]
    of_app = [inspect_application(tenant, strange_app)] if strange_app else []
    raise unknown_objects_error(tuple(await asyncio.gather(*of_app, *of_groups)), tuple(strange), command)


def unknown_objects_error(
    found: tuple[Inspection, ...], group_names: tuple[str, ...], command: str
) -> NotSetUpFromHere:
    """Build the error that names each object by its ID, and the command that continues with the IDs."""
    named = " and ".join(f"the {one.kind} {one.display_name} ({one.object_id})" for one in found)
    words = ["--app-id", "ID"] if any(one.kind == "application" for one in found) else []
    words += [word for name in group_names for word in ("--group-id", f"{name}=ID")]
    return NotSetUpFromHere(
        f"Not set up from this machine: {named}. Nothing was changed.",
        remedy=f"{WHERE_IDS_COME_FROM}, then run: {command_line(command, *words)}",
        unmanaged=found,
    )
