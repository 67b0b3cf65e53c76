"""``value-sheet renew``: a new sheet with the values of an earlier one, which it replaces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.key_passphrase import only_key, unlock_signing_key
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.create import file_name_for, files_of, show_made
from total_onboard.commands.value_sheet.credential_options import CredentialOptions, handoff_address
from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of
from total_onboard.commands.value_sheet.pages import PageOptions
from total_onboard.commands.value_sheet.sheet_lookup import Issued, find_issued, kept_sheet, ledger_here
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.commands.value_sheet.withdraw_and_note import checked_note
from total_onboard.core.errors import BadValue
from total_onboard.core.text.formatting import format_date
from total_onboard.exchange.bulk.customer_rows import certificate_warnings
from total_onboard.exchange.desired_state.from_sheet import read_scim_token
from total_onboard.exchange.keys.private_keys import KeyFolder, KeyState, OwnKeys
from total_onboard.exchange.keys.public_key_file import admin_key
from total_onboard.exchange.ledger.entries import LedgerLine
from total_onboard.exchange.safe_files import new_files, refuse_existing
from total_onboard.exchange.value_sheet.create import CreatedSheet, SheetRequest, create_sheet
from total_onboard.exchange.value_sheet.expiry import expiry
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sealed_ledger_copy import OwnSheet
from total_onboard.exchange.value_sheet.sealed_token import key_of
from total_onboard.settings import Settings, load_settings

STILL_SEALED: Final = (
    "Warning: The withdrawn sheet holds the same SCIM token. If others may have that sheet, generate a new token in "
    "TOTAL's console, and renew with --scim-token-file."
)


@dataclass(frozen=True)
class RenewOptions:
    """Changes in the new sheet, and the target of its files."""

    key: str | None = None
    expires: str | None = None
    scim_url: str | None = None
    scim_token_file: Path | None = None
    scim_token_ends: date | None = None
    credential: CredentialOptions = field(default_factory=CredentialOptions)
    handoff_url: str | None = None
    admin_key: Path | None = None
    out: Path | None = None
    passphrase_file: Path | None = None
    note: str | None = None
    pages: PageOptions = field(default_factory=PageOptions)

    @property
    def changes_values(self) -> bool:
        """Whether the new sheet has other values than the earlier one."""
        scim = self.scim_url or self.scim_token_file or self.scim_token_ends or self.admin_key
        return bool(scim or self.credential.any or self.handoff_url)


def renew_sheet(context: CommandContext, reference: str, options: RenewOptions) -> CommandResult:
    """Make the new sheet; nothing is written before everything is checked. Raises BadValue, BadSheet."""
    settings = load_settings({})
    issued = find_issued(settings, ledger_here(context, settings), reference)
    out = options.out or Path(file_name_for(f"{issued.line.customer}-{datetime.now(UTC):%Y-%m-%d}"))
    refuse_existing(out, "--out")
    old, opened = kept_sheet(context, settings, issued)
    order = renewed_order(old.sheet, options, settings)
    for warning in certificate_warnings(order):
        context.screen.say(f"Warning: {warning}", style="caution")
    keys = _keys(context, settings, options.key, old, opened)
    lookup = TenantLookup(settings)
    if order.tenant_id is None:
        lookup.look_up((order,))
        lookup.warn(context.screen)
        order = lookup.resolved(order)
    made = create_sheet(order, keys, max(datetime.now(UTC), old.sheet.issued_at + timedelta(seconds=1)))
    _write(issued, made, keys, options, out)
    facts = show_made(context.screen, made, order, out, options.passphrase_file)
    _say_what_stays(context, issued.line, order, old.sheet)
    return CommandResult(members={"sheet": facts, "sheets": (issued.newest_line,)})


def renewed_order(old: IssuedSheet, options: RenewOptions, settings: Settings) -> SheetRequest:
    """Order the same values; a new SCIM token takes the place of the sealed one. Raises BadValue."""
    token = read_scim_token(options.scim_token_file) if options.scim_token_file else None
    ends = options.scim_token_ends if token else options.scim_token_ends or old.scim_token_ends
    if token is None and old.scim_token_ends and old.scim_token_ends < datetime.now(UTC).date():
        raise BadValue(
            f"The SCIM token in this sheet expired on {format_date(old.scim_token_ends)}.",
            remedy="Generate a new one in TOTAL's console, and give it with --scim-token-file.",
        )
    return SheetRequest(
        customer=old.customer,
        redirect_uris=old.redirect_uris,
        tenant=old.tenant,
        tenant_id=old.tenant_id,
        cloud=old.cloud,
        application_name=old.application_name,
        scim_url=options.scim_url or old.scim_url,
        scim_token=token,
        scim_token_ends=ends,
        groups=old.groups,
        secret_months=old.secret_months,
        attributes=old.attributes,
        credential=options.credential.renewed(old.credential_choice),
        handoff_url=handoff_address(settings, options.handoff_url) if options.handoff_url else old.handoff_url,
        contact=old.contact,
        expires_at=expiry(options.expires) if options.expires else None,
        admin_key=admin_key(options.admin_key, KeyFolder.of(settings.state_dir)) if options.admin_key else None,
        sealed_token=None if token else old.sealed_scim_token,
    )


def _keys(
    context: CommandContext, settings: Settings, reference: str | None, old: OwnSheet, opened: OwnKeys | None
) -> OwnKeys:
    """Sign with the key of the earlier sheet if it can still sign. Raises BadValue."""
    folder = KeyFolder.of(settings.state_dir)
    current = folder.state(old.keys.name, datetime.now(UTC)) is KeyState.CURRENT
    name = reference or (old.keys.name if current else only_key(context.screen, folder))
    if opened and opened.public.name == name and current:
        return opened
    return unlock_signing_key(context.screen, settings, folder, name)


def _write(issued: Issued, made: CreatedSheet, keys: OwnKeys, options: RenewOptions, out: Path) -> None:
    """Write the sheet and assign it the earlier sheet's order, so that a file of customers makes no third sheet."""
    drawn = tuple(options.pages.drawn(made, out))
    entry = entry_of(made, keys, checked_note(options.note, "--note") if options.note else issued.line.note)
    entry = entry.model_copy(update={"pinned_tenant_id": issued.line.pinned_tenant_id})
    same_values = not options.changes_values
    with new_files((*files_of(made, out, options.passphrase_file), *drawn)), issued.ledger.issuing() as issuing:
        issuing.replaces(issued.line.id, issued.line.version)
        key = issuing.content_key_of(issued.line.id) if same_values and entry.key_id == issued.line.key_id else None
        issuing.record(entry, key, file_of(made, keys))


def _say_what_stays(context: CommandContext, line: LedgerLine, order: SheetRequest, old: IssuedSheet) -> None:
    say = context.screen.say
    say(f"It replaces the sheet {line.id} of {format_date(line.issued_at)}.")
    if order.sealed_token:
        opens = "the admin's key" if key_of(order.sealed_token) else "the passphrase of the earlier sheet"
        say(f"The SCIM token is the same: {opens} opens it.")
    if line.withdrawn_at and order.sealed_token:
        say(STILL_SEALED, style="caution")
    if old.expires_at > datetime.now(UTC) and not line.withdrawn_at:
        say(f"The earlier sheet still works until {format_date(old.expires_at)}: tell the customer to use the new one.")
