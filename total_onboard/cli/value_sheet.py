"""``total-onboard value-sheet create|show|check``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.cli.common import takes_talking_options
from total_onboard.cli.running import run
from total_onboard.commands.common_options import CommonOptions

app = typer.Typer(no_args_is_help=True, help="The sheet of values that a customer needs.")

CUSTOMER: Final = "The customer"
FILES: Final = "Files"

SheetArgument = Annotated[Path, typer.Argument(help="The value sheet.", metavar="FILE")]
TenantOption = Annotated[
    str | None, typer.Option(help="The tenant that it must be for: id or domain.", metavar="TENANT")
]


@app.command()
@takes_talking_options
def create(
    common: CommonOptions,
    customer: Annotated[
        str | None, typer.Option(help="Who it is for.", metavar="NAME", rich_help_panel=CUSTOMER)
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Their tenant: id or domain.", metavar="TENANT", rich_help_panel=CUSTOMER)
    ] = None,
    cloud: Annotated[
        str | None, typer.Option(help="Their Microsoft cloud.", metavar="CLOUD", rich_help_panel=CUSTOMER)
    ] = None,
    key: Annotated[str | None, typer.Option(help="The key that signs it.", metavar="NAME")] = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where sign-in returns to; repeatable.", metavar="URI", rich_help_panel=CUSTOMER),
    ] = None,
    scim_url: Annotated[
        str | None, typer.Option(help="Their SCIM address.", metavar="URL", rich_help_panel=CUSTOMER)
    ] = None,
    scim_token_file: Annotated[
        Path | None, typer.Option(help="File that holds the SCIM token.", metavar="FILE", rich_help_panel=FILES)
    ] = None,
    scim_token_ends: Annotated[
        datetime | None,
        typer.Option(help="When the SCIM token ends.", metavar="DAY", formats=["%Y-%m-%d"], rich_help_panel=CUSTOMER),
    ] = None,
    application_name: Annotated[
        str | None, typer.Option(help="Name of the application.", metavar="NAME", rich_help_panel=CUSTOMER)
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(help="A group and its role; repeatable.", metavar="NAME=ROLE", rich_help_panel=CUSTOMER),
    ] = None,
    secret_months: Annotated[
        int | None, typer.Option(help="Life of the client secret.", metavar="MONTHS", rich_help_panel=CUSTOMER)
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="Whom they ask.", metavar="TEXT", rich_help_panel=CUSTOMER)
    ] = None,
    expires: Annotated[str | None, typer.Option(help="Last day, or days such as 14d; 30 days.", metavar="WHEN")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the sheet is written.", metavar="FILE", rich_help_panel=FILES)
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(help="Where the token's passphrase is written.", metavar="FILE", rich_help_panel=FILES),
    ] = None,
) -> None:
    """Make a signed sheet for one customer; at a terminal, what is missing is asked for.

    The SCIM token is read from a file, from TOTAL_ONBOARD_SCIM_TOKEN or asked for, and sealed with a passphrase
    that is shown once.
    """
    from total_onboard.commands.ordering_sheet import SheetWishes
    from total_onboard.commands.value_sheet import create as work

    wishes = SheetWishes(
        customer=customer,
        tenant=tenant,
        cloud=cloud,
        key=key,
        application_name=application_name,
        redirect_uri=tuple(redirect_uri or ()),
        scim_url=scim_url,
        scim_token_file=scim_token_file,
        scim_token_ends=scim_token_ends.date() if scim_token_ends else None,
        group=tuple(group or ()),
        secret_months=secret_months,
        expires=expires,
        contact=contact,
        out=out,
        passphrase_file=passphrase_file,
    )
    run("value-sheet create", common, lambda desk: work(desk, wishes))


@app.command()
@takes_talking_options
def show(common: CommonOptions, sheet: SheetArgument, tenant: TenantOption = None) -> None:
    """Show what a sheet says, if it can be believed: who signed it, when it ends, which values."""
    from total_onboard.commands.value_sheet import tell_sheet

    run("value-sheet show", common, lambda desk: tell_sheet(desk, sheet, tenant, only_verdict=False))


@app.command()
@takes_talking_options
def check(common: CommonOptions, sheet: SheetArgument, tenant: TenantOption = None) -> None:
    """Say whether a sheet can be believed: signed by TOTAL, unchanged, still good, for this tenant."""
    from total_onboard.commands.value_sheet import tell_sheet

    run("value-sheet check", common, lambda desk: tell_sheet(desk, sheet, tenant, only_verdict=True))
