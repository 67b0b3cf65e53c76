"""``admins list|add|remove``: the members of the admin group, who administer TOTAL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from total_onboard.commands.admin_group import AdminGroup, in_admin_group
from total_onboard.commands.result import Result
from total_onboard.commands.said_values import SaidValues
from total_onboard.engine.lock import alone
from total_onboard.engine.membership import Outcome, Person, add_people, group_within, person_of, remove_people
from total_onboard.entra.sign_in.scopes import CHANGE_ADMINS_SCOPES, LIST_ADMINS_SCOPES
from total_onboard.entra.users import NOBODY
from total_onboard.errors import BadValue
from total_onboard.exit_status import ExitStatus
from total_onboard.sheet.people_file import read_people
from total_onboard.terminal.admins_view import show_members, show_outcomes, show_people
from total_onboard.terminal.counting_view import counting
from total_onboard.terminal.lines import say_caution

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk

_SOON: Final = "New people can sign in to TOTAL within 40 minutes; at once after total-onboard sync."


@dataclass(frozen=True)
class AdminsOptions:
    """What the admin typed after ``admins add`` or ``admins remove``."""

    said: SaidValues = field(default_factory=SaidValues)
    people: tuple[str, ...] = ()


def list_admins(desk: Desk, said: SaidValues) -> Result:
    """Everybody, and what is unusual about each."""

    async def work(group: AdminGroup) -> Result:
        people = tuple(person_of(member) if member.is_user else group_within(member) for member in group.members)
        show_members(desk.screen, group.name, people)
        return Result(members={"admins": people})

    return in_admin_group(desk, said, LIST_ADMINS_SCOPES, work)


def change_admins(desk: Desk, options: AdminsOptions, deed: Literal["add", "remove"]) -> Result:
    """Look everybody up, show who it is, ask, and tell what became of each."""

    async def work(group: AdminGroup) -> Result:
        with alone(group.journal):
            desk.screen.say(f"Looking up {_people(len(options.people))} …")
            within = _no_people(group) if deed == "remove" else {}
            known, unknown = await _looked_up(group, options.people, within)
            done = await (_add(desk, group, known) if deed == "add" else _remove(desk, group, known))
        told = (*done, *unknown)
        show_outcomes(desk.screen, told)
        if any(person.outcome is Outcome.ADDED for person in told):
            desk.screen.say(_SOON)
        left_over = any(person.is_left_over for person in told)
        return Result(ExitStatus.INCOMPLETE if left_over else ExitStatus.DONE, {"admins": told})

    return in_admin_group(desk, options.said, CHANGE_ADMINS_SCOPES, work)


def people_named(people: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Those on the command line and those in the file, each once. Raises BadValue where there is nobody."""
    named = (*people, *(read_people(file) if file else ()))
    if not named:
        raise BadValue("Nobody is named.", remedy="Name people, or a file of people with --from.")
    return tuple({one.strip().casefold(): one.strip() for one in named}.values())


def _no_people(group: AdminGroup) -> dict[str, Person]:
    """By id what else is in the group: groups within it and the like, which no look among the people finds."""
    return {member.id.casefold(): group_within(member) for member in group.members if not member.is_user}


async def _looked_up(
    group: AdminGroup, references: Sequence[str], within: Mapping[str, Person]
) -> tuple[list[Person], list[Person]]:
    """Those who are known, each once, and those who are not. Raises BadValue where nobody is."""
    others = [one for one in references if one.casefold() not in within]
    found = await group.tenant.users.find_all(others)
    known = {user.id: person_of(user, said) for said, user in found.items()}
    known |= {one.id: one for one in map(within.get, map(str.casefold, references)) if one}
    unknown = [Person(said=one, outcome=Outcome.UNKNOWN, reason=NOBODY) for one in others if one not in found]
    if not known:
        raise BadValue(
            f"{', '.join(references[:5])}: {NOBODY}.",
            remedy="Give user principal names, mail addresses or object ids.",
        )
    return list(known.values()), unknown


async def _add(desk: Desk, group: AdminGroup, people: list[Person]) -> list[Person]:
    there = {member.id for member in group.members}
    already = [one.model_copy(update={"outcome": Outcome.ALREADY}) for one in people if one.id in there]
    new = [one for one in people if one.id not in there]
    if not new:
        return already
    show_people(desk.screen, f"Will get every right in TOTAL, as members of {group.name}", new)
    desk.ask_first(f"Add {_counted(new)}?")
    with counting(desk.screen, "Adding", len(new)) as advance:
        return [*await add_people(group.tenant.groups, group.id, new, advance), *already]


async def _remove(desk: Desk, group: AdminGroup, people: list[Person]) -> list[Person]:
    there = {member.id for member in group.members}
    absent = [one.model_copy(update={"outcome": Outcome.NO_MEMBER}) for one in people if one.id not in there]
    leaving = [one for one in people if one.id in there]
    if not leaving:
        return absent
    show_people(desk.screen, f"Will be taken out of {group.name}, and out of TOTAL within 40 minutes", leaving)
    _ask_before_removing(desk, group, leaving)
    with counting(desk.screen, "Removing", len(leaving)) as advance:
        return [*await remove_people(group.tenant.groups, group.id, leaving, advance), *absent]


def _ask_before_removing(desk: Desk, group: AdminGroup, leaving: list[Person]) -> None:
    """What cannot be taken back from inside TOTAL takes a word, also where nobody sits. Raises BadValue."""
    warnings = _warnings(group, {person.id for person in leaving})
    for warning in warnings:
        say_caution(desk.screen, warning)
    if warnings and not desk.common.yes and not desk.screen.interactive:
        raise BadValue(" ".join(warnings), remedy="If that is what you want, say it with --yes.")
    desk.ask_first(f"Remove {_counted(leaving)}?")


def _warnings(group: AdminGroup, leaving: set[str]) -> list[str]:
    staying = [member for member in group.members if member.is_user and member.id not in leaving]
    last = (
        ""
        if any(member.account_enabled is not False for member in staying)
        else ("This leaves nobody who can administer TOTAL.")
    )
    oneself = "You are among them, so this ends your own access to TOTAL." if group.me.id in leaving else ""
    return [warning for warning in (last, oneself) if warning]


def _counted(people: list[Person]) -> str:
    return people[0].user_principal_name or people[0].name if len(people) == 1 else f"these {_people(len(people))}"


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"
