"""``admins list|add|remove``: the members of the admin group, who administer TOTAL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from total_onboard.commands.admins.group_session import AdminGroup, in_admin_group
from total_onboard.commands.admins.leaver_accounts import compare_accounts
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.engine.access.effective_roles import read_effective_roles
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.command_line import command_line
from total_onboard.engine.journal.entry import Accepted, ContentRemoved
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.entra.resources.admin_eligibility import can_administer
from total_onboard.entra.resources.group_membership import (
    MembershipOutcome,
    Person,
    add_people,
    group_within,
    person_of,
    remove_people,
)
from total_onboard.entra.resources.groups import READ_ELIGIBLE_MEMBERS
from total_onboard.entra.resources.users import NOBODY, User
from total_onboard.exchange import validation
from total_onboard.exchange.parsing.people_file import read_people
from total_onboard.steps.access.command_scopes import CHANGE_ADMINS_SCOPES, LIST_ADMINS_SCOPES
from total_onboard.steps.groups.members import GroupRestricted, Members
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import say_caution
from total_onboard.ui.views.admins import show_eligible, show_members, show_outcomes, show_people
from total_onboard.ui.views.run.progress_count import counting

_NOBODY_LEFT: Final = "This leaves nobody who can administer TOTAL."
_YOURSELF: Final = (
    "You remove yourself: you lose access to TOTAL with the next provisioning cycle, within 40 minutes. "
    "To undo it: {undo}"
)
_ELIGIBLE_UNKNOWN: Final = (
    "People who are only eligible (PIM for Groups) aren't listed. That requires the permission "
    f"{READ_ELIGIBLE_MEMBERS}."
)
_SOON: Final = "New people can sign in to TOTAL within 40 minutes, or immediately after total-onboard sync."


@dataclass(frozen=True)
class AdminsOptions:
    """Options of ``admins add`` and ``admins remove``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    people: tuple[str, ...] = ()
    allow_last_admin: bool = False


def list_admins(context: CommandContext, overrides: CliOverrides) -> CommandResult:
    """List everybody, with what is unusual about each."""

    async def work(group: AdminGroup) -> CommandResult:
        people = tuple(person_of(member) if member.is_user else group_within(member) for member in group.members)
        show_members(context.screen, group.name, people)
        eligible = await _eligible(context.screen, group)
        found = {"admins": people, **({} if eligible is None else {"eligible_admins": eligible})}
        if not group.desired.scim:
            return CommandResult(members=found)
        left = await compare_accounts(context.screen, group)
        status = ExitStatus.INCOMPLETE if left is None else ExitStatus.DRIFT if left else ExitStatus.DONE
        return CommandResult(status, {**found, "still_active": left})

    return in_admin_group(context, overrides, LIST_ADMINS_SCOPES, work)


async def _eligible(screen: Screen, group: AdminGroup) -> tuple[Person, ...] | None:
    """Show who could activate a membership; None if that can't be seen."""
    found = await group.eligible_members()
    if isinstance(found, Unavailable):
        screen.say(_ELIGIBLE_UNKNOWN, style="quiet")
        return None
    people = tuple(map(person_of, found))
    show_eligible(screen, group.name, people)
    return people


def change_admins(context: CommandContext, options: AdminsOptions, action: Literal["add", "remove"]) -> CommandResult:
    """Look everybody up, show who it is, ask, and tell what became of each."""

    async def work(group: AdminGroup) -> CommandResult:
        with exclusive_lock(group.journal):
            change = _Change(context, options, action, group)
            outcomes = await change.carried_out(await Confirmation(context).of(change.proposal, change.ask))
        show_outcomes(context.screen, outcomes)
        if any(person.outcome is MembershipOutcome.ADDED for person in outcomes):
            context.screen.say(_SOON)
        left_over = any(person.is_left_over for person in outcomes)
        return CommandResult(ExitStatus.INCOMPLETE if left_over else ExitStatus.DONE, {"admins": outcomes})

    return in_admin_group(context, options.overrides, CHANGE_ADMINS_SCOPES, work)


def people_named(people: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Return the people on the command line and in the file, each once. Raises BadValue if there are none."""
    named = (*(validation.person(one.strip()) for one in people), *(read_people(file) if file else ()))
    if not named:
        raise BadValue("No person is given.", remedy="Add user principal names, or a file of people with --from.")
    return tuple({one.strip().casefold(): one.strip() for one in named}.values())


def _no_people(group: AdminGroup) -> dict[str, Person]:
    """Return other members by id: nested groups and the like, which no search among the people finds."""
    return {member.id.casefold(): group_within(member) for member in group.members if not member.is_user}


async def _looked_up(
    group: AdminGroup, references: Sequence[str], within: Mapping[str, Person]
) -> tuple[list[Person], list[Person]]:
    """Return known people, each once, and unknown ones. Raises BadValue if none is known."""
    others = [one for one in references if one.casefold() not in within]
    found = await group.tenant.users.find_all(others)
    known = {user.id: person_of(user, reference) for reference, user in found.items()}
    known |= {one.id: one for one in map(within.get, map(str.casefold, references)) if one}
    unknown = [
        Person(given=one, outcome=MembershipOutcome.UNKNOWN, reason=NOBODY) for one in others if one not in found
    ]
    if not known:
        raise BadValue(
            f"{', '.join(references[:5])}: {NOBODY}.",
            remedy="Check the spelling. If several people have the address, give the object ID.",
        )
    return list(known.values()), unknown


async def _refuse_if_restricted(group: AdminGroup) -> None:
    """Raise GroupRestricted if the account surely has no role in the group's unit; else Microsoft decides."""

    async def me() -> User:
        return group.me

    if group.is_restricted and not (await read_effective_roles(group.tenant, me())).may_have_unit_role:
        raise GroupRestricted(group.name)


@dataclass(frozen=True)
class _Proposed:
    """Proposed changes: who is added or removed, who needs nothing, who is unknown, and warnings."""

    group: AdminGroup
    concerned: tuple[Person, ...]
    others: tuple[Person, ...]
    unknown: tuple[Person, ...]
    warnings: tuple[str, ...] = ()


@dataclass
class _Change:
    """One change of the admin group, from the names to the members; ``group`` is as it was read last."""

    context: CommandContext
    options: AdminsOptions
    action: Literal["add", "remove"]
    group: AdminGroup
    rounds: int = 0

    async def proposal(self) -> Proposal[_Proposed]:
        """Look everybody up, from the second time on in a group that was read anew. Raises BadValue."""
        self.rounds += 1
        if self.rounds > 1:
            self.group = await self.group.read_again()
        group, adds = self.group, self.action == "add"
        self.context.screen.say(f"Looking up {_people(len(self.options.people))} …")
        known, unknown = await _looked_up(group, self.options.people, {} if adds else _no_people(group))
        there = {member.id for member in group.members}
        concerned = tuple(one for one in known if (one.id in there) is not adds)
        others = tuple(_needs_nothing(one, adds) for one in known if (one.id in there) is adds)
        if concerned:
            await _refuse_if_restricted(group)
        warnings = await self._permanent(concerned) if adds else self._warnings({one.id for one in concerned})
        proposed = _Proposed(group, concerned, others, tuple(unknown), warnings)
        unmanaged = await group.named_only() if concerned else ()
        content, writes = (concerned, warnings), bool(concerned)
        return Proposal(proposed, content, writes, lambda screen: self._show(screen, proposed), unmanaged)

    def ask(self, proposed: _Proposed, yes: bool) -> None:
        """Raise NotConfirmed."""
        self.context.ask_first(f"{self.action.capitalize()} {_counted(proposed.concerned)}?", yes=yes)

    async def carried_out(self, proposed: _Proposed) -> tuple[Person, ...]:
        """Return what became of each."""
        kept = (*proposed.others, *proposed.unknown)
        self._note(proposed.others)
        if not proposed.concerned:
            return kept
        doing, change = ("Adding", add_people) if self.action == "add" else ("Removing", remove_people)
        group = proposed.group
        with counting(self.context.screen, doing, len(proposed.concerned)) as advance:

            def finished(people: Sequence[Person]) -> None:
                self._note(people)
                advance(len(people))

            return (*await change(group.tenant.groups, group.id, proposed.concerned, finished), *kept)

    def _note(self, people: Sequence[Person]) -> None:
        """Accept who is a member now, and forget who isn't; what Microsoft refused changes nothing."""
        entry_type = Accepted if self.action == "add" else ContentRemoved
        for person in people:
            if person.is_left_over:
                continue
            self.group.journal.write(entry_type(step=Members.id, object_id=self.group.id, item=person.id))

    def _show(self, screen: Screen, proposed: _Proposed) -> None:
        name = proposed.group.name
        if self.action == "add":
            show_people(screen, f"Will get every right in TOTAL, as members of {name}", proposed.concerned)
        else:
            title = f"Will be removed from {name}, and from TOTAL within 40 minutes"
            show_people(screen, title, proposed.concerned)
        for warning in proposed.warnings:
            say_caution(screen, warning)

    async def _permanent(self, joining: Sequence[Person]) -> tuple[str, ...]:
        """Warn about people who would no longer need to activate their membership."""
        found = await self.group.eligible_members() if joining else ()
        eligible = {one.id for one in found} if isinstance(found, tuple) else set()
        named = [one.user_principal_name for one in joining if one.id in eligible]
        if not named:
            return ()
        return (
            f"{', '.join(named)}: eligible for this group now (PIM for Groups); this makes the membership permanent.",
        )

    @property
    def _undo(self) -> str:
        me = self.group.me
        return command_line("admins add", me.user_principal_name or me.id)

    def _warnings(self, leaving: set[str]) -> tuple[str, ...]:
        """Raise LastAdmin."""
        last = bool(leaving) and _leaves_nobody(self.group, leaving)
        if last and not self.options.allow_last_admin:
            raise LastAdmin(self.group.name)
        oneself = self.group.me.id in leaving
        return (*((_NOBODY_LEFT,) if last else ()), *((_YOURSELF.format(undo=self._undo),) if oneself else ()))


class LastAdmin(BadValue):
    """Error: nobody would be left who can administer TOTAL, and that was not allowed explicitly."""

    code = "last-admin"

    def __init__(self, group: str) -> None:
        super().__init__(
            f"{_NOBODY_LEFT} Nobody was removed from {group}.",
            remedy="Add another administrator first; or allow it with --allow-last-admin, which --yes doesn't replace.",
        )


def _needs_nothing(person: Person, adds: bool) -> Person:
    return person.model_copy(update={"outcome": MembershipOutcome.ALREADY if adds else MembershipOutcome.NO_MEMBER})


def _leaves_nobody(group: AdminGroup, leaving: set[str]) -> bool:
    return not any(can_administer(member) for member in group.members if member.id not in leaving)


def _counted(people: Sequence[Person]) -> str:
    return people[0].user_principal_name or people[0].name if len(people) == 1 else f"these {_people(len(people))}"


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"
