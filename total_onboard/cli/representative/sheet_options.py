"""Options of ``value-sheet create`` that other commands for representatives take too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.exchange.page.formats import Paper

CUSTOMER: Final = "The customer"
FILES: Final = "Files"
PAGES: Final = "A page for people"

KeyOption = Annotated[str | None, typer.Option(help="The key that signs it.", metavar="NAME")]
ExpiresOption = Annotated[str | None, typer.Option(help="Last day, or days such as 14d; 30 days.", metavar="WHEN")]
NoteOption = Annotated[str | None, typer.Option(help="A note in the ledger, for colleagues.", metavar="TEXT")]
TenantOption = Annotated[
    str | None, typer.Option(help="The tenant that it must be for: id or domain.", metavar="TENANT")
]
ScimTokenFileOption = Annotated[
    Path | None, typer.Option(help="File that holds the SCIM token.", metavar="FILE", rich_help_panel=FILES)
]
ScimTokenEndsOption = Annotated[
    datetime | None,
    typer.Option(help="When the SCIM token ends.", metavar="DAY", formats=["%Y-%m-%d"], rich_help_panel=CUSTOMER),
]
AdminKeyOption = Annotated[
    Path | None,
    typer.Option(help="The admin's public key, to seal the token to.", metavar="FILE", rich_help_panel=FILES),
]
OutOption = Annotated[
    Path | None, typer.Option(help="Where the sheet is written.", metavar="FILE", rich_help_panel=FILES)
]
PassphraseFileOption = Annotated[
    Path | None,
    typer.Option(help="Where the token's passphrase is written.", metavar="FILE", rich_help_panel=FILES),
]
PageOption = Annotated[
    Path | None, typer.Option(help="Write a page for people, as HTML.", metavar="FILE", rich_help_panel=PAGES)
]
PdfOption = Annotated[
    Path | None, typer.Option(help="Write a page for people, as PDF.", metavar="FILE", rich_help_panel=PAGES)
]
PaperOption = Annotated[Paper, typer.Option(help="Paper of the PDF.", rich_help_panel=PAGES)]
PdfFontOption = Annotated[
    Path | None,
    typer.Option(help="Font for characters that the PDF's own lacks.", metavar="FILE", rich_help_panel=PAGES),
]
