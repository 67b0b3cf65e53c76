"""``total-onboard admins list|add|remove``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import CONFIRMATION, VALUES
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
    SheetOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import APPLICATION_NAME, GROUP, SCIM_TOKEN_FILE, SCIM_URL

app = typer.Typer()

PeopleArgument = Annotated[list[str] | None, typer.Argument(help="UPN, email address or object ID.", metavar="PERSON")]
FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from",
        help="File of people, one per line or CSV. - reads standard input.",
        metavar="FILE",
        rich_help_panel=VALUES,
    ),
]


@app.command("list")
@partial(takes_common_options, unused=("yes",))
@takes_values
def list_admins(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME, GROUP, SCIM_URL, SCIM_TOKEN_FILE)],
) -> None:
    """List the administrators of TOTAL, and which of them are guests, disabled or have no email address.

    With TOTAL's SCIM endpoint and token, also lists accounts that are active in TOTAL but no longer in its groups.
    Exits with 7 if there are any.
    """
    from total_onboard.commands.admins.command import list_admins as work
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    overrides = CliOverrides(values, sheet, may_stay_sealed=True, remembers_address=True, unneeded=UNNEEDED["admins"])
    run("admins list", common, lambda context: work(context, overrides))


@app.command("add")
@takes_common_options
@takes_values
def add(
    common: GlobalOptions,
    *,
    people: PeopleArgument = None,
    file: FromOption = None,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME, GROUP)],
) -> None:
    """Add people to the admin group: look up, show, confirm, add."""
    _change("add", common, people, file, sheet, values)


@app.command("remove")
@takes_common_options
@takes_values
def remove(
    common: GlobalOptions,
    *,
    people: PeopleArgument = None,
    file: FromOption = None,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME, GROUP)],
    allow_last_admin: Annotated[
        bool,
        typer.Option("--allow-last-admin", help="Allow removing the last administrator.", rich_help_panel=CONFIRMATION),
    ] = False,
) -> None:
    """Remove people from the admin group: look up, show, confirm, remove."""
    _change("remove", common, people, file, sheet, values, allow_last_admin=allow_last_admin)


def _change(
    action: Literal["add", "remove"],
    common: GlobalOptions,
    people: list[str] | None,
    file: Path | None,
    sheet: Path | None,
    values: Values,
    *,
    allow_last_admin: bool = False,
) -> None:
    from total_onboard.commands.admins.command import AdminsOptions, change_admins, people_named
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    overrides = CliOverrides(values, sheet, may_stay_sealed=True, unneeded=UNNEEDED["admins"])
    run(
        f"admins {action}",
        common,
        lambda context: change_admins(
            context, AdminsOptions(overrides, people_named(people or [], file), allow_last_admin), action
        ),
    )
