"""``auth login``, ``auth status`` and ``auth logout``: the sign-in that is kept between commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.result import Result
from total_onboard.commands.session.sign_in import begin_session
from total_onboard.core.errors import BadValue
from total_onboard.entra.sign_in.login_scopes import COMMANDS, scopes_for_commands
from total_onboard.entra.sign_in.token_cache import TokenStore
from total_onboard.ui.output.json_document import SignIn
from total_onboard.ui.views.auth import show_sign_in

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk

_NOT_REMEMBERED: Final = "This sign-in isn't remembered: every command signs in again."


def log_in(desk: Desk, commands: Sequence[str]) -> Result:
    """Sign in anew for later commands, all of them unless some are named. Raises SignInFailed, BadValue."""
    if unknown := [name for name in commands if name not in COMMANDS]:
        raise BadValue(f"{unknown[0]} is not a command that signs in.", remedy=f"Use one of: {', '.join(COMMANDS)}.")
    settings, _ = settings_and_sheet(desk, SaidValues())
    session = begin_session(desk, settings, scopes_for_commands(commands), anew=True)
    store = TokenStore(settings.state_dir, settings.the_cloud)
    remembered = session.username in store.accounts()
    sign_in = SignIn(accounts=(session.username,), kept=session.where_kept)
    show_sign_in(desk.screen, sign_in)
    if remembered:
        return Result(members={"sign_in": sign_in})
    desk.screen.say(f"Warning: {_NOT_REMEMBERED}", style="caution")
    return Result(members={"sign_in": sign_in, "warnings": (_NOT_REMEMBERED,)})


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
