"""The removal test of ``verify``: the person, the preconditions, and the display before the question."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.errors import BadValue, Interrupted, PrerequisiteMissing
from total_onboard.diagnostics.verification.context import MemberRemovalTest, VerificationContext
from total_onboard.diagnostics.verification.removal.preconditions import obstacle
from total_onboard.engine.journal.entry import Stage
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import OpenRemovalTest, note_removal_test, open_removal_test
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.users import NOBODY, User
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import say_caution
from total_onboard.ui.prompts import ask

_NAME_ANOTHER: Final = "Name another person with --test-person, ideally a test account."


async def member_test_for(
    context: CommandContext, verification: VerificationContext, test_person: str
) -> MemberRemovalTest:
    """Return the unfinished test of an earlier run, else one with the person named; nothing is written.

    Raises BadValue, Interrupted.
    """
    desired = verification.desired.admin_group
    group = verification.state.observed.group(desired.name).group
    if group is None:
        raise PrerequisiteMissing(f"There is no group {desired.name}.", remedy=verification.line("setup"))
    members = frozenset(member.id for member in await verification.run.tenant.groups.members(group.id))
    if begun := await _begun(verification):
        out = begun.stage is Stage.REMOVED and begun.user_id not in members
        return MemberRemovalTest(group, begun.user_id, begun.who, interrupted=True, out=out)
    sandbox = verification.run.tenant.cloud.is_sandbox
    person = await _anybody(verification, group, members) if sandbox and not test_person else None
    person = person or await _named(context, verification, group, members, test_person)
    return MemberRemovalTest(group, person.id, person.user_principal_name, name=person.display_name)


async def _begun(verification: VerificationContext) -> OpenRemovalTest | None:
    """Return the test that an earlier run could not finish; None if its person was deleted since."""
    begun = open_removal_test(verification.run.journal.entries())
    if begun and await verification.run.tenant.users.find(begun.user_id) is None:
        note_removal_test(verification.run.journal, begun.user_id, begun.who, Stage.ENDED)
        return None
    return begun


def interrupted_member_test(journal: Journal) -> Interrupted | None:
    """Return what Ctrl-C left behind; None if nothing was."""
    if not (left := open_removal_test(journal.entries())):
        return None
    is_out = left.stage is Stage.REMOVED
    found = (
        f"{left.who} was removed from the admin group again"
        if is_out
        else f"{left.who} may still be in the admin group"
    )
    return Interrupted(
        f"Interrupted; {found}.",
        remedy=(
            f"Run the same command again: it removes {left.who} from the group, and waits until TOTAL "
            "deactivates the account."
        ),
    )


async def _named(
    context: CommandContext, verification: VerificationContext, group: Group, members: frozenset[str], named: str
) -> User:
    """Return the named person; nobody is chosen unasked. Raises BadValue."""
    named = named or ask(context.screen, "Person for the removal test", "--test-person")
    person = await verification.run.tenant.users.find(named)
    why_not = f"{named} is {NOBODY}."
    if person and not (why_not := await obstacle(verification, group, members, person) or ""):
        return person
    raise BadValue(why_not, remedy=_NAME_ANOTHER)


async def _anybody(verification: VerificationContext, group: Group, members: frozenset[str]) -> User | None:
    """Return the first suitable person; only for a sandbox, where nobody is harmed."""
    for person in await verification.run.tenant.users.some():
        if await obstacle(verification, group, members, person) is None:
            return person
    return None


def show_member_test(screen: Screen, one: MemberRemovalTest) -> None:
    """Show what the question is about."""
    if one.interrupted:
        say_caution(screen, f"A removal test with {one.who} was interrupted; it is completed now.")
        return
    say_caution(
        screen,
        (
            f"{one.name} ({one.who}) becomes an administrator of TOTAL for about a minute, and keeps a "
            "deactivated account there."
        ),
    )


def question_about(one: MemberRemovalTest) -> str:
    """Return the question itself."""
    group = one.group.display_name
    if not one.interrupted:
        return f"Add {one.who} to {group}, and remove {one.who} again?"
    return f"Finish the removal test of {one.who}?" if one.out else f"Remove {one.who} from {group}?"
