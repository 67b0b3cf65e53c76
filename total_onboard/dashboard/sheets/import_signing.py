"""Sign the sheets of a list that are new, in short transactions: colleagues wait for less than a second."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.core.errors import BadValue
from total_onboard.dashboard.services import Services
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.idempotency_key import ContentKeys
from total_onboard.exchange.bulk.sheet_files import file_name
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.sheet_page.html import html_page
from total_onboard.exchange.sheet_page.model import content_of
from total_onboard.exchange.value_sheet.create import CreatedSheet, create_sheet

BATCH: Final = 100


@dataclass
class SignedList:
    """Sheets with the names of their files; ``known`` are rows that have a sheet, ``failed`` those without one.

    ``keys`` are the orders of the sheets, ``saved`` is how many of the sheets have their passphrase in a saved table.
    """

    made: list[tuple[CreatedSheet, Path]] = field(default_factory=list)
    known: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    saved: int = 0

    @property
    def has_passphrases(self) -> bool:
        """Whether a passphrase must be said on the phone, and isn't in a saved table."""
        return any(one.passphrase for one, _ in self.made[self.saved :])

    def archive(self) -> bytes:
        """Return a zip file with each sheet and its page."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
            for one, path in self.made:
                page = path.with_suffix(".html")
                file.writestr(path.name, one.text)
                file.writestr(page.name, html_page(content_of(one, path, page)))
        return content.getvalue()


def sign_list(services: Services, signed: SignedList, rows: Iterable[CustomerRow], keys: OwnKeys) -> None:
    """Sign a sheet for each row that has none; a row that can't have one doesn't stop the others.

    ``signed`` grows by each batch that the ledger has: a failure loses none of its passphrases, and a next attempt
    continues it.
    """
    content_keys, lookup = ContentKeys(keys), TenantLookup(services.settings)
    signed.known, signed.failed = 0, []
    seen: set[str] = set()
    good = [row for row in rows if row.order]
    for begin in range(0, len(good), BATCH):
        some = good[begin : begin + BATCH]
        lookup.look_up(row.order for row in some if row.order)
        _sign_batch(
            services, signed, [(row, content_keys.of(row.order)) for row in some if row.order], seen, keys, lookup
        )


def _sign_batch(
    services: Services,
    signed: SignedList,
    rows: list[tuple[CustomerRow, str]],
    seen: set[str],
    keys: OwnKeys,
    lookup: TenantLookup,
) -> None:
    made_now: list[tuple[str, CreatedSheet, Path]] = []
    with services.ledger.issuing() as issuing:
        known = issuing.known([key for _, key in rows])
        for row, key in rows:
            assert row.order
            if key in known or key in seen:
                signed.known += key in seen or key not in signed.keys
                seen.add(key)
                continue
            seen.add(key)
            try:
                made = create_sheet(lookup.resolved(row.order), keys)
            except BadValue as error:
                signed.failed.append((row.number, error.message))
                continue
            entry = entry_of(made, keys).model_copy(update={"issued_by": services.user})
            issuing.record(entry, key, file_of(made, keys))
            made_now.append((key, made, Path(file_name(row.customer, key))))
    signed.made += [(made, path) for _, made, path in made_now]
    signed.keys |= {key for key, _, _ in made_now}
