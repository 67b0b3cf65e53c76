"""The ledger itself: enter what was issued and what came back, and look it up again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, aliased, selectinload

from total_onboard.core.errors import BadSheet
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.database_url import engine_of, name_of
from total_onboard.exchange.ledger.entries import (
    EventDetail,
    HandoffEntry,
    ImportReport,
    LedgerFilter,
    LedgerLine,
    Marks,
    NewerHandoff,
    SheetEntry,
)
from total_onboard.exchange.ledger.import_entries import Import, copied_ledger
from total_onboard.exchange.ledger.issue_sheets import Issuing, lock_issuing
from total_onboard.exchange.ledger.location import SETTING, LedgerUnavailable
from total_onboard.exchange.ledger.pending_sheets import conditions, current_secret_id, newest_sheet_id, pending_sheets
from total_onboard.exchange.ledger.received_handoffs import (
    accept_tenant,
    keep_file,
    newer_handoff,
    newest_file,
    same_handoff,
)
from total_onboard.exchange.ledger.schema_migration import apply_migrations
from total_onboard.exchange.ledger.tables import HandoffRow, SheetRow
from total_onboard.exchange.ledger.team.audit_trail import record_events
from total_onboard.exchange.ledger.team.customer_summary import summarize
from total_onboard.exchange.ledger.team.optimistic_locking import change_sheet
from total_onboard.exchange.ledger.team.posted_handoffs import mark_opened


class Ledger:
    """Every method is one transaction. All of them raise LedgerUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: SecretText | None) -> Self:
        """Open it, and bring its layout up to date. Raises BadValue, LedgerTooNew, LedgerUnavailable."""
        engine = engine_of(url)
        ledger = cls(engine)
        try:
            with _database_errors(engine), engine.begin() as connection:
                apply_migrations(connection)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def close(self) -> None:
        """Close the connections that wait for a next transaction."""
        self._engine.dispose()

    @property
    def name(self) -> str:
        """The ledger's place, without user and password."""
        return name_of(self._engine.url)

    @contextmanager
    def issuing(self) -> Iterator[Issuing]:
        """Record sheets while their files are written: all are recorded, or none if something is raised."""
        with self._session() as session:
            issuing = Issuing(session)
            yield issuing
            issuing.write()

    def sheet(self, sheet_id: str) -> SheetEntry | None:
        """Return the sheet with this id; None if it was not issued."""
        with self._session() as session:
            found = session.get(SheetRow, UUID(sheet_id))
            return SheetEntry.model_validate(found) if found else None

    def mark(self, sheet_id: UUID, marks: Marks, what: EventDetail, version: int | None = None) -> None:
        """Change those marks of a sheet that are set here, None included. Raises EntryChanged for another version."""
        with self._changing(sheet_id, what, version, **marks.model_dump(exclude_unset=True)):
            pass

    def sealed_sheet(self, sheet_id: UUID) -> str | None:
        """Return the sealed file of a sheet, if the ledger keeps it."""
        with self._session() as session:
            return session.scalar(select(SheetRow.sealed_file).where(SheetRow.id == sheet_id))

    def newest_sealed_handoff(self, sheet_id: UUID) -> str | None:
        """Return the hand-off to this sheet that was made last, sealed as it came, if the ledger keeps it."""
        with self._session() as session:
            return session.scalar(newest_file(sheet_id))

    def record_handoff(
        self,
        sheet_id: str,
        handoff: HandoffEntry,
        *,
        accept_tenant_change: bool = False,
        sealed_file: str | None = None,
    ) -> bool:
        """Enter a hand-off that answers a sheet; False if this very one is there, which gets the file if it has none.

        Raises BadSheet for no sheet and for another tenant than the sheet's; then nothing is entered.
        """
        with self._session() as session:
            sheet = session.get(SheetRow, UUID(sheet_id), with_for_update=True)
            if sheet is None:
                raise BadSheet(
                    f"The sheet of this hand-off ({sheet_id}) isn't in this ledger.",
                    remedy=f"Use the ledger that contains the sheet; see {SETTING}.",
                )
            accept_tenant(sheet, handoff.tenant_id, accept_change=accept_tenant_change)
            if sealed_file:
                mark_opened(session, sheet.id, sealed_file)
            if same_handoff(session, sheet.id, handoff):
                keep_file(session, sheet.id, handoff, sealed_file)
                return False
            members = handoff.model_dump(exclude={"has_file"})
            session.execute(insert(HandoffRow).values(sheet_id=sheet.id, sealed_file=sealed_file, **members))
            sheet.version += 1
            record_events(session, ((sheet.id, EventDetail(by=handoff.received_by, action="hand-off opened")),))
            session.flush()
            summarize(session.connection(), {sheet.customer})
            return True

    def opened_before(self, sheet_id: str, handoff: HandoffEntry) -> HandoffEntry | None:
        """Return the entry of this very hand-off, if it was opened before."""
        with self._session() as session:
            return same_handoff(session, UUID(sheet_id), handoff)

    def newer_handoff(self, sheet_id: str, handoff: HandoffEntry) -> NewerHandoff | None:
        """Return the newest hand-off of the same customer that was made after this one."""
        with self._session() as session:
            return newer_handoff(session, UUID(sheet_id), handoff)

    def lines(self, filter_: LedgerFilter | None = None) -> tuple[LedgerLine, ...]:
        """Return the sheets that are looked for with what came back, the newest first."""
        now = datetime.now(UTC)
        secret, newer = aliased(HandoffRow), aliased(SheetRow)
        query = (
            select(SheetRow, pending_sheets(now), secret, newer)
            .select_from(SheetRow)
            .outerjoin(secret, secret.id == current_secret_id())
            .outerjoin(newer, newer.id == newest_sheet_id())
            .where(*conditions(filter_ or LedgerFilter(), now))
            .order_by(SheetRow.issued_at.desc(), SheetRow.customer)
            .options(selectinload(SheetRow.handoffs))
        )
        with self._session() as session:
            return tuple(_line(*found) for found in session.execute(query))

    def import_from(self, file: Path) -> ImportReport:
        """Import the ledger in a file. All or nothing; what is here is never overwritten. Raises BadValue."""
        with copied_ledger(file) as source, _database_errors(self._engine), self._engine.begin() as here:
            lock_issuing(here)
            taking = Import(here)
            taking.import_from(source)
            summarize(here)
        sheets, handoffs = taking.counts()
        conflicts = tuple(taking.conflicts)
        return ImportReport(source=str(file), ledger=self.name, sheets=sheets, handoffs=handoffs, conflicts=conflicts)

    @contextmanager
    def _changing(self, sheet_id: UUID, what: EventDetail, version: int | None, **values: object) -> Iterator[Session]:
        """Change a sheet, with its entry in the audit trail. Raises EntryChanged."""
        with self._session() as session:
            customer = change_sheet(session, sheet_id, version, **values)
            yield session
            if customer is not None:
                record_events(session, ((sheet_id, what),))
                summarize(session.connection(), {customer})

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with _database_errors(self._engine), Session(self._engine) as session, session.begin():
            yield session


def _line(sheet: SheetRow, waits_for: str | None, secret: HandoffRow | None, newer: SheetRow | None) -> LedgerLine:
    entry = SheetEntry.model_validate(sheet)
    handoffs = tuple(HandoffEntry.model_validate(one) for one in sheet.handoffs)
    return LedgerLine(
        **dict(entry),
        waiting=waits_for,
        handoffs=handoffs,
        secret=HandoffEntry.model_validate(secret) if secret and not newer else None,
        replaced_by=newer.id if newer else None,
        replaced_at=newer.issued_at if newer else None,
    )


@contextmanager
def _database_errors(engine: Engine) -> Iterator[None]:
    """Name the place, never the password, and what the driver says; a broken constraint is the caller's matter."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        why = str(error.orig).strip().splitlines()[0]
        raise LedgerUnavailable(
            f"The ledger {name_of(engine.url)} can't be used: {why}",
            remedy=_remedy(engine),
        ) from error


def _remedy(engine: Engine) -> str:
    if engine.url.get_backend_name() == "sqlite":
        return "If another command uses it, try again. If it is damaged, restore it from a backup, or move it."
    return f"Check that its database runs and accepts your account; check {SETTING}."
