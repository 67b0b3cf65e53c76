"""A sheet that was issued, found by its file, its ID or its customer; and its file, opened with TOTAL's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn
from uuid import UUID

from total_onboard.commands.inputs.key_passphrase import unlock_keys
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.value_sheet.ledger_access import known_ledger
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.text.formatting import format_date
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.ledger.entries import LedgerFilter, LedgerLine
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.safe_files import small_text
from total_onboard.exchange.value_sheet.sealed_ledger_copy import OwnSheet, key_of_file, open_file, own_sheet
from total_onboard.exchange.value_sheet.value_sheet import ASK_REP
from total_onboard.settings import Settings

LIST: Final = "See total-onboard value-sheet list."


@dataclass(frozen=True)
class Issued:
    """A sheet as the ledger has it; ``given`` is the file that named it, if one did."""

    ledger: Ledger
    line: LedgerLine
    given: OwnSheet | None = None

    @property
    def newest_line(self) -> LedgerLine:
        """The sheet as the ledger has it now."""
        return self.ledger.lines(LedgerFilter(id=self.line.id))[0]


def ledger_here(context: CommandContext, settings: Settings) -> Ledger:
    """Open the ledger. Raises BadValue if no sheet was issued here, LedgerUnavailable."""
    ledger = known_ledger(context, settings)
    if ledger is None:
        raise BadValue(
            "There is no ledger here: no sheet was issued on this computer.",
            remedy="Run it where the sheet was issued, or set TOTAL_ONBOARD_LEDGER_URL to your team's ledger.",
        )
    return ledger


def find_issued(settings: Settings, ledger: Ledger, reference: str) -> Issued:
    """Find one sheet by its file, its ID or its customer's name. Raises BadValue, BadSheet."""
    if Path(reference).is_file():
        if lines_of(ledger, reference):
            raise BadValue(
                f"{reference} names a file in this folder and a sheet or customer in the ledger.",
                remedy=f"Name the file as ./{reference}, or the sheet by its ID from another folder.",
            )
        given = own_sheet(
            small_text(Path(reference), "value sheet", ASK_REP), reference, KeyFolder.of(settings.state_dir)
        )
        return Issued(ledger, _only(ledger.lines(LedgerFilter(id=given.sheet.id)), ledger, reference), given)
    return Issued(ledger, _only(_usable(lines_of(ledger, reference)), ledger, reference))


def lines_of(ledger: Ledger, reference: str) -> tuple[LedgerLine, ...]:
    """Return the sheet with this ID, or every sheet of the customer with this name, the newest first."""
    try:
        return ledger.lines(LedgerFilter(id=UUID(reference)))
    except ValueError:
        return ledger.lines(LedgerFilter(exactly=reference.strip()))


def _usable(lines: tuple[LedgerLine, ...]) -> tuple[LedgerLine, ...]:
    """Leave out what was replaced or withdrawn, unless nothing else is left: then the newest."""
    return tuple(line for line in lines if not (line.replaced_by or line.withdrawn_at)) or lines[:1]


def _only(lines: Sequence[LedgerLine], ledger: Ledger, reference: str) -> LedgerLine:
    if not lines:
        refuse_unknown(ledger, reference)
    if len(lines) > 1:
        ids = ", ".join(
            f"{line.id} ({line.tenant or 'any tenant'}, issued {format_date(line.issued_at)})" for line in lines
        )
        raise BadValue(f"{reference} has several sheets: {ids}.", remedy="Name one by its sheet ID.")
    return lines[0]


def refuse_unknown(ledger: Ledger, reference: str) -> NoReturn:
    """Raise BadValue, naming customers of which this is a part of the name."""
    alike = list(dict.fromkeys(line.customer for line in ledger.lines(LedgerFilter(customer=reference.strip()))))[:5]
    remedy = f"Did you mean: {', '.join(alike)}?" if alike else LIST
    raise BadValue(
        f"The ledger {ledger.name} has no sheet or customer {reference!r}, and there is no such file.", remedy=remedy
    )


def kept_sheet(context: CommandContext, settings: Settings, issued: Issued) -> tuple[OwnSheet, OwnKeys | None]:
    """Return the sheet itself, and the keys if they were opened for it. Raises BadValue, BadSheet."""
    if issued.given:
        return issued.given, None
    folder = KeyFolder.of(settings.state_dir)
    return opened_sheet(
        issued.ledger, issued.line, folder, lambda name: unlock_keys(context.screen, settings, folder, name)
    )


def opened_sheet(
    ledger: Ledger, line: LedgerLine, folder: KeyFolder, unlock: Callable[[str], OwnKeys]
) -> tuple[OwnSheet, OwnKeys]:
    """Return the sheet that the ledger keeps, and the keys that opened it. Raises BadValue, BadSheet."""
    sealed = ledger.sealed_sheet(line.id)
    if sealed is None:
        raise BadValue(
            f"The ledger doesn't keep the file of the sheet {line.id}: an earlier version issued it.",
            remedy=f"Ask {line.issued_by} for the file, issued on {format_date(line.issued_at)}.",
        )
    public = folder.by_handoff_key(key_of_file(sealed))
    if public is None:
        raise BadSheet(
            f"The sheet {line.id} is sealed to the key {key_of_file(sealed)}, which isn't on this computer.",
            remedy=f"Ask {line.issued_by} to run the command, or copy the key from there.",
        )
    keys = unlock(public.name)
    own = own_sheet(open_file(sealed, keys), f"sheet {line.id}", folder)
    if own.sheet.id != line.id:
        raise BadSheet(f"The ledger holds another sheet under the ID {line.id}.", remedy="Restore it from a backup.")
    return own, keys
