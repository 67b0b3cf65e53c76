"""Hand-offs that were sent to the team's address: stored once, until a representative opens them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, exists, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from total_onboard.exchange.ledger.entries import PostedHandoff
from total_onboard.exchange.ledger.tables import HandoffRow, PostedRow, SheetRow

MOST_UNOPENED: Final = 20
"""Hand-offs of one sheet that wait; anyone who knows a sheet's ID and TOTAL's public key can send some."""

_BLANKS: Final = " \t\r\n"


class TooManyUnopened(Exception):
    """So many hand-offs of a sheet wait that no other one is taken."""


def store_post(session: Session, sheet_id: UUID, digest: str, sealed_file: str) -> tuple[PostedHandoff, bool]:
    """Store a hand-off, and return whether it is new; one that was discarded waits again. Raises TooManyUnopened."""
    session.execute(select(SheetRow.id).where(SheetRow.id == sheet_id).with_for_update())
    known = session.get(PostedRow, digest)
    is_discarded = known is not None and known.opened_at is not None and not _was_opened(session, known)
    if known and not is_discarded:
        return PostedHandoff.model_validate(known), False
    waiting = select(func.count()).select_from(PostedRow)
    waiting = waiting.where(PostedRow.sheet_id == sheet_id, PostedRow.opened_at.is_(None))
    if (session.scalar(waiting) or 0) >= MOST_UNOPENED:
        raise TooManyUnopened
    if known:
        known.opened_at = None
        return PostedHandoff.model_validate(known), False
    now = datetime.now(UTC).replace(microsecond=0)
    post = PostedHandoff(digest=digest, id=uuid4(), sheet_id=sheet_id, received_at=now)
    session.execute(insert(PostedRow).values(**post.model_dump(exclude={"customer"}), sealed_file=sealed_file))
    return post, True


def unopened_posts(session: Session, most: int) -> tuple[PostedHandoff, ...]:
    """Return those that wait, the oldest first."""
    query = select(PostedRow, SheetRow.customer).join(SheetRow, SheetRow.id == PostedRow.sheet_id)
    query = query.where(PostedRow.opened_at.is_(None)).order_by(PostedRow.received_at).limit(most)
    return tuple(
        PostedHandoff.model_validate(row).model_copy(update={"customer": customer})
        for row, customer in session.execute(query)
    )


def posted_file(session: Session, digest: str) -> str | None:
    """Return the file of one, sealed as it came."""
    return session.scalar(select(PostedRow.sealed_file).where(PostedRow.digest == digest))


def mark_opened(session: Session, sheet_id: UUID, sealed_file: str) -> None:
    """Mark that a representative opened this file, wherever it came from; a mail may have cut its last line break."""
    _close(session, PostedRow.sheet_id == sheet_id, _same(PostedRow.sealed_file, sealed_file))


def discard_post(session: Session, digest: str) -> UUID | None:
    """Take a hand-off that waits out of the inbox; return its sheet, None if it doesn't wait."""
    if not _close(session, PostedRow.digest == digest):
        return None
    return session.scalar(select(PostedRow.sheet_id).where(PostedRow.digest == digest))


def _close(session: Session, *which: ColumnElement[bool]) -> bool:
    closed = update(PostedRow).where(*which, PostedRow.opened_at.is_(None))
    done = session.execute(closed.values(opened_at=datetime.now(UTC).replace(microsecond=0)))
    assert isinstance(done, CursorResult)
    return bool(done.rowcount)


def _was_opened(session: Session, post: PostedRow) -> bool:
    same = (HandoffRow.sheet_id == post.sheet_id, _same(HandoffRow.sealed_file, post.sealed_file))
    return session.scalar(select(exists().where(*same))) is True


def _same(column: InstrumentedAttribute[Any], sealed_file: str) -> ColumnElement[bool]:
    return func.rtrim(column, _BLANKS) == sealed_file.rstrip(_BLANKS)
