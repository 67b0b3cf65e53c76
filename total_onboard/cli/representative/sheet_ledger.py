"""``total-onboard value-sheet show|renew|withdraw|note|import``: commands that look into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_talking_options
from total_onboard.cli.representative.sheet_options import (
    CUSTOMER,
    FILES,
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
from total_onboard.exchange.page.formats import Paper

SHEET: Final = "A sheet's file or ID, or the customer's name."
IssuedArgument = Annotated[str, typer.Argument(help=SHEET, metavar="SHEET")]


@takes_talking_options
def show(
    common: GlobalOptions,
    sheet: IssuedArgument,
    tenant: TenantOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the sheet again, from the ledger.", metavar="FILE", rich_help_panel=FILES)
    ] = None,
    handoff_out: Annotated[
        Path | None,
        typer.Option(help="Write its newest hand-off again, still sealed.", metavar="FILE", rich_help_panel=FILES),
    ] = None,
    page: PageOption = None,
    pdf: PdfOption = None,
    paper: PaperOption = Paper.A4,
    pdf_font: PdfFontOption = None,
) -> None:
    """Show a sheet's file: who signed it, when it expires, which values.

    For a sheet ID or a customer: who issued what, what came back, and the files again.
    """
    from total_onboard.commands.representative.sheet_pages import PageOptions
    from total_onboard.commands.representative.show_sheet import FileOptions, show_sheet_or_customer

    options = FileOptions(out, handoff_out, PageOptions(page, pdf, paper, pdf_font))
    run("value-sheet show", common, lambda context: show_sheet_or_customer(context, sheet, tenant, options))


@takes_talking_options
def renew(
    common: GlobalOptions,
    issued: IssuedArgument,
    expires: ExpiresOption = None,
    key: KeyOption = None,
    scim_url: Annotated[
        str | None, typer.Option(help="Another SCIM address.", metavar="URL", rich_help_panel=CUSTOMER)
    ] = None,
    scim_token_file: ScimTokenFileOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
    admin_key: AdminKeyOption = None,
    note: NoteOption = None,
    out: OutOption = None,
    passphrase_file: PassphraseFileOption = None,
    page: PageOption = None,
    pdf: PdfOption = None,
    paper: PaperOption = Paper.A4,
    pdf_font: PdfFontOption = None,
) -> None:
    """Make a new sheet with the values of an earlier one, which it replaces.

    The SCIM token stays as it was sealed, unless --scim-token-file names a new one.
    """
    from total_onboard.commands.representative.renewal import RenewOptions, renew_sheet
    from total_onboard.commands.representative.sheet_pages import PageOptions

    options = RenewOptions(
        key=key,
        expires=expires,
        scim_url=scim_url,
        scim_token_file=scim_token_file,
        scim_token_ends=scim_token_ends.date() if scim_token_ends else None,
        admin_key=admin_key,
        out=out,
        passphrase_file=passphrase_file,
        note=note,
        pages=PageOptions(page, pdf, paper, pdf_font),
    )
    run("value-sheet renew", common, lambda context: renew_sheet(context, issued, options))


@takes_talking_options
def withdraw(
    common: GlobalOptions,
    issued: IssuedArgument,
    reason: Annotated[str | None, typer.Option(help="Why; colleagues see it.", metavar="TEXT")] = None,
) -> None:
    """Mark a sheet as withdrawn in the ledger, and say what a copy of it can still do."""
    from total_onboard.commands.representative.sheet_marks import withdraw_sheet

    run("value-sheet withdraw", common, lambda context: withdraw_sheet(context, issued, reason))


@takes_talking_options
def note(
    common: GlobalOptions,
    issued: IssuedArgument,
    text: Annotated[str | None, typer.Argument(help='The note; "" deletes it.', metavar="TEXT")] = None,
    done: Annotated[
        bool | None, typer.Option("--done/--not-done", help="Mark that nothing is left to do, or remove that mark.")
    ] = None,
) -> None:
    """Write a note to a sheet, or mark it as done."""
    from total_onboard.commands.representative.sheet_marks import note_sheet

    run("value-sheet note", common, lambda context: note_sheet(context, issued, text, done=done))


@takes_talking_options
def import_(
    common: GlobalOptions,
    file: Annotated[
        Path | None, typer.Argument(help="The ledger's SQLite file; this computer's own without one.", metavar="FILE")
    ] = None,
) -> None:
    """Import a ledger's file into the shared ledger that TOTAL_ONBOARD_LEDGER_URL names.

    Safe to run again. Nothing in the shared ledger is overwritten: sheets that differ there are listed.
    """
    from total_onboard.commands.representative.ledger_import import import_ledger

    run("value-sheet import", common, lambda context: import_ledger(context, file))
