"""The ledger with what the dashboard needs: lists, checklists, and the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import exists, select

from total_onboard.exchange.ledger.entries import Checklist, ChecklistStep, EventDetail, EventEntry, PostedHandoff
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.tables import CustomerRow, HandoffRow
from total_onboard.exchange.ledger.team.audit_trail import events, record_events
from total_onboard.exchange.ledger.team.checklist import checklists, tick, untick
from total_onboard.exchange.ledger.team.overview import (
    CustomerFilter,
    CustomerPage,
    OverviewCounts,
    count_customers,
    count_periods,
    customer_page,
)
from total_onboard.exchange.ledger.team.posted_handoffs import discard_post, posted_file, store_post, unopened_posts


class TeamLedger(Ledger):
    """Every method is one transaction, as in :class:`Ledger`."""

    def tick(
        self, sheet_id: UUID, handoff_id: int, step: ChecklistStep, by: str, *, done: bool, version: int | None = None
    ) -> None:
        """Mark a step of a hand-off's checklist, or remove the mark. Raises EntryChanged, BadValue."""
        what = EventDetail(by=by, action=step.value if done else f"not {step.value}")
        with self._changing(sheet_id, what, version) as session:
            if done:
                tick(session, sheet_id, handoff_id, step, by)
            else:
                untick(session, sheet_id, handoff_id, step)

    def note_event(self, sheet_id: UUID | None, what: EventDetail) -> None:
        """Add to the audit trail what changes no entry."""
        with self._session() as session:
            record_events(session, ((sheet_id, what),))

    def events(
        self, sheet_ids: Collection[UUID] | None = None, begin: int = 0, size: int = 100
    ) -> tuple[EventEntry, ...]:
        """Return the audit trail of these sheets or of all, the newest event first."""
        with self._session() as session:
            return events(session, sheet_ids, begin, size)

    def checklists(self, sheet_ids: Collection[UUID]) -> tuple[Checklist, ...]:
        """Return the checklist of each hand-off to these sheets, the newest first."""
        with self._session() as session:
            return checklists(session, sheet_ids)

    def overview(self) -> OverviewCounts:
        """Count the customers by who acts next."""
        with self._session() as session:
            return count_customers(session, datetime.now(UTC))

    def customers(
        self, filter_: CustomerFilter, begin: int = 0, size: int = 50, *, counted: bool = True
    ) -> CustomerPage:
        """Return some of the customers that are looked for, and how many there are in all."""
        with self._session() as session:
            return customer_page(session, filter_, datetime.now(UTC), begin, size, counted=counted)

    def expiry_counts(self, edges: Sequence[datetime]) -> tuple[int, ...]:
        """Count the customers by the period in which something expires next."""
        with self._session() as session:
            return count_periods(session, edges)

    def newest_of(self, customer: str, tenant: str | None) -> UUID | None:
        """Return the sheet that counts for a customer in a tenant."""
        with self._session() as session:
            own = (CustomerRow.customer == customer, CustomerRow.tenant.is_not_distinct_from(tenant))
            return session.scalar(select(CustomerRow.sheet_id).where(*own))

    def keeps_handoff(self, sheet_id: UUID, sealed_file: str) -> bool:
        """Return whether this very file was opened before."""
        with self._session() as session:
            same = (HandoffRow.sheet_id == sheet_id, HandoffRow.sealed_file == sealed_file)
            return session.scalar(select(exists().where(*same))) is True

    def store_post(self, sheet_id: UUID, digest: str, sealed_file: str) -> tuple[PostedHandoff, bool]:
        """Store a hand-off that was sent, and return whether it is new. Raises TooManyUnopened."""
        with self._session() as session:
            return store_post(session, sheet_id, digest, sealed_file)

    def unopened_posts(self, most: int = 50) -> tuple[PostedHandoff, ...]:
        """Return hand-offs that were sent and not opened, the oldest first."""
        with self._session() as session:
            return unopened_posts(session, most)

    def posted_file(self, digest: str) -> str | None:
        """Return a hand-off that was sent, sealed as it came."""
        with self._session() as session:
            return posted_file(session, digest)

    def discard_post(self, digest: str, by: str) -> None:
        """Take a hand-off that was sent out of the inbox; only one that waits leaves an entry in the audit trail."""
        with self._session() as session:
            if sheet_id := discard_post(session, digest):
                record_events(session, ((sheet_id, EventDetail(by=by, action="sent hand-off discarded")),))
