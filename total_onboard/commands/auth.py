"""``auth status`` and ``auth logout``: the sign-in that is kept between commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.commands.result import Result
from total_onboard.commands.said_values import SaidValues, settings_and_sheet
from total_onboard.entra.sign_in.token_store import TokenStore
from total_onboard.terminal.auth_view import show_sign_in
from total_onboard.terminal.json_document import SignIn

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk


def tell_status(desk: Desk) -> Result:
    """Who is signed in, and where that is kept; Microsoft is not asked."""
    store = _store(desk)
    sign_in = SignIn(accounts=tuple(store.accounts()), kept=store.where())
    show_sign_in(desk.screen, sign_in)
    return Result(members={"sign_in": sign_in})


def log_out(desk: Desk) -> Result:
    """Forget it; the tokens themselves end at Microsoft by themselves."""
    there = _store(desk).sign_out()
    desk.screen.result.print("The sign-in is forgotten." if there else "Nobody was signed in.")
    return Result(members={"sign_in": SignIn(accounts=(), kept="")})


def _store(desk: Desk) -> TokenStore:
    settings, _ = settings_and_sheet(desk, SaidValues())
    return TokenStore(settings.state_dir, settings.the_cloud)
