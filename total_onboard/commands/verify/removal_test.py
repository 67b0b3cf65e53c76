"""``verify --rehearse-removal``: whom it concerns, whether that can be, and how it is shown before the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.core.errors import BadValue, Interrupted, PrerequisiteMissing
from total_onboard.diagnostics.verification.removal.preconditions import obstacle
from total_onboard.diagnostics.verification.removal.temporary_member import Rehearsal
from total_onboard.engine.journal.removal_tests import OpenRehearsal, Stage, note_rehearsal, open_rehearsal
from total_onboard.entra.resources.users import NOBODY
from total_onboard.ui.layout import say_caution
from total_onboard.ui.prompts import ask

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.resources.users import User
    from total_onboard.ui.console import Screen

_NAME_ANOTHER: Final = "Name somebody else with --test-person: best an account that is made for tests."


async def rehearsal_for(desk: Desk, context: ProofContext, test_person: str) -> Rehearsal:
    """The one that an earlier run could not end, else one with the person named; nothing is written to the tenant.

    Raises BadValue, Interrupted.
    """
    wanted = context.wanted.admin_group
    group = context.picture.group(wanted.name).group
    if group is None:
        raise PrerequisiteMissing(f"There is no group {wanted.name}.", remedy=context.line("setup"))
    members = frozenset(member.id for member in await context.run.tenant.groups.members(group.id))
    if begun := await _begun(context):
        out = begun.stage is Stage.OUT and begun.user_id not in members
        return Rehearsal(group, begun.user_id, begun.who, interrupted=True, out=out)
    practice = context.run.tenant.cloud.is_practice
    person = await _anybody(context, group, members) if practice and not test_person else None
    person = person or await _named(desk, context, group, members, test_person)
    return Rehearsal(group, person.id, person.user_principal_name, name=person.display_name)


async def _begun(context: ProofContext) -> OpenRehearsal | None:
    """What an earlier run could not end; with somebody who was deleted since, there is nothing to end."""
    begun = open_rehearsal(context.run.journal.entries())
    if begun and await context.run.tenant.users.find(begun.user_id) is None:
        note_rehearsal(context.run.journal, begun.user_id, begun.who, Stage.ENDED)
        return None
    return begun


def interrupted_rehearsal(journal: Journal) -> Interrupted | None:
    """What Ctrl-C left behind; None where nothing was."""
    if not (left := open_rehearsal(journal.entries())):
        return None
    is_out = left.stage is Stage.OUT
    found = f"{left.who} is out of the admin group again" if is_out else f"{left.who} may still be in the admin group"
    return Interrupted(
        f"Interrupted; {found}.",
        remedy=f"Run the same command again: it sees to it that {left.who} is out, and deactivated at TOTAL.",
    )


async def _named(desk: Desk, context: ProofContext, group: Group, members: frozenset[str], named: str) -> User:
    """Nobody is chosen unasked. Raises BadValue."""
    named = named or ask(desk.screen, "Who may be a member for a moment", "--test-person")
    person = await context.run.tenant.users.find(named)
    why_not = f"{named} is {NOBODY}."
    if person and not (why_not := await obstacle(context, group, members, person) or ""):
        return person
    raise BadValue(why_not, remedy=_NAME_ANOTHER)


async def _anybody(context: ProofContext, group: Group, members: frozenset[str]) -> User | None:
    """The first with whom it can be; for a practice tenant, where nobody comes to harm."""
    for person in await context.run.tenant.users.some():
        if await obstacle(context, group, members, person) is None:
            return person
    return None


def show_rehearsal(screen: Screen, one: Rehearsal) -> None:
    """What the question is about."""
    if one.interrupted:
        say_caution(screen, f"A rehearsal with {one.who} was interrupted; that one is brought to its end.")
        return
    say_caution(
        screen,
        f"{one.name} ({one.who}) becomes an administrator of TOTAL for a minute or so, and keeps a deactivated account "
        "there.",
    )


def question_about(one: Rehearsal) -> str:
    """The question itself."""
    group = one.group.display_name
    if not one.interrupted:
        return f"Add {one.who} to {group}, and remove {one.who} again?"
    return f"End it, and see that {one.who} is deactivated at TOTAL?" if one.out else f"Remove {one.who} from {group}?"
