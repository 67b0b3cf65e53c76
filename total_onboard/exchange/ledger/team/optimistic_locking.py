"""Optimistic locking: a change names the version that its author saw, and is refused if another one came first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from total_onboard.core.errors import OnboardError
from total_onboard.exchange.ledger.tables import SheetRow


class EntryChanged(OnboardError):
    """Another person changed the entry after it was read."""

    code = "ledger-entry-changed"


def change_sheet(session: Session, sheet_id: UUID, version: int | None, **values: Any) -> str | None:  # noqa: ANN401
    """Change a sheet and count its version up; return its customer, None if there is no such sheet.

    ``version`` None changes any version. Raises EntryChanged.
    """
    own = [SheetRow.id == sheet_id]
    if version is not None:
        own.append(SheetRow.version == version)
    change = update(SheetRow).where(*own).values(version=SheetRow.version + 1, **values)
    done = session.execute(change.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    customer = session.scalar(select(SheetRow.customer).where(SheetRow.id == sheet_id))
    if version is not None and not done.rowcount:
        raise EntryChanged(
            f"Someone else changed this entry{f' of {customer}' if customer else ''} after you opened it. "
            "Nothing of your change was saved.",
            remedy="Open it again, check what changed, and repeat your change if it still applies.",
        )
    return customer
