"""Permission for a removal test with temporary accounts at TOTAL, and its tester."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import RemovalTestNotes
from total_onboard.scim.removal_test import RemovalTest, RemovalTester, removal_tester
from total_onboard.scim.removal_verdict import verdict
from total_onboard.settings import Settings
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_line, symbol_line
from total_onboard.ui.prompts import confirm

REMOVAL_TEST: Final = "creates 2 test accounts and 2 groups at {host}, and deletes them; nobody can sign in with them"
_QUESTION: Final = f"Test whether TOTAL removes access correctly? The test {REMOVAL_TEST}."


def removal_test_of(
    context: CommandContext,
    settings: Settings,
    desired: DesiredState,
    journal: Journal,
    *,
    option: bool,
    ask: bool = True,
) -> RemovalTester | None:
    """Return the tester, None if the admin does not allow it. The in-process sandbox needs no permission."""
    scim = desired.scim
    if scim is None:
        return None
    if not (option or context.sandbox is not None or (ask and _allows(context, urlsplit(scim.url).netloc))):
        return None
    notes = RemovalTestNotes(journal)
    test, made = removal_tester(scim, ssl_context(settings.ca_bundle), notes), False

    async def noted() -> RemovalTest:
        nonlocal made
        found = await test()
        judged = verdict(found, scim.url)
        if judged.good is not None and not made:
            notes.judge(scim.url, good=judged.good)
        made = True
        return found

    return noted


def show_removal_test(screen: Screen, desired: DesiredState) -> None:
    """Say what a removal test does at TOTAL, before the question about it."""
    if desired.scim:
        does = REMOVAL_TEST.format(host=urlsplit(desired.scim.url).netloc)
        print_line(screen.stderr, symbol_line(screen.stderr, symbols.NEXT, does, title="Removal test"))


def _allows(context: CommandContext, host: str) -> bool:
    """Ask for permission; without a terminal only the option counts."""
    if not context.screen.interactive:
        return False
    return confirm(context.screen, _QUESTION.format(host=host), "--test-removal")
