"""What the code is for, as comments: the tenant, what the code does there, and what it leaves to others."""

from __future__ import annotations

from collections.abc import Iterator

from total_onboard.core.text.formatting import format_time
from total_onboard.engine.export.export_source import ExportSource, ReadTenant
from total_onboard.engine.export.posix_script import comment
from total_onboard.engine.plan import Acceptance

NOTHING: str = "Nothing differs: there is nothing to do."


def about_tenant(source: ExportSource) -> Iterator[str]:
    """Yield the comments; none if no tenant was read."""
    tenant = source.tenant
    if tenant is None:
        return
    organization, now = tenant.state.identity.organization, format_time(source.now)
    yield "#"
    yield comment(f"For the tenant {organization.display_name} ({organization.id}), as it was read on {now}.")
    yield from map(comment, _changes(source, tenant) or [NOTHING])
    yield from map(comment, left_to_others(source))


def left_to_others(source: ExportSource) -> list[str]:
    """Return what the plan contains and the code doesn't do, as sentences."""
    if source.tenant is None:
        return []
    blocked = [f"Not done: {item.sentence}" for item in source.tenant.plan.blocked]
    return [*blocked, *(f"Not done, but by 'total-onboard setup': {each}" for each in source.not_expressed())]


def _changes(source: ExportSource, tenant: ReadTenant) -> list[str]:
    left_out = set(source.not_expressed())
    done = [each for each in tenant.plan.writes if not isinstance(each, Acceptance) and each.summary not in left_out]
    return [f"* {each.summary}" for each in done]
