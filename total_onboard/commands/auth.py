"""``auth login``, ``auth status`` and ``auth logout``: the sign-in that is kept between commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.sign_in import begin_session
from total_onboard.core.errors import BadValue
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.entra.sign_in.person.cache.token_cache import TokenCache
from total_onboard.steps.access.command_scopes import COMMANDS, scopes_for_commands
from total_onboard.ui.documentation import published
from total_onboard.ui.output.json_document import SignIn
from total_onboard.ui.views.session import show_not_remembered, show_sign_in

_NOT_REMEMBERED: Final = "This sign-in isn't remembered: every command asks you to sign in again."
_HOW_TO_REMEMBER: Final = "docs/administrators/sign-in.md#without-a-keyring"


def run_login(context: CommandContext, commands: Sequence[str]) -> CommandResult:
    """Sign in anew for later commands, all of them unless some are named. Raises SignInFailed, BadValue."""
    if unknown := [name for name in commands if name not in COMMANDS]:
        raise BadValue(
            f"{unknown[0]} is not a command that signs in.",
            remedy=f"{did_you_mean(unknown[0], COMMANDS)}Use one of: {', '.join(COMMANDS)}.",
        )
    if (method := context.common.sign_in) and method.is_unattended:
        raise BadValue(
            f"auth login remembers a person's sign-in; --sign-in {method} asks nobody, so nothing is remembered.",
            remedy=f"Add --sign-in {method} to the command itself: total-onboard status --sign-in {method}",
        )
    settings, _ = load_inputs(context, CliOverrides())
    session = begin_session(context, settings, scopes_for_commands(commands), anew=True)
    store = TokenCache(settings.state_dir, settings.the_cloud)
    remembered = session.username in store.accounts()
    sign_in = SignIn(accounts=(session.username,), kept=session.where_kept)
    show_sign_in(context.screen, sign_in)
    if remembered:
        return CommandResult(members={"sign_in": sign_in})
    show_not_remembered(context.screen, _NOT_REMEMBERED, published(_HOW_TO_REMEMBER))
    return CommandResult(members={"sign_in": sign_in, "warnings": (_NOT_REMEMBERED,)})


def show_sign_in_status(context: CommandContext) -> CommandResult:
    """Show who is signed in, and where that is kept; Microsoft is not asked."""
    store = _store(context)
    sign_in = SignIn(accounts=tuple(store.accounts()), kept=store.where())
    show_sign_in(context.screen, sign_in)
    return CommandResult(members={"sign_in": sign_in})


def run_logout(context: CommandContext) -> CommandResult:
    """Forget the sign-in; the tokens themselves expire at Microsoft automatically."""
    there = _store(context).sign_out()
    context.screen.result.print("The sign-in is forgotten." if there else "Nobody was signed in.")
    return CommandResult(members={"sign_in": SignIn(accounts=(), kept="")})


def _store(context: CommandContext) -> TokenCache:
    settings, _ = load_inputs(context, CliOverrides())
    return TokenCache(settings.state_dir, settings.the_cloud)
