"""Is there already something of the same name that set-up did not make?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Verdict, failed, passed, skipped
from total_onboard.errors import OnboardError

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext
    from total_onboard.entra.applications import Application
    from total_onboard.entra.groups import Group

_REMEDY: Final = (
    "Decide in setup: take it over with --adopt, --app-id or --group-id, or leave it with --app-id new or "
    "--group-id NAME=new."
)


async def look(context: CheckContext) -> Verdict:
    """Display names are not unique at Microsoft, so a stranger of the same name is not a conflict but a question."""
    try:
        strangers = await _strangers(context)
    except OnboardError as error:
        return skipped(f"Names could not be looked up: {error.message}", "Set-up finds out before it writes.")
    if strangers:
        return failed("Made by somebody else: " + ", ".join(strangers), _REMEDY)
    return passed("Every name is free, or ours")


async def _strangers(context: CheckContext) -> list[str]:
    wanted = context.wanted
    applications, groups = await asyncio.gather(
        context.tenant.applications.list_named(wanted.application_name),
        asyncio.gather(*(context.tenant.groups.list_named(group.name) for group in wanted.groups)),
    )
    ours = {wanted.mark, *(wanted.group_mark(group) for group in wanted.groups)}
    found: list[tuple[str, Application | Group]] = [("application", app) for app in applications]
    found += [("group", group) for named in groups for group in named]
    return [f"the {kind} {thing.display_name} ({thing.id})" for kind, thing in found if thing.unique_name not in ours]


NAME_CLASHES = Check(
    id="name-clashes",
    title="Names that are free",
    needed="No application and no group of the same names that somebody else made",
    docs="docs/checks.md#name-clashes",
    steps=frozenset({"application", "groups"}),
    look=look,
)
