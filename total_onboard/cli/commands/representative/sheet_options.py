"""Options that several commands for representatives have."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import key_names
from total_onboard.cli.help.panels import OUTPUT, VALUES, WHAT_TO_DO
from total_onboard.cli.options.value_options import typer_option
from total_onboard.core.credential_kind import CredentialKind
from total_onboard.exchange.desired_state.value_declarations import SCIM_TOKEN_ENDS, SCIM_TOKEN_FILE
from total_onboard.exchange.sheet_page.formats import Paper

KeyOption = Annotated[
    str | None,
    typer.Option(
        help="Key that signs the sheet. Default: your only key.",
        metavar="NAME",
        autocompletion=key_names,
        rich_help_panel=WHAT_TO_DO,
    ),
]
ExpiresOption = Annotated[
    str | None,
    typer.Option(
        help="Last day of the sheet's validity: a date, or days such as 14d. Default: 30d.",
        metavar="WHEN",
        rich_help_panel=VALUES,
    ),
]
NoteOption = Annotated[
    str | None, typer.Option(help="Note in the ledger for colleagues.", metavar="TEXT", rich_help_panel=VALUES)
]
TenantOption = Annotated[
    str | None,
    typer.Option(help="Tenant that the sheet must be for: ID or domain.", metavar="TENANT", rich_help_panel=VALUES),
]
ScimTokenFileOption = Annotated[Path | None, typer_option(SCIM_TOKEN_FILE)]
ScimTokenEndsOption = Annotated[datetime | None, typer_option(SCIM_TOKEN_ENDS)]
AdminKeyOption = Annotated[
    Path | None,
    typer.Option(help="Admin's public key to seal the SCIM token for.", metavar="FILE", rich_help_panel=VALUES),
]
CredentialOption = Annotated[
    list[CredentialKind] | None,
    typer.Option(
        help="Credential that TOTAL takes: secret (default), certificate or federated. Repeatable, the preferred one "
        "first.",
        metavar="KIND",
        show_default=False,
        rich_help_panel=VALUES,
    ),
]
CertificateOption = Annotated[
    Path | None,
    typer.Option(
        help="TOTAL's public certificate (PEM or DER), in place of a client secret.",
        metavar="FILE",
        rich_help_panel=VALUES,
    ),
]
FederatedIssuerOption = Annotated[
    str | None,
    typer.Option(
        help="Issuer of TOTAL's own tokens, in place of a client secret.", metavar="URL", rich_help_panel=VALUES
    ),
]
FederatedSubjectOption = Annotated[
    str | None, typer.Option(help="Subject of these tokens.", metavar="TEXT", rich_help_panel=VALUES)
]
FederatedAudienceOption = Annotated[
    str | None,
    typer.Option(
        help="Audience of these tokens. Default: api://AzureADTokenExchange.", metavar="TEXT", rich_help_panel=VALUES
    ),
]
HandoffUrlOption = Annotated[
    str | None,
    typer.Option(help="Address of TOTAL that takes the sealed hand-off.", metavar="URL", rich_help_panel=VALUES),
]
OutOption = Annotated[
    Path | None,
    typer.Option(help="Value sheet to write.", metavar="FILE", rich_help_panel=OUTPUT),
]
PassphraseFileOption = Annotated[
    Path | None,
    typer.Option(
        help="Write the SCIM token's passphrase to this file instead of showing it.",
        metavar="FILE",
        rich_help_panel=OUTPUT,
    ),
]
PageOption = Annotated[
    Path | None, typer.Option(help="Write a page for the admin, as HTML.", metavar="FILE", rich_help_panel=OUTPUT)
]
PdfOption = Annotated[
    Path | None, typer.Option(help="Write a page for the admin, as PDF.", metavar="FILE", rich_help_panel=OUTPUT)
]
PaperOption = Annotated[
    Paper,
    typer.Option(
        help="Paper size of the PDF: a4 (default) or letter.",
        metavar="SIZE",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]
PdfFontOption = Annotated[
    Path | None,
    typer.Option(help="Font for characters that the PDF's font lacks.", metavar="FILE", rich_help_panel=OUTPUT),
]
