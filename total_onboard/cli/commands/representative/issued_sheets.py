"""``total-onboard value-sheet list|show|renew|withdraw|note|import``: commands that read the ledger."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from total_onboard.cli.commands.representative.sheet_options import (
    AdminKeyOption,
    CertificateOption,
    CredentialOption,
    ExpiresOption,
    FederatedAudienceOption,
    FederatedIssuerOption,
    FederatedSubjectOption,
    HandoffUrlOption,
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
from total_onboard.cli.completion.values import sheet_files
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import OUTPUT, VALUES, WHAT_TO_DO
from total_onboard.cli.options.global_options import NO_REQUESTS, takes_only, takes_output_options
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.sheet_page.formats import Paper

WaitingChoice = Literal["customer", "total", "renewal", "rotation", "anybody"]
TenantFilterOption = Annotated[
    str | None,
    typer.Option(help="Only sheets for this tenant: ID or domain.", metavar="TENANT", rich_help_panel=VALUES),
]
IssuedArgument = Annotated[
    str,
    typer.Argument(
        help="Value sheet's file or ID, or the customer's name.", metavar="SHEET", autocompletion=sheet_files
    ),
]


@takes_only("output")
def list_(
    common: GlobalOptions,
    customer: Annotated[
        str | None,
        typer.Option(help="Only customers whose name contains this.", metavar="TEXT", rich_help_panel=VALUES),
    ] = None,
    tenant: TenantFilterOption = None,
    waiting: Annotated[
        WaitingChoice | None,
        typer.Option(
            help="Only sheets that wait for: customer, total, renewal, rotation, or anybody for all of these.",
            metavar="WHAT",
            rich_help_panel=VALUES,
        ),
    ] = None,
    expiring: Annotated[
        int | None,
        typer.Option(
            help="Only sheets with something that expires within this many days, or has expired.",
            metavar="DAYS",
            min=0,
            rich_help_panel=VALUES,
        ),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option(help="Write expiry dates as a calendar (.ics).", metavar="FILE", rich_help_panel=OUTPUT),
    ] = None,
) -> None:
    """List the issued value sheets: what came back, what expires when, who must act next."""
    from total_onboard.commands.value_sheet.list_sheets import ListOptions, list_sheets
    from total_onboard.exchange.ledger.entries import LedgerFilter, WaitingFor

    waits_for = () if waiting is None else tuple(WaitingFor) if waiting == "anybody" else (WaitingFor(waiting),)
    desired = LedgerFilter(customer=customer, tenant=tenant, waiting=waits_for, expiring=expiring)
    run("value-sheet list", common, lambda context: list_sheets(context, ListOptions(desired, ics)))


@takes_output_options
def show(
    common: GlobalOptions,
    sheet: IssuedArgument,
    tenant: TenantOption = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the sheet again, from the ledger.", metavar="FILE", rich_help_panel=OUTPUT),
    ] = None,
    handoff_out: Annotated[
        Path | None,
        typer.Option(help="Write its newest hand-off again, still sealed.", metavar="FILE", rich_help_panel=OUTPUT),
    ] = None,
    page: PageOption = None,
    pdf: PdfOption = None,
    paper: PaperOption = Paper.A4,
    pdf_font: PdfFontOption = None,
) -> None:
    """Show a value sheet: who signed it, when it expires, which values it has.

    For a sheet ID or a customer's name, shows its history in the ledger, and can write its files again.
    """
    from total_onboard.commands.value_sheet.pages import PageOptions
    from total_onboard.commands.value_sheet.show import FileOptions, show_sheet_or_customer

    options = FileOptions(out, handoff_out, PageOptions(page, pdf, paper, pdf_font))
    run("value-sheet show", common, lambda context: show_sheet_or_customer(context, sheet, tenant, options))


@takes_output_options
def renew(
    common: GlobalOptions,
    issued: IssuedArgument,
    expires: ExpiresOption = None,
    key: KeyOption = None,
    scim_url: Annotated[
        str | None, typer.Option(help="New SCIM endpoint.", metavar="URL", rich_help_panel=VALUES)
    ] = None,
    scim_token_file: ScimTokenFileOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
    credential: CredentialOption = None,
    certificate: CertificateOption = None,
    federated_issuer: FederatedIssuerOption = None,
    federated_subject: FederatedSubjectOption = None,
    federated_audience: FederatedAudienceOption = None,
    handoff_url: HandoffUrlOption = None,
    admin_key: AdminKeyOption = None,
    note: NoteOption = None,
    out: OutOption = None,
    passphrase_file: PassphraseFileOption = None,
    page: PageOption = None,
    pdf: PdfOption = None,
    paper: PaperOption = Paper.A4,
    pdf_font: PdfFontOption = None,
) -> None:
    """Create a sheet with the values of an earlier one, which it replaces.

    The SCIM token stays sealed as it was, unless --scim-token-file names a new one.
    """
    from total_onboard.commands.value_sheet.credential_options import CredentialOptions
    from total_onboard.commands.value_sheet.pages import PageOptions
    from total_onboard.commands.value_sheet.renew import RenewOptions, renew_sheet

    options = RenewOptions(
        key=key,
        expires=expires,
        scim_url=scim_url,
        scim_token_file=scim_token_file,
        scim_token_ends=scim_token_ends.date() if scim_token_ends else None,
        credential=CredentialOptions(
            tuple(credential or ()), certificate, federated_issuer, federated_subject, federated_audience
        ),
        handoff_url=handoff_url,
        admin_key=admin_key,
        out=out,
        passphrase_file=passphrase_file,
        note=note,
        pages=PageOptions(page, pdf, paper, pdf_font),
    )
    run("value-sheet renew", common, lambda context: renew_sheet(context, issued, options))


@partial(takes_output_options, unused=NO_REQUESTS)
def withdraw(
    common: GlobalOptions,
    issued: IssuedArgument,
    reason: Annotated[
        str | None, typer.Option(help="Reason, for colleagues.", metavar="TEXT", rich_help_panel=VALUES)
    ] = None,
) -> None:
    """Mark a sheet as withdrawn in the ledger, and show what a copy of it can still do."""
    from total_onboard.commands.value_sheet.withdraw_and_note import withdraw_sheet

    run("value-sheet withdraw", common, lambda context: withdraw_sheet(context, issued, reason))


@takes_only("output")
def note(
    common: GlobalOptions,
    issued: IssuedArgument,
    text: Annotated[str | None, typer.Argument(help='Note. "" deletes it.', metavar="TEXT")] = None,
    done: Annotated[
        bool | None,
        typer.Option(
            "--done/--not-done",
            help="Mark that nothing is left to do, or remove the mark.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
) -> None:
    """Add a note to a sheet, or mark it as done."""
    from total_onboard.commands.value_sheet.withdraw_and_note import note_sheet

    run("value-sheet note", common, lambda context: note_sheet(context, issued, text, done=done))


@takes_only("output")
def import_(
    common: GlobalOptions,
    file: Annotated[
        Path | None,
        typer.Argument(help="Ledger's SQLite file. Default: this computer's ledger.", metavar="FILE"),
    ] = None,
) -> None:
    """Import a ledger file into the shared ledger that TOTAL_ONBOARD_LEDGER_URL names.

    Safe to run again. Nothing in the shared ledger is overwritten: sheets that differ are listed.
    """
    from total_onboard.commands.value_sheet.import_ledger import import_ledger

    run("value-sheet import", common, lambda context: import_ledger(context, file))
