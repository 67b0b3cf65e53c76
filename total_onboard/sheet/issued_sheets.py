"""What must be known of the sheets that were issued, to tell whether a hand-off answers one of them."""

from __future__ import annotations

from typing import Protocol


class IssuedSheets(Protocol):
    """Whoever remembers them; the ledger does."""

    def is_issued(self, sheet_id: str) -> bool:
        """Whether a sheet with this id was made for a customer."""
