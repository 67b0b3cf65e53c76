"""The objects that ``--app-id`` and ``--group-id`` name, with what they contain."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.concurrency import gather_all
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.inspection.object_reader import inspect_application, inspect_group
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.application.adoption import requested_application
from total_onboard.steps.groups.find_group import requested_group


@dataclass(frozen=True)
class NamedObjects:
    """Existing objects with the desired names; ``inspections`` are by the object ID."""

    applications: tuple[Application, ...] = ()
    groups: tuple[Group, ...] = ()
    inspections: dict[str, Inspection] = field(default_factory=dict)


async def named_objects(tenant: TenantClient, desired: DesiredState, decisions: AdoptionDecisions) -> NamedObjects:
    """Find what the options name, and read everything that adopting it would accept."""
    applications, *found = await gather_all(
        requested_application(tenant, decisions.application),
        *(requested_group(tenant, decisions.of_group(desired, group)) for group in desired.groups),
    )
    groups = tuple(chain.from_iterable(found))
    inspections = await gather_all(
        *(inspect_application(tenant, one) for one in applications), *(inspect_group(tenant, one) for one in groups)
    )
    return NamedObjects(tuple(applications), groups, {one.object_id: one for one in inspections})
