"""``total-onboard value-sheet create|list|show|check|renew|withdraw|note|import``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.commands.representative import issued_sheets
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
from total_onboard.cli.completion.values import cloud_names, sheet_files
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import OUTPUT, VALUES, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_output_options
from total_onboard.cli.options.shared_options import (
    ApplicationNameOption,
    AttributesOption,
    GroupOption,
    SecretMonthsOption,
)
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.sheet_page.formats import PageKind, Paper

app = typer.Typer()

SheetArgument = Annotated[Path, typer.Argument(help="Value sheet.", metavar="FILE", autocompletion=sheet_files)]


@app.command()
@partial(takes_output_options, records=True)
def create(
    common: GlobalOptions,
    customer: Annotated[
        str | None, typer.Option(help="Customer's name.", metavar="NAME", rich_help_panel=VALUES)
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Customer's tenant: ID or domain.", metavar="TENANT", rich_help_panel=VALUES)
    ] = None,
    cloud: Annotated[
        str | None,
        typer.Option(
            help="Customer's Microsoft cloud: global (default), usgov, usgov-dod, china or custom.",
            metavar="CLOUD",
            autocompletion=cloud_names,
            rich_help_panel=VALUES,
        ),
    ] = None,
    key: KeyOption = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Address that sign-in returns to. Repeatable.", metavar="URI", rich_help_panel=VALUES),
    ] = None,
    scim_url: Annotated[
        str | None, typer.Option(help="Customer's SCIM endpoint.", metavar="URL", rich_help_panel=VALUES)
    ] = None,
    scim_token_file: ScimTokenFileOption = None,
    admin_key: AdminKeyOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    secret_months: SecretMonthsOption = None,
    attributes: AttributesOption = None,
    credential: CredentialOption = None,
    certificate: CertificateOption = None,
    federated_issuer: FederatedIssuerOption = None,
    federated_subject: FederatedSubjectOption = None,
    federated_audience: FederatedAudienceOption = None,
    handoff_url: HandoffUrlOption = None,
    contact: Annotated[
        str | None, typer.Option(help="Contact at TOTAL for questions.", metavar="TEXT", rich_help_panel=VALUES)
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
        typer.Option("--from", help="CSV file with one customer per row.", metavar="FILE", rich_help_panel=WHAT_TO_DO),
    ] = None,
    out_dir: Annotated[
        Path | None,
        typer.Option(help="With --from: folder for the sheets.", metavar="DIR", rich_help_panel=OUTPUT),
    ] = None,
    pages: Annotated[
        list[PageKind] | None,
        typer.Option(
            help="With --from: also write a page for each sheet, html or pdf. Repeatable.",
            metavar="KIND",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            help="With --from: the file's encoding, such as cp1252. Default: detected.",
            metavar="NAME",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="With --from: create new sheets for rows that have one.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
) -> None:
    """Create a signed value sheet for one customer, or for each row of a CSV file.

    In a terminal, asks for missing values. The SCIM token comes from a file, TOTAL_ONBOARD_SCIM_TOKEN or a prompt. It
    is sealed with a passphrase that is shown once, or for the admin's key. A row of a CSV file gets one sheet,
    however often you run it.
    """
    from total_onboard.commands.value_sheet.bulk_create import ManyOptions
    from total_onboard.commands.value_sheet.create import create_sheets
    from total_onboard.commands.value_sheet.credential_options import CredentialOptions
    from total_onboard.commands.value_sheet.pages import PageOptions
    from total_onboard.commands.value_sheet.prompts import SheetOptions

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
        attributes=attributes,
        credential=CredentialOptions(
            tuple(credential or ()), certificate, federated_issuer, federated_subject, federated_audience
        ),
        handoff_url=handoff_url,
        expires=expires,
        contact=contact,
        out=out,
        passphrase_file=passphrase_file,
        admin_key=admin_key,
        note=note,
    )
    with_sheet = PageOptions(page, pdf, paper, pdf_font)
    many = ManyOptions(from_, out_dir, again, encoding, frozenset(pages or ()), with_sheet)
    run("value-sheet create", common, lambda context: create_sheets(context, options, with_sheet, many))


app.command("list")(issued_sheets.list_)
app.command()(issued_sheets.show)


@app.command()
@takes_output_options
def check(common: GlobalOptions, sheet: SheetArgument, tenant: TenantOption = None) -> None:
    """Check whether a value sheet can be trusted: signature, changes, expiry, tenant."""
    from total_onboard.commands.value_sheet.check import check_sheet

    run("value-sheet check", common, lambda context: check_sheet(context, sheet, tenant, only_verdict=True))


app.command()(issued_sheets.renew)
app.command()(issued_sheets.withdraw)
app.command()(issued_sheets.note)
app.command("import")(issued_sheets.import_)
