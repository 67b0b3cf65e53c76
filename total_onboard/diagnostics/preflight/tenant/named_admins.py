"""Check of the named admins: they exist, can sign in, and can receive TOTAL's mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.core.text.formatting import pluralize
from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.admin_eligibility import (
    Ineligibility,
    Remark,
    ineligibility_of,
    remarks_on,
)
from total_onboard.entra.resources.users import NOBODY, User


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check each person by the given name."""
    people, named = context.snapshot.people, context.desired.admins
    if not named:
        return _without_names(context)
    if isinstance(people, Unavailable):
        return unknown(people)
    if wrong := [f"{one} {why}" for one in named if (why := _why_not(people.get(one)))]:
        return failed(
            "; ".join(wrong), "Correct the names with --admin (the user name or object ID), or leave one out."
        )
    if unusual := [f"{one} {odd}" for one in named for odd in _unusual(people[one])]:
        return warned("; ".join(unusual), "That works. Check that it is intended, and that the address is right.")
    return passed(", ".join(people[one].user_principal_name for one in named))


def _without_names(context: CheckContext) -> CheckOutcome:
    """Check for an empty group, which lets nobody in; current members were checked when they were added."""
    there, name = context.snapshot.admin_group, context.desired.admin_group.name
    if isinstance(there, Unavailable):
        return unknown(there)
    if people := [one for one in there.members if one.is_user]:
        return skipped(f"Nobody was named; {name} has {pluralize(len(people), 'person', 'people')} already")
    return warned(
        f"Nobody was named, and nobody is in {name} yet: nobody could sign in to TOTAL",
        "Name each administrator of TOTAL with --admin, yourself included if you are one.",
    )


_WHY_NOT: Final = {
    Ineligibility.DISABLED: "has a disabled account",
    Ineligibility.NO_USER_NAME: "has no user name",
}
_UNUSUAL: Final = {
    Remark.GUEST: "is a guest, and will be called {name} in TOTAL",
    Remark.EXTERNAL: "comes from another tenant, and will be called {name} in TOTAL",
    Remark.NO_MAIL: "has no mail address, so TOTAL cannot write to this person",
}


def _why_not(user: User | None) -> str:
    if user is None:
        return f"is {NOBODY}"
    why_not = ineligibility_of(user)
    return _WHY_NOT[why_not] if why_not else ""


def _unusual(user: User) -> Iterable[str]:
    for remark in remarks_on(user):
        yield _UNUSUAL[remark].format(name=user.user_principal_name)


FUTURE_ADMINS = Check(
    id="future-admins",
    title="Future administrators",
    needed="People of this tenant whose accounts are enabled",
    docs="docs/checks.md#future-admins",
    steps=frozenset({StepId.MEMBERS}),
    evaluate=evaluate,
)
