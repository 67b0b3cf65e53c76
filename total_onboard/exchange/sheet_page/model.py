"""Content of the page, for all output formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from total_onboard.core.credential import CredentialChoice, CredentialKind
from total_onboard.core.text.formatting import format_date, format_time
from total_onboard.exchange.keys.keys_offered_for_trust import page_mark
from total_onboard.exchange.value_sheet.sealed_token import key_of

if TYPE_CHECKING:
    from total_onboard.exchange.value_sheet.create import CreatedSheet
    from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet

_LONG: Final = 50
TITLE: Final = "Connect Microsoft Entra ID to TOTAL"
WARNING: Final = (
    "Call your TOTAL representative at a number that you had before, not at one from this page or its mail. Read this "
    "fingerprint out; total-onboard value-sheet check shows it too. If they differ, stop: the sheet was changed."
)
LAST_LINE: Final = "This page contains no secrets. You can print and file it."
_NAMES: Final = {
    CredentialKind.SECRET: "a client secret",
    CredentialKind.CERTIFICATE: "a certificate",
    CredentialKind.FEDERATED: "its own tokens",
}
_POSIX: Final = ("pipx", "install", "total-onboard")
_POWERSHELL: Final = ("py -m pip install pipx;", "py -m pipx install total-onboard;", "py -m pipx ensurepath")


@dataclass(frozen=True)
class PageCommand:
    """A command to type; ``shell`` says where, if that matters."""

    words: tuple[str, ...]
    shell: str = ""

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(self.words)


@dataclass(frozen=True)
class PageStep:
    """One thing to do, and what to type for it."""

    what: str
    commands: tuple[PageCommand, ...]


@dataclass(frozen=True)
class PageContent:
    """``values`` are names with one or more values; ``code`` is what a phone reads out of the QR code.

    ``key`` is the public key for ``keys trust``, which no reader shows: its fingerprint must be heard, not read here.
    """

    customer: str
    fingerprint: str
    issued: str
    ends: str
    sheet_id: str
    values: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[PageStep, ...]
    key: str = ""

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
        yield from (command.text for step in self.steps for command in step.commands)


def content_of(made: CreatedSheet, file: Path, page: Path) -> PageContent:
    """Return the content; ``file`` is the sheet and ``page`` the page itself, whose names stand in the commands."""
    sheet = made.sheet
    return PageContent(
        customer=sheet.customer,
        fingerprint=made.fingerprint,
        issued=format_date(sheet.issued_at),
        ends=format_time(sheet.expires_at),
        sheet_id=str(sheet.id),
        values=tuple(_values(made)),
        steps=tuple(_steps(file, page)),
        key=page_mark(made.signing_key),
    )


def _values(made: CreatedSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    sheet = made.sheet
    yield "Tenant", (sheet.tenant or "any",)
    if sheet.cloud:
        yield "Cloud", (sheet.cloud,)
    yield "Application", (sheet.application_name,)
    yield "Redirect URIs" if len(sheet.redirect_uris) > 1 else "Redirect URI", sheet.redirect_uris
    yield "SCIM address", (sheet.scim_url or "follows later",)
    yield "SCIM token", (_token(sheet),)
    if sheet.groups:
        yield "Groups", tuple(f"{group.name} ({group.role})" for group in sheet.groups)
    yield from _credential(sheet)
    if sheet.attributes:
        yield "Attributes of people", (f"{sheet.attributes} set",)
    if sheet.handoff_url:
        yield "Sealed hand-off goes to", (sheet.handoff_url,)
    if sheet.contact:
        yield "Contact", (sheet.contact,)
    yield "Signed with", (made.signing_key.name,)


def _credential(sheet: IssuedSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    kinds = (sheet.credential_choice or CredentialChoice()).preference
    if kinds != (CredentialKind.SECRET,):
        yield "TOTAL signs in with", (", otherwise ".join(_NAMES[kind] for kind in kinds),)
    if CredentialKind.SECRET in kinds:
        yield "Client secret", (f"expires after {sheet.secret_months} months",)
    if sheet.certificate:
        ends = f"expires on {format_date(sheet.certificate.not_after)}"
        yield "Certificate", (f"{sheet.certificate.subject}; {ends}", f"thumbprint {sheet.certificate.thumbprint}")
    if sheet.federated:
        yield "Tokens of TOTAL", (f"issuer {sheet.federated.issuer}", f"subject {sheet.federated.subject}")


def _token(sheet: IssuedSheet) -> str:
    if not sheet.sealed_scim_token:
        return "follows later"
    end = f"; it expires on {format_date(sheet.scim_token_ends)}" if sheet.scim_token_ends else ""
    if key_of(sheet.sealed_scim_token):
        return f"encrypted in the sheet to your own key{end}"
    return f"encrypted in the sheet; you get its passphrase on the phone{end}"


def _steps(file: Path, page: Path) -> Iterator[PageStep]:
    sheet, handoff = quote(file.name), quote(file.with_suffix(".totalhandoff").name)
    install = (PageCommand(_POSIX, "Linux, macOS"), PageCommand(_POWERSHELL, "PowerShell"))
    yield PageStep("Install total-onboard. It needs Python 3.11 or newer and pipx.", install)
    yield _step(
        "Trust TOTAL's key: type the key fingerprint that your TOTAL representative reads out on the phone.",
        *("keys", "trust", quote(page.name)),
    )
    yield _step("Compare the sheet fingerprint in the same call.", "value-sheet", "check", sheet)
    yield _step("Check the prerequisites. This changes nothing.", "check-prereqs", "--sheet", sheet)
    yield _step(
        "Set up the connection, and send the hand-off file to TOTAL.",
        *("setup", "--sheet", sheet, "--admin", "YOU@YOUR-DOMAIN", "--handoff", handoff),
    )


def _step(what: str, *words: str) -> PageStep:
    return PageStep(what, (PageCommand(("total-onboard", *words)),))
