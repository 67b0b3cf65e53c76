"""Screens of the wizard that asks for the missing values of a setup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from total_onboard.core.text.blank_runs import one_line
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import hanging_indent, print_line
from total_onboard.ui.sanitized_rich import Text
from total_onboard.ui.validated_prompts import explain

WHAT_IS_NEEDED: Final = (
    "Setup needs values from your TOTAL representative, usually in a value sheet (--sheet FILE). No sheet? Ask your "
    "TOTAL representative for the values and enter them below."
)
HOW_TO_ANSWER: Final = "Enter accepts the value in brackets. Ctrl-C cancels without changes."


_WIDEST_NAME: Final = 40
"""A longer name could fill rows and pass for other people."""


class Candidate(NamedTuple):
    """A person that a search found: name, user principal name, and what is unusual about the account."""

    name: str
    user_principal_name: str
    remark: str


def show_signed_in(screen: Screen, tenant: str, account: str) -> None:
    """Show the tenant and the account before the first question."""
    console = screen.asking
    console.print()
    begin, body = Text("Signed in to "), Text.assemble((tenant, "name"), " as ", (account, "name"), ".")
    print_line(console, hanging_indent(console, Text(), Text.assemble(begin, body)))


def show_introduction(screen: Screen, *, needs_values: bool) -> None:
    """Say which values are missing, where they come from, and how to answer."""
    if needs_values:
        explain(screen, WHAT_IS_NEEDED)
    screen.asking.print(HOW_TO_ANSWER, style="quiet")


def show_candidates(screen: Screen, candidates: Sequence[Candidate], *, more: bool) -> None:
    """Number the people that a search found."""
    names = [Text(short(one.name)) for one in candidates]
    width = max(len(name.plain) for name in names)
    for number, (one, name) in enumerate(zip(candidates, names, strict=True), 1):
        remark = f" ({one.remark})" if one.remark else ""
        line = Text.assemble(
            f"  {number}  ", name, " " * (width - len(name.plain) + 2), one.user_principal_name, (remark, "caution")
        )
        print_line(screen.asking, line)
    if more:
        screen.asking.print("  More people match. To see others, type n, then more of the name.", style="quiet")


def short(name: str) -> str:
    """Return a name for one row."""
    return one_line(name, _WIDEST_NAME)


def show_accepted(screen: Screen, text: str) -> None:
    """Confirm an answer in one line."""
    screen.asking.print(f"  {text}", style="quiet")
