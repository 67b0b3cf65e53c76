"""``value-sheet create``: one sheet, or one for each row of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from total_onboard.commands.inputs.key_passphrase import only_key, unlock_signing_key
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.bulk_create import ManyOptions, create_many
from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of, known_ledger, open_ledger
from total_onboard.commands.value_sheet.pages import PageOptions
from total_onboard.commands.value_sheet.prompts import SheetOptions, ask_sheet_request
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.commands.value_sheet.withdraw_and_note import checked_note
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange import address_validation
from total_onboard.exchange.bulk.customer_rows import order_warnings
from total_onboard.exchange.bulk.idempotency_key import ContentKeys
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.safe_files import FOR_ALL, NewFile, new_files, refuse_existing
from total_onboard.exchange.value_sheet.create import CreatedSheet, SheetRequest, create_sheet
from total_onboard.settings import load_settings
from total_onboard.ui.console import Screen
from total_onboard.ui.output.exchange_documents import SheetFacts
from total_onboard.ui.views.exchange.sheet import show_admin_key, show_passphrase, show_sheet


def create(context: CommandContext, options: SheetOptions, pages: PageOptions) -> CommandResult:
    """Make one sheet; nothing is overwritten, and nothing written before everything is checked."""
    settings = load_settings({})
    folder = KeyFolder.of(settings.state_dir)
    known_ledger(context, settings)  # one that can't be used costs no answers
    name = options.key or only_key(context.screen, folder)
    # Opened before the questions, so that a forgotten passphrase costs no answers; options are checked before it.
    asks = context.screen.interactive and options.customer is None
    keys = unlock_signing_key(context.screen, settings, folder, name) if asks else None
    order = ask_sheet_request(context.screen, settings, options)
    for warning in order_warnings(order):
        context.screen.say(f"Warning: {warning}", style="caution")
    lookup = TenantLookup(settings)
    out = options.out or Path(file_name_for(order.customer))
    refuse_existing(out, "--out")
    keys = keys or unlock_signing_key(context.screen, settings, folder, name)
    lookup.look_up((order,))
    lookup.warn(context.screen)
    made = create_sheet(lookup.resolved(order), keys)
    drawn = tuple(pages.drawn(made, out))
    files = (*files_of(made, out, options.passphrase_file), *drawn)
    with new_files(files), open_ledger(context, settings).issuing() as issuing:
        issuing.record(entry_of(made, keys, options.note), ContentKeys(keys).of(order), file_of(made, keys))
    facts = show_made(context.screen, made, order, out, options.passphrase_file)
    for page in drawn:
        context.screen.say(
            f"Wrote the page {page.path}. Read the key fingerprint out on the phone; it isn't on the page."
        )
    return CommandResult(members={"sheet": facts})


def show_made(
    screen: Screen, made: CreatedSheet, order: SheetRequest, out: Path, passphrase_file: Path | None
) -> SheetFacts:
    """Show what opens the token, then the sheet; return its facts."""
    if made.passphrase:
        show_passphrase(screen, made.passphrase, passphrase_file)
    if made.sheet.sealed_scim_token and order.admin_key:
        show_admin_key(screen, order.admin_key)
    facts = SheetFacts.of(made.sheet, made.signing_key, out, made.text)
    show_sheet(screen, facts)
    return facts


def files_of(made: CreatedSheet, out: Path, passphrase_file: Path | None) -> Iterator[NewFile]:
    """Yield the sheet, and its passphrase if a file for it was named."""
    if made.passphrase and passphrase_file:
        yield NewFile(passphrase_file, _line(made.passphrase), "--passphrase-file")
    yield NewFile(out, made.text, "--out", FOR_ALL)


def _line(passphrase: SecretText) -> str:
    return passphrase.reveal(to="the file that the representative asked for") + "\n"


def file_name_for(customer: str) -> str:
    """Name a sheet's file after its customer."""
    return (re.sub(r"[^\w.-]+", "-", customer.lower()).strip("-.") or "customer") + ".totalsheet"


def create_sheets(
    context: CommandContext, options: SheetOptions, pages: PageOptions, many: ManyOptions
) -> CommandResult:
    """Create one sheet or many. Raises BadValue."""
    if options.note is not None:
        options = replace(options, note=checked_note(options.note, "--note"))
    with _at_totals_desk():
        return _created(context, options, pages, many)


def _created(context: CommandContext, options: SheetOptions, pages: PageOptions, many: ManyOptions) -> CommandResult:
    if many.file:
        _refuse(
            "is for one sheet, and --from makes many",
            **{"--customer": options.customer, "--tenant": options.tenant, "--out": options.out},
            **{"--scim-token-file": options.scim_token_file, "--page": pages.html, "--pdf": pages.pdf},
            **{"--admin-key": options.admin_key},
        )
        return create_many(context, options, many)
    _refuse(
        "belongs to --from",
        **{"--out-dir": many.folder, "--pages": many.kinds, "--again": many.again, "--encoding": many.encoding},
    )
    return create(context, options, pages)


@contextmanager
def _at_totals_desk() -> Iterator[None]:
    """Replace remedies that refer to TOTAL, because the user of this command is TOTAL."""
    try:
        yield
    except BadValue as error:
        error.remedy = error.remedy.replace(address_validation.ASK_REP, "Copy it again from TOTAL's console.")
        raise


def _refuse(why: str, **given: object) -> None:
    for option, value in given.items():
        if value:
            raise BadValue(f"{option} {why}.", remedy=f"Leave {option} out.")
