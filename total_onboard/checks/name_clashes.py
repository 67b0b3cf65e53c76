"""Is there already something of our names that is not known on this machine?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.checks.check import Check, Verdict, failed, passed, unknown
from total_onboard.engine.journal import Journal
from total_onboard.engine.known import Known
from total_onboard.engine.readable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.checks.context import CheckContext
    from total_onboard.entra.applications import Application
    from total_onboard.entra.groups import Group

_REMEDY: Final = (
    "If TOTAL was set up from another machine, get the ids there (total-onboard status --output json) and name them "
    "with --app-id ID and --group-id NAME=ID; setup lists what each object contains before it asks. To leave what has "
    "no unique name of ours, and have another created beside it: --app-id new, --group-id NAME=new. Else delete it."
)


async def look(context: CheckContext) -> Verdict:
    """A name proves nothing, and a unique name neither: what counts is an id in the journal, or one that is named."""
    applications, groups = context.survey.applications, context.survey.groups
    journal = Journal.of(context.settings.state_dir, context.facts.organization.id, context.wanted.mark)
    known = Known.of(journal.entries(), context.wanted.decisions)
    found = [("application", one) for one in _seen(applications)] + [("group", one) for one in _seen(groups)]
    strangers = [f"the {kind} {one.display_name} ({one.id})" for kind, one in found if not known.knows(one)]
    if strangers:
        return failed("Not set up from this machine: " + ", ".join(strangers), _REMEDY)
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
    needed="No application and no group of our names that is not known on this machine",
    docs="docs/checks.md#name-clashes",
    steps=frozenset({"application", "groups"}),
    look=look,
)
