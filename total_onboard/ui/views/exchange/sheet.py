"""Value sheets for people: whether one may be believed, what it says, and the result of the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.secret import SecretText
from total_onboard.core.text.formatting import format_date, format_time, pluralize
from total_onboard.exchange.bulk.row_result import RowOutcome, RowResult
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_facts, print_line, symbol_line

if TYPE_CHECKING:
    from total_onboard.exchange.keys.public_keys import HandoffKey
    from total_onboard.ui.output.exchange_documents import SheetFacts


_TOKEN: Final = {
    "sealed": "in the sheet, sealed; its passphrase comes separately",
    "opened": "in the sheet, sealed; the passphrase fits",
    "plain": "in the sheet, unencrypted: keep the file secret",
    "none": "not in the sheet",
}
_OPENS: Final = {"opened": ", which opens it"}


def show_verdict(screen: Screen, sheet: SheetFacts, *, alone: bool) -> None:
    """Show whether the sheet is genuine; ``alone`` with the fingerprint that its page for people shows."""
    if sheet.signed_by and sheet.expires_at:
        by = sheet.signed_by.name
        text = f"{sheet.path} is genuine: signed by {by}, valid until {format_time(sheet.expires_at)}."
        print_line(screen.result, symbol_line(screen.result, symbols.GOOD, text))
    else:
        text = f"{sheet.path} is readable, but isn't signed."
        print_line(screen.result, symbol_line(screen.result, symbols.CAUTION, text))
    if alone:
        print_facts(screen.result, [("sheet fingerprint", sheet.fingerprint)])


def show_sheet(screen: Screen, sheet: SheetFacts) -> None:
    """Show every value, and the fingerprint to compare on the phone."""
    screen.result.print()
    screen.result.print(heading(f"Value sheet for {sheet.customer}"))
    print_facts(screen.result, _facts(sheet))


def _facts(sheet: SheetFacts) -> Iterator[tuple[str, str]]:
    yield "file", sheet.path
    yield "sheet fingerprint", sheet.fingerprint
    if sheet.id and sheet.expires_at and sheet.signed_by:
        yield "sheet ID", sheet.id
        yield "signed by", sheet.signed_by.name
        yield "key fingerprint", sheet.signed_by.fingerprint
        yield "valid until", format_time(sheet.expires_at)
    yield "tenant", sheet.tenant or "any"
    if sheet.tenant_id and sheet.tenant_id != (sheet.tenant or "").lower():
        yield "tenant ID", sheet.tenant_id
    if sheet.cloud:
        yield "cloud", sheet.cloud
    yield "application", sheet.application_name
    for uri in sheet.redirect_uris:
        yield "redirect URI", uri
    yield "SCIM address", sheet.scim_url or "comes later"
    yield (
        "SCIM token",
        _token(sheet) + (f"; expires {format_date(sheet.scim_token_ends)}" if sheet.scim_token_ends else ""),
    )
    for group in sheet.groups:
        yield "group", f"{group.name} ({group.role})"
    yield from _credential(sheet)
    yield from _more(sheet)


def _more(sheet: SheetFacts) -> Iterator[tuple[str, str]]:
    """Yield what most sheets leave out."""
    if sheet.attributes:
        yield "attributes", f"{sheet.attributes} set"
    if sheet.handoff_url:
        yield "hand-off goes to", sheet.handoff_url
    if sheet.contact:
        yield "contact", sheet.contact


def _credential(sheet: SheetFacts) -> Iterator[tuple[str, str]]:
    """Yield the kinds that TOTAL takes, if there is a choice or it isn't a client secret, then what belongs to each."""
    if sheet.credential != (CredentialKind.SECRET,):
        yield "credential", ", otherwise ".join(sheet.credential)
    if CredentialKind.SECRET in sheet.credential:
        yield "client secret", f"expires after {pluralize(sheet.secret_months, 'month')}"
    if sheet.certificate:
        ends = format_date(sheet.certificate.expires_at)
        yield "certificate", f"{sheet.certificate.subject}; expires {ends}"
        yield "thumbprint", sheet.certificate.thumbprint
    if sheet.federated:
        yield "token issuer", sheet.federated.issuer
        yield "token subject", sheet.federated.subject
        yield "token audience", sheet.federated.audience


def _token(sheet: SheetFacts) -> str:
    if sheet.scim_token_key:
        return f"in the sheet, sealed to the key {sheet.scim_token_key}" + _OPENS.get(sheet.scim_token, "")
    return _TOKEN[sheet.scim_token]


def show_passphrase(screen: Screen, passphrase: SecretText, file: Path | None) -> None:
    """Show it once, and never in the document: it is read out on the phone."""
    if file:
        screen.say(f"The passphrase of the SCIM token is in {file}; read it out on the phone, then delete the file.")
        return
    passphrase.show_on_request()
    words = passphrase.reveal(to="the representative, who reads it out on the phone")
    screen.say("Read the passphrase of the SCIM token out on the phone. It is shown only once:")
    screen.say(f"    {words}", style="name")


def show_admin_key(screen: Screen, key: HandoffKey) -> None:
    """Show the fingerprint to compare on the phone: a forged admin file could open the token."""
    screen.say(f"The SCIM token is sealed to the key {key.name}; before you send the sheet, compare with the admin:")
    screen.say(f"    {key.fingerprint}", style="name")


MOST_SHOWN: Final = 20
"""More sheets than that are counted, not listed."""


def show_rows(screen: Screen, rows: Sequence[RowResult], folder: Path, passphrases: Path | None) -> None:
    """Show the rows, with the failures last."""
    made = _alike(rows, RowOutcome.MADE)
    for row in made if len(made) <= MOST_SHOWN else ():
        text = f"{row.customer}, fingerprint {row.fingerprint}, in {row.path}"
        print_line(screen.result, symbol_line(screen.result, symbols.CREATED, text))
    _count(screen, made, f"made, in {folder}")
    _count(screen, _alike(rows, RowOutcome.KNOWN), "issued before; not made again (--again makes them anew)")
    _count(screen, _alike(rows, RowOutcome.DUPLICATE), "left out, because an earlier row says the same")
    for row in _alike(rows, RowOutcome.FAILED):
        for fault in row.faults:
            where = f"row {row.row}" + (f", {row.customer}" if row.customer else "")
            text = f"{fault.field}: {fault.reason}"
            print_line(screen.result, symbol_line(screen.result, symbols.BAD, text, title=where))
    if made and passphrases:
        screen.say(f"The passphrases of the SCIM tokens are in {passphrases}; read each out on the phone.")


def _alike(rows: Sequence[RowResult], outcome: RowOutcome) -> list[RowResult]:
    return [row for row in rows if row.outcome is outcome]


def _count(screen: Screen, rows: Sequence[RowResult], what: str) -> None:
    if rows:
        mark = symbols.GOOD if rows[0].outcome is RowOutcome.MADE else symbols.KEPT
        print_line(screen.result, symbol_line(screen.result, mark, f"{pluralize(len(rows), 'sheet')} {what}"))
