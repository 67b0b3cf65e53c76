"""``dashboard``: serve the pages until interrupted."""

from __future__ import annotations

from contextlib import ExitStack

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.stop_signals import wait_until_stopped
from total_onboard.dashboard.access.sessions import Sessions
from total_onboard.dashboard.app import SIGN_IN, dashboard_app, new_base
from total_onboard.dashboard.memory_store import expiring
from total_onboard.dashboard.receiver import PATH, receiver_app
from total_onboard.dashboard.server import HOST, loopback_socket, serving
from total_onboard.dashboard.services import Services
from total_onboard.exchange.ledger.team.team_ledger import TeamLedger
from total_onboard.settings import load_settings


def serve_dashboard(context: CommandContext, port: int, receive_port: int | None = None) -> CommandResult:
    """Print the address that signs in once, and serve until Ctrl-C, which is how it is meant to end."""
    settings = load_settings({})
    ledger = TeamLedger.open(settings.ledger_url)
    context.at_the_end.callback(ledger.close)
    services = Services(settings, ledger, new_base())
    sessions = Sessions()
    with loopback_socket(port) as listening, expiring(services.memory), ExitStack() as opened:
        if receive_port is not None:
            receiving = opened.enter_context(loopback_socket(receive_port))
            opened.enter_context(serving(receiver_app(services), receiving))
            context.screen.say(f"Takes hand-offs at http://{HOST}:{receiving.getsockname()[1]}{PATH} for your proxy.")
        authority = f"{HOST}:{listening.getsockname()[1]}"
        with serving(dashboard_app(services, sessions, authority), listening):
            _say_where(context, f"http://{authority}{services.base}{SIGN_IN}?token={sessions.token}", services)
            try:
                wait_until_stopped()
            except KeyboardInterrupt:
                context.screen.say()  # the terminal shows ^C
                context.screen.say("Closed. Its pages no longer work.")
    return CommandResult()


def _say_where(context: CommandContext, address: str, services: Services) -> None:
    screen = context.screen
    screen.say(f"The dashboard shows the ledger {services.ledger.name}. Open this address, which works once:")
    screen.result.print(address, soft_wrap=True)
    screen.say("Only this computer reaches it. Ctrl-C closes it.")
