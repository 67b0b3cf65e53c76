"""Content of the page, for all output formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from total_onboard.core.formatting import format_date, format_time
from total_onboard.exchange.value_sheet.sealed_token import key_of

if TYPE_CHECKING:
    from total_onboard.exchange.value_sheet.create import CreatedSheet
    from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet

_LONG: Final = 50
TITLE: Final = "Connect Microsoft Entra ID to TOTAL"
WARNING: Final = (
    "Call your TOTAL representative at a number that you had before, not at one from this page or from the mail that "
    "it came with. The sheet fingerprint is the one that total-onboard value-sheet check shows. If it differs, stop: "
    "the sheet was changed."
)
LAST_LINE: Final = "There is no secret on this page; it can be printed and filed."


@dataclass(frozen=True)
class PageStep:
    """One thing to do, and what to type for it."""

    what: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command to type."""
        return " ".join(self.words)


@dataclass(frozen=True)
class PageContent:
    """``values`` are names with one or more values; ``code`` is what a phone reads out of the QR code."""

    customer: str
    fingerprint: str
    issued: str
    ends: str
    sheet_id: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[PageStep, ...]

    @property
    def is_long(self) -> bool:
        """Whether the customer's name needs smaller letters, so that the page stays one."""
        return len(self.customer) > _LONG

    @property
    def code(self) -> str:
        """Enough to compare with what the program shows, without typing anything off the paper."""
        return f"TOTAL value sheet\nSheet fingerprint {self.fingerprint}\nSheet {self.sheet_id}"

    @property
    def texts(self) -> Iterator[str]:
        """Everything that may be in any alphabet."""
        yield self.customer
        for _, values in self.values:
            yield from values
        yield from (step.command for step in self.steps)


def content_of(made: CreatedSheet, file: Path) -> PageContent:
    """``file`` is the sheet's own, whose name stands in the commands."""
    sheet = made.sheet
    return PageContent(
        customer=sheet.customer,
        fingerprint=made.fingerprint,
        issued=format_date(sheet.issued_at),
        ends=format_time(sheet.expires_at),
        sheet_id=str(sheet.id),
        values=tuple(_values(made)),
        steps=tuple(_steps(file)),
    )


def _values(made: CreatedSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    sheet = made.sheet
    yield "Tenant", (sheet.tenant or "any",)
    if sheet.cloud:
        yield "Cloud", (sheet.cloud,)
    yield "Application", (sheet.application_name,)
    yield "Redirect URIs" if len(sheet.redirect_uris) > 1 else "Redirect URI", sheet.redirect_uris
    yield "SCIM address", (sheet.scim_url or "comes later",)
    yield "SCIM token", (_token(sheet),)
    if sheet.groups:
        yield "Groups", tuple(f"{group.name} ({group.role})" for group in sheet.groups)
    yield "Client secret", (f"will be good for {sheet.secret_months} months",)
    if sheet.contact:
        yield "Contact", (sheet.contact,)
    yield "Signed with", (f"{made.signing_key.name}, key fingerprint {made.signing_key.fingerprint}",)


def _token(sheet: IssuedSheet) -> str:
    if not sheet.sealed_scim_token:
        return "comes later"
    end = f"; it ends on {format_date(sheet.scim_token_ends)}" if sheet.scim_token_ends else ""
    if key_of(sheet.sealed_scim_token):
        return f"sealed in the sheet, to your own key{end}"
    return f"sealed in the sheet; its passphrase is told on the phone{end}"


def _steps(file: Path) -> Iterator[PageStep]:
    sheet, handoff = quote(file.name), quote(file.with_suffix(".totalhandoff").name)
    compare = ("total-onboard", "value-sheet", "check", sheet)
    look = ("total-onboard", "check-prereqs", "--sheet", sheet)
    do = ("total-onboard", "setup", "--sheet", sheet, "--admin", "YOU@YOUR-DOMAIN", "--handoff", handoff)
    yield PageStep("Compare the sheet fingerprint with your TOTAL representative.", compare)
    yield PageStep("See whether it can succeed; this changes nothing.", look)
    yield PageStep("Set it up, and send the hand-off back.", do)
