"""``sandbox serve`` and ``sandbox personas``: serve the sandbox until interrupted, and list the personas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.stop_signals import stop_signals, wait_until_stopped
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.shell import Shell, calling_shell
from total_onboard.ui.console import Screen, open_screen
from total_onboard.ui.output.documents_without_tenant import PersonaFacts
from total_onboard.ui.views.errors import show_error
from total_onboard.ui.views.personas import show_personas

_OF_THIS_SANDBOX: Final = "The last {} are values from TOTAL for this sandbox alone."
"""Stands last and without an apostrophe, for shells in which nobody can type a comment."""


@dataclass(frozen=True)
class Served:
    """Facts about a served sandbox.

    ``environment`` points the tool at it; ``sheet_environment`` is what the representative would send; ``prepared`` are
    the objects that the persona holds from the start. ``tenants_file`` names several tenants and their values.
    """

    environment: Mapping[str, str]
    sheet_environment: Mapping[str, str]
    page_url: str
    handoff_url: str
    ca_bundle: str
    prepared: tuple[str, ...] = ()
    tenants_file: str = ""


def prepared_line(kind: str, object_id: str, client_id: str) -> str:
    """Return one object that exists before the first command, by its ids alone: its name may be a stranger's."""
    return f"{kind}: {object_id}" + (f" (client ID {client_id})" if client_id else "")


def serve(opened: Callable[[], AbstractContextManager[Served]]) -> int:
    """Print the environment, ready for a shell, and serve until Ctrl-C; that is how it is meant to end."""
    screen = open_screen()
    screen.say("Opening the sandbox tenant …")
    try:
        with stop_signals(), opened() as tenant:
            _print_lines(screen, tenant)
            _say_what_can_be_done(screen, tenant)
            wait_until_stopped()
    except KeyboardInterrupt:
        screen.say()  # the terminal shows ^C
        screen.say("Closed. Its values no longer work: close the terminals that loaded them, or clear the variables:")
        screen.say(f"  {calling_shell().clear_variables}")
    except OnboardError as error:
        show_error(screen, error)
        return error.exit_status
    return ExitStatus.DONE


def _print_lines(screen: Screen, tenant: Served) -> None:
    shell = calling_shell()
    variables = [*tenant.environment.items(), *tenant.sheet_environment.items()]
    lines = [shell.set_variable(name, value) for name, value in variables]
    if tenant.sheet_environment:
        lines.append(shell.comment(_OF_THIS_SANDBOX.format(len(tenant.sheet_environment))))
    for line in lines:
        screen.result.print(line, soft_wrap=True)


def handoff_command(tenant: Served) -> tuple[str, ...]:
    """Return the lines of one shell command, so short that no narrow terminal breaks them; a proxy is passed by."""
    host = urlsplit(tenant.handoff_url).hostname or ""
    shell = calling_shell()
    curl = "curl" if shell is Shell.POSIX else "curl.exe"  # in Windows PowerShell, curl is another command
    return (
        f"  {curl} -sS -T FILE --noproxy {shell.quote(host)} {shell.continuation}",
        f"    --cacert {shell.quote(tenant.ca_bundle)} {shell.continuation}",
        f"    {shell.quote(tenant.handoff_url)}",
    )


def _say_what_can_be_done(screen: Screen, tenant: Served) -> None:
    if tenant.tenants_file:
        screen.say("The tenants are open. Ctrl-C closes them. Their values are in a tenants file:")
        screen.say(f"  total-onboard check-prereqs --tenants {calling_shell().quote(tenant.tenants_file)}")
        return
    screen.say("The sandbox tenant is open. Ctrl-C closes it.")
    screen.say(f"Look at it: {tenant.page_url}")
    screen.say("To give TOTAL the hand-off that setup writes, use Settings there, or:")
    for line in handoff_command(tenant):
        screen.stderr.print(line, markup=False, highlight=False, soft_wrap=True)
    if tenant.prepared:
        screen.say(
            "This tenant contains objects that setup didn't create. Name them with "
            "TOTAL_ONBOARD_APP_ID and TOTAL_ONBOARD_GROUP_ID:"
        )
    for line in tenant.prepared:
        screen.say(f"  {line}")


def list_personas(context: CommandContext, personas: tuple[PersonaFacts, ...]) -> CommandResult:
    """Show the personas."""
    show_personas(context.screen, personas)
    return CommandResult(members={"personas": personas})
