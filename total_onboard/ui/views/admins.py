"""Admins of TOTAL, and the results of adding and removing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from total_onboard.core.text.blank_runs import one_line
from total_onboard.core.text.formatting import pluralize
from total_onboard.entra.resources.group_membership import MembershipOutcome, Person
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_line, print_rows, symbol_line
from total_onboard.ui.sanitized_rich import Console, Text

MOST_SHOWN: Final = 20
"""More people than that are counted before a question, not listed."""

MOST_UNUSUAL: Final = 100
"""Number of people with remarks that are listed."""

_WIDEST_NAME: Final = 48
_MARKS: Final = {
    MembershipOutcome.ADDED: symbols.CREATED,
    MembershipOutcome.REMOVED: symbols.REMOVED,
    MembershipOutcome.ALREADY: symbols.KEPT,
    MembershipOutcome.NO_MEMBER: symbols.KEPT,
    MembershipOutcome.UNKNOWN: symbols.BAD,
    MembershipOutcome.REFUSED: symbols.BAD,
}


def show_members(screen: Screen, group: str, people: Sequence[Person]) -> None:
    """Show all of them, with what is unusual about each."""
    screen.result.print(
        heading(f"{pluralize(len(people), 'member')} of {group}" if people else f"{group} has no members")
    )
    _list(screen.result, people)


def show_eligible(screen: Screen, group: str, people: Sequence[Person]) -> None:
    """Show who could activate a membership, apart from the members."""
    if not people:
        return
    screen.result.print()
    screen.result.print(heading(f"Eligible for {group}, not active (PIM for Groups)"))
    _list(screen.result, people)


def show_people(screen: Screen, title: str, people: Sequence[Person]) -> None:
    """Show the people that a question is about: unusual ones first, similar ones together, the rest counted."""
    if not people:
        return
    ordered = sorted(people, key=lambda person: (not person.remarks, person.remarks))
    unusual = sum(bool(person.remarks) for person in people)
    most = max(MOST_SHOWN, min(unusual, MOST_UNUSUAL))
    screen.say()
    screen.stderr.print(heading(title))
    _list(screen.stderr, ordered[:most])
    if more := ordered[most:]:
        screen.say(f"  … and {len(more)} more, {_unusual_among(more)}")


def _unusual_among(people: Sequence[Person]) -> str:
    remarks = Counter(remark for person in people for remark in person.remarks)
    if not remarks:
        return "all without remarks"
    counts = ", ".join(f"{remark} ({count})" for remark, count in remarks.items())
    return f"among them: {counts}; total-onboard admins list names each member"


def show_outcomes(screen: Screen, people: Sequence[Person]) -> None:
    """Show all outcomes; many successes are counted, failures are named."""
    for outcome in MembershipOutcome:
        alike = [person for person in people if person.outcome is outcome]
        if len(alike) > MOST_SHOWN and not alike[0].is_left_over:
            print_line(
                screen.result, symbol_line(screen.result, _MARKS[outcome], f"{len(alike)} people", title=outcome)
            )
        else:
            _tell(screen.result, outcome, alike)


def _tell(console: Console, outcome: MembershipOutcome, people: Sequence[Person]) -> None:
    for person in people:
        reason = f": {person.reason}" if person.reason else ""
        print_line(console, symbol_line(console, _MARKS[outcome], f"{_named(person)}, {outcome}{reason}"))


def _list(console: Console, people: Sequence[Person]) -> None:
    rows = [(Text(one_line(person.name, _WIDEST_NAME), style="name"), _identified(person)) for person in people]
    print_rows(console, rows)


def _identified(person: Person) -> Text:
    remarks = f"  ({', '.join(person.remarks)})" if person.remarks else ""
    return Text(f"{person.user_principal_name or person.id}{remarks}")


def _named(person: Person) -> str:
    who = person.user_principal_name or person.id or person.given
    return f"{one_line(person.name, _WIDEST_NAME)} ({who})" if person.name else who
