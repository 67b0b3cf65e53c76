"""``total-onboard value-sheet create|list|show|check|renew|withdraw|note|import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_talking_options
from total_onboard.cli.representative import sheet_ledger
from total_onboard.cli.representative.sheet_options import (
    CUSTOMER,
    AdminKeyOption,
    ExpiresOption,
    KeyOption,
    NoteOption,
    OutOption,
    PageOption,
    PaperOption,
    PassphraseFileOption,
    PdfFontOption,
    PdfOption,
    ScimTokenEndsOption,
    ScimTokenFileOption,
    TenantOption,
)
from total_onboard.commands.global_options import GlobalOptions
from total_onboard.exchange.page.formats import PageKind, Paper

app = typer.Typer(no_args_is_help=True, help="The sheet of values that a customer needs.")

MANY: Final = "Many customers"
WaitingChoice = Literal["customer", "total", "renewal", "rotation", "anybody"]

SheetArgument = Annotated[Path, typer.Argument(help="The value sheet.", metavar="FILE")]
TenantFilterOption = Annotated[
    str | None, typer.Option(help="The tenant: id or domain, as the sheet or its answer has it.", metavar="TENANT")
]


@app.command()
@takes_talking_options
def create(
    common: GlobalOptions,
    customer: Annotated[
        str | None, typer.Option(help="Who it is for.", metavar="NAME", rich_help_panel=CUSTOMER)
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Their tenant: id or domain.", metavar="TENANT", rich_help_panel=CUSTOMER)
    ] = None,
    cloud: Annotated[
        str | None, typer.Option(help="Their Microsoft cloud.", metavar="CLOUD", rich_help_panel=CUSTOMER)
    ] = None,
    key: KeyOption = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where sign-in returns to; repeatable.", metavar="URI", rich_help_panel=CUSTOMER),
    ] = None,
    scim_url: Annotated[
        str | None, typer.Option(help="Their SCIM address.", metavar="URL", rich_help_panel=CUSTOMER)
    ] = None,
    scim_token_file: ScimTokenFileOption = None,
    admin_key: AdminKeyOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
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
    expires: ExpiresOption = None,
    note: NoteOption = None,
    out: OutOption = None,
    passphrase_file: PassphraseFileOption = None,
    page: PageOption = None,
    pdf: PdfOption = None,
    paper: PaperOption = Paper.A4,
    pdf_font: PdfFontOption = None,
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="A CSV with a customer in each row.", metavar="FILE", rich_help_panel=MANY),
    ] = None,
    out_dir: Annotated[
        Path | None, typer.Option(help="With --from: where the sheets go.", metavar="DIR", rich_help_panel=MANY)
    ] = None,
    pages: Annotated[
        list[PageKind] | None,
        typer.Option(help="With --from: a page beside each sheet; repeatable.", rich_help_panel=MANY),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(help="With --from: its code page, such as cp1252.", metavar="NAME", rich_help_panel=MANY),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="With --from: new sheets for rows that had one before.", rich_help_panel=MANY),
    ] = False,
) -> None:
    """Make a signed sheet for one customer, or for each row of a file; at a terminal, what is missing is asked for.

    The SCIM token is read from a file, from TOTAL_ONBOARD_SCIM_TOKEN or asked for, and sealed with a passphrase
    that is shown once, or to the admin's own key. A file that is given again makes nothing twice.
    """
    from total_onboard.commands.representative.bulk_create import ManyOptions
    from total_onboard.commands.representative.create_sheet import create_sheets
    from total_onboard.commands.representative.sheet_pages import PageOptions
    from total_onboard.commands.representative.sheet_prompts import SheetOptions

    options = SheetOptions(
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
        admin_key=admin_key,
        note=note,
    )
    beside = PageOptions(page, pdf, paper, pdf_font)
    many = ManyOptions(from_, out_dir, again, encoding, frozenset(pages or ()), beside)
    run("value-sheet create", common, lambda context: create_sheets(context, options, beside, many))


@app.command("list")
@takes_talking_options
def list_(
    common: GlobalOptions,
    customer: Annotated[str | None, typer.Option(help="Part of the customer's name.", metavar="TEXT")] = None,
    tenant: TenantFilterOption = None,
    waiting: Annotated[
        WaitingChoice | None, typer.Option(help="What it waits for: the customer, TOTAL, a new sheet, a new secret.")
    ] = None,
    expiring: Annotated[
        int | None, typer.Option(help="What ends within so many days, or ended.", metavar="DAYS", min=0)
    ] = None,
    ics: Annotated[Path | None, typer.Option(help="Write the ends as a calendar.", metavar="FILE")] = None,
) -> None:
    """List the sheets that were issued: what came back, what ends when, what waits for whom."""
    from total_onboard.commands.representative.list_sheets import ListOptions, list_sheets
    from total_onboard.exchange.ledger.models import LedgerFilter, WaitingFor

    waits_for = () if waiting is None else tuple(WaitingFor) if waiting == "anybody" else (WaitingFor(waiting),)
    desired = LedgerFilter(customer=customer, tenant=tenant, waiting=waits_for, expiring=expiring)
    run("value-sheet list", common, lambda context: list_sheets(context, ListOptions(desired, ics)))


app.command()(sheet_ledger.show)


@app.command()
@takes_talking_options
def check(common: GlobalOptions, sheet: SheetArgument, tenant: TenantOption = None) -> None:
    """Say whether a sheet can be believed: signed by TOTAL, unchanged, still good, for this tenant."""
    from total_onboard.commands.representative.value_sheet import check_sheet

    run("value-sheet check", common, lambda context: check_sheet(context, sheet, tenant, only_verdict=True))


app.command()(sheet_ledger.renew)
app.command()(sheet_ledger.withdraw)
app.command()(sheet_ledger.note)
app.command("import")(sheet_ledger.import_)
