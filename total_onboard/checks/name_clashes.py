"""Is there already something of the same name that set-up did not make?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Verdict, failed, passed, unknown
from total_onboard.engine.readable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.checks.context import CheckContext
    from total_onboard.entra.applications import Application
    from total_onboard.entra.groups import Group

_REMEDY: Final = (
    "Run total-onboard setup in a terminal: it asks whether to take it over, or to leave it and make a new one beside "
    "it. To say so beforehand: --adopt takes it over; --app-id new, or --group-id NAME=new, leaves it."
)


async def look(context: CheckContext) -> Verdict:
    """Display names are not unique at Microsoft, so a stranger of the same name is not a conflict but a question."""
    applications, groups = context.survey.applications, context.survey.groups
    ours = {context.wanted.mark, *(context.wanted.group_mark(group) for group in context.wanted.groups)}
    found = [("application", one) for one in _seen(applications)] + [("group", one) for one in _seen(groups)]
    strangers = [f"the {kind} {one.display_name} ({one.id})" for kind, one in found if one.unique_name not in ours]
    if strangers:
        return failed("Made by somebody else: " + ", ".join(strangers), _REMEDY)
    for unseen in (applications, groups):
        if isinstance(unseen, Unreadable):
            return unknown(unseen)
    return passed("Every name is free, or ours")


def _seen(those: Sequence[Application | Group] | Unreadable) -> Sequence[Application | Group]:
    """What may not be seen does not hide what was found elsewhere."""
    return () if isinstance(those, Unreadable) else those


NAME_CLASHES = Check(
    id="name-clashes",
    title="Names that are free",
    needed="No application and no group of the same names that somebody else made",
    docs="docs/checks.md#name-clashes",
    steps=frozenset({"application", "groups"}),
    look=look,
)
