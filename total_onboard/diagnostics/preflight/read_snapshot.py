"""Snapshot of what only a preflight reads: concurrent, two requests deep, with as many requests in a large tenant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any, Final

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.preflight.admin_forecast import gathered
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, CheckResult
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.diagnostics.preflight.endpoints import redirect_uri, scim_endpoint, scim_removal
from total_onboard.diagnostics.preflight.endpoints.scim_endpoint import SCIM_END
from total_onboard.diagnostics.preflight.machine import tls_inspection
from total_onboard.diagnostics.preflight.tenant_snapshot import AdminGroup, TenantSnapshot, named_objects
from total_onboard.engine.access.optional_read import read_or_unavailable
from total_onboard.entra.resources.application_templates import first_existing_template
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.groups.find_group import likely_group

_EXTERNAL_CHECKS: Final = (
    (scim_endpoint.SCIM_END, scim_endpoint.evaluate),
    (scim_removal.SCIM_REMOVAL, scim_removal.evaluate),
    (redirect_uri.REDIRECT_URI, redirect_uri.evaluate),
    (tls_inspection.TLS, tls_inspection.evaluate),
)


async def run_external_checks(environment: CheckEnvironment, only: str = "") -> tuple[CheckResult, ...]:
    """Run these checks concurrently; or ``only`` the one of this id."""
    chosen = [(check, evaluate) for check, evaluate in _EXTERNAL_CHECKS if only in ("", check.id)]
    return tuple(await asyncio.gather(*(_found(check, evaluate, environment) for check, evaluate in chosen)))


async def _found(
    check: Check, evaluate: Callable[[CheckEnvironment], Awaitable[CheckOutcome]], environment: CheckEnvironment
) -> CheckResult:
    return check.finding(await evaluate(environment))


async def only_scim_endpoint(tenant: TenantClient, environment: CheckEnvironment) -> TenantSnapshot:  # noqa: ARG001
    """Run the setup's external checks while Graph answers."""
    return TenantSnapshot(outside=await run_external_checks(environment, only=SCIM_END.id))


async def take_snapshot(
    tenant: TenantClient, environment: CheckEnvironment, *, with_forecast: bool = False
) -> TenantSnapshot:
    """Read everything; what may not be read stays unknown. ``with_forecast`` names everyone in the admin group, too."""
    asked = _questions(tenant, environment)
    if with_forecast:
        asked["gathered"] = lambda: gathered(tenant, environment)
    async with asyncio.TaskGroup() as begun:
        answers = {
            name: begun.create_task(read_or_unavailable(ask, reader=_reader_of(name))) for name, ask in asked.items()
        }
        outside = begun.create_task(run_external_checks(environment))
    return TenantSnapshot(outside=outside.result(), **{name: answer.result() for name, answer in answers.items()})


def _reader_of(name: str) -> str:
    """Name Global Reader where that role helps: nothing says that it may list the recycle bin."""
    return "" if name == "deleted" else "Global Reader"


def _questions(tenant: TenantClient, environment: CheckEnvironment) -> dict[str, Callable[[], Awaitable[Any]]]:
    """Return the requests to Graph, by the field of the snapshot for the answer."""
    desired = environment.desired
    return {
        "applications": lambda: _applications(tenant, desired),
        "groups": lambda: _groups(tenant, desired),
        "named": lambda: named_objects(tenant, desired, environment.decisions),
        "deleted": lambda: _deleted(tenant, desired),
        "admin_group": lambda: _admin_group(tenant, desired, environment.decisions),
        "people": lambda: tenant.users.find_all(desired.admins),
        "authorization": tenant.policies.authorization_policy,
        "conditional_access": tenant.conditional_access.policies,
        "security_defaults": tenant.policies.security_defaults,
        "consenters": lambda: tenant.role_management.holders_of(sorted(MAY_CONSENT_FOR_ALL)),
        "size": tenant.organization.size,
        "template": lambda: _template(tenant),
    }


async def _applications(tenant: TenantClient, desired: DesiredState) -> list[Application]:
    """Return the applications of the desired name, and the one of the unique name under any name."""
    named, marked = await asyncio.gather(
        tenant.applications.list_named(desired.application_name),
        tenant.applications.find_by_unique_name(desired.unique_name),
    )
    return list({one.id: one for one in [*named, *([marked] if marked else [])]}.values())


async def _groups(tenant: TenantClient, desired: DesiredState) -> list[Group]:
    named, marked = await asyncio.gather(
        asyncio.gather(*(tenant.groups.list_named(group.name) for group in desired.groups)),
        asyncio.gather(
            *(tenant.groups.find_by_unique_name(desired.group_unique_name(group)) for group in desired.groups)
        ),
    )
    return list({one.id: one for one in [*chain.from_iterable(named), *filter(None, marked)]}.values())


async def _deleted(tenant: TenantClient, desired: DesiredState) -> list[Application | Group]:
    applications, groups = await asyncio.gather(
        tenant.deleted_items.applications_named(desired.application_name),
        asyncio.gather(*(tenant.deleted_items.groups_named(group.name) for group in desired.groups)),
    )
    return [*applications, *chain.from_iterable(groups)]


async def _admin_group(tenant: TenantClient, desired: DesiredState, decisions: AdoptionDecisions) -> AdminGroup:
    group = await likely_group(tenant, desired, desired.admin_group, decisions)
    if group is None:
        return AdminGroup()
    members, owners = await asyncio.gather(tenant.groups.first_members(group.id), tenant.groups.owners(group.id))
    return AdminGroup(group, tuple(members), tuple(owners))


async def _template(tenant: TenantClient) -> str:
    return await first_existing_template(tenant.application_templates, tenant.cloud.non_gallery_templates) or ""
