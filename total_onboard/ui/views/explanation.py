"""Explanations of codes: what it means, why it happens, what to do, where to read more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from total_onboard.ui.console import Screen
from total_onboard.ui.documentation import published
from total_onboard.ui.layout import hanging_indent, heading, print_line, print_rows
from total_onboard.ui.output.documents_without_tenant import CodeKind, Explanation
from total_onboard.ui.sanitized_rich import Text

_KINDS: Final = {
    CodeKind.PROBLEM: "Problems",
    CodeKind.SIGN_IN: "Refusals of Microsoft's sign-in",
    CodeKind.CHECK: "Checks",
    CodeKind.VERIFICATION: "Verifications",
    CodeKind.STEP: "Steps",
}


def show_explanations(screen: Screen, found: Sequence[Explanation]) -> None:
    """Show each explanation of one code."""
    for number, one in enumerate(found):
        if number:
            screen.result.print()
        print_line(screen.result, Text.assemble((one.code, "name"), (f" ({one.kind})", "quiet")))
        parts = (("What", one.meaning), ("Why", one.why), ("Next", one.next), ("More", published(one.docs)))
        print_rows(screen.result, [(Text(f"{label}:", style="quiet"), Text(text)) for label, text in parts])


def _codes(alike: Iterable[Explanation]) -> str:
    return " ".join(one.code for one in alike)


def show_code_list(screen: Screen, found: Sequence[Explanation]) -> None:
    """Show one line for each code, by kind."""
    for kind, members in groupby(found, key=lambda one: one.kind):
        screen.result.print(heading(_KINDS[kind]))
        for meaning, same in groupby(members, key=lambda one: one.meaning):
            print_line(screen.result, hanging_indent(screen.result, Text("  "), Text(_codes(same), style="name")))
            print_line(screen.result, hanging_indent(screen.result, Text("    "), Text(meaning)))
        screen.result.print()
    screen.say("Run 'total-onboard explain CODE' for the reason and the next step.", style="quiet")
