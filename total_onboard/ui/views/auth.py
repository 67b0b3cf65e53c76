"""Signed-in account, and where the sign-in is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.ui.console import Screen
from total_onboard.ui.layout import print_facts

if TYPE_CHECKING:
    from total_onboard.ui.output.json_document import SignIn


def show_sign_in(screen: Screen, sign_in: SignIn) -> None:
    """Show the accounts and the place; neither says whether Microsoft still accepts them."""
    print_facts(screen.result, (("Signed in", ", ".join(sign_in.accounts) or "nobody"), ("Kept", sign_in.kept)))
