"""Mail to the customer that accompanies a sheet; no passphrase and no key fingerprint is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from total_onboard.commands.value_sheet.create import file_name_for
from total_onboard.exchange.sheet_page.model import TITLE, content_of
from total_onboard.exchange.value_sheet.create import CreatedSheet
from total_onboard.exchange.value_sheet.sealed_token import key_of


@dataclass(frozen=True)
class FileNames:
    """Names of the files for one customer."""

    sheet: str
    page: str
    pdf: str


def names_for(made: CreatedSheet) -> FileNames:
    """Name the files after the customer."""
    sheet = Path(file_name_for(made.sheet.customer))
    return FileNames(sheet.name, sheet.with_suffix(".html").name, sheet.with_suffix(".pdf").name)


def mail_text(made: CreatedSheet) -> str:
    """Return subject and text."""
    names = names_for(made)
    content = content_of(made, Path(names.sheet), Path(names.page))
    lines = [
        f"Subject: {TITLE}",
        "",
        "Hello,",
        "",
        f"Attached are {names.sheet} and the page {names.page}. They are valid until {content.ends}.",
        "",
    ]
    for number, step in enumerate(content.steps, 1):
        lines.append(f"{number}. {step.what}")
        lines += [f"     {command.text}{f'   ({command.shell})' if command.shell else ''}" for command in step.commands]
    lines += ["", "Before step 2, call me at a number that you had before this mail. We compare the fingerprints."]
    token = made.sheet.sealed_scim_token
    if token and not key_of(token):
        lines.append("In the same call, I tell you the passphrase that setup asks for. I never send it by mail.")
    return "\n".join((*lines, "", "Then send me the hand-off file that setup writes.", ""))
