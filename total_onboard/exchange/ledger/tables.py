"""The tables of the ledger. A secret is only in ``sealed_file``, which the private half of TOTAL's key opens."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """Points in time; SQLite forgets the zone, so that they are written and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert for the database."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert from the database."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Names of keys and constraints are fixed, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class SheetRow(Table):
    """A value sheet that was issued."""

    __tablename__ = "sheets"
    __table_args__ = (
        Index(None, "customer", "tenant"),
        Index(None, "issued_at"),
        Index(None, "content_key", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(String(120))
    tenant: Mapped[str | None] = mapped_column(String(253))
    redirect_uris: Mapped[list[str]] = mapped_column(JSON)
    has_scim_values: Mapped[bool]
    scim_token_ends: Mapped[date | None]
    issued_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    issued_by: Mapped[str] = mapped_column(String(200))
    key_id: Mapped[str] = mapped_column(String(100))
    fingerprint: Mapped[str] = mapped_column(String(100))
    content_key: Mapped[str | None] = mapped_column(String(64))
    has_nonce: Mapped[bool] = mapped_column(server_default=false())
    tenant_id: Mapped[str | None] = mapped_column(String(36))
    pinned_tenant_id: Mapped[str | None] = mapped_column(String(36))
    note: Mapped[str | None] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    done_by: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    sealed_file: Mapped[str | None] = mapped_column(Text, deferred=True)
    has_file: Mapped[bool] = column_property(sealed_file.is_not(None))
    handoffs: Mapped[list[HandoffRow]] = relationship(lazy="raise", order_by=lambda: HandoffRow.created_at)


class HandoffRow(Table):
    """A hand-off that was opened; one file is entered once, however often it is opened."""

    __tablename__ = "handoffs"
    __table_args__ = (UniqueConstraint("sheet_id", "client_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheets.id"))
    tenant_id: Mapped[str] = mapped_column(String(36))
    client_id: Mapped[str] = mapped_column(String(36))
    secret_key_id: Mapped[str | None] = mapped_column(String(36))
    secret_ends_at: Mapped[datetime | None] = mapped_column(Utc)
    credential: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Utc)
    received_at: Mapped[datetime] = mapped_column(Utc)
    received_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime | None] = mapped_column(Utc)
    entered_by: Mapped[str | None] = mapped_column(String(200))
    tested_at: Mapped[datetime | None] = mapped_column(Utc)
    tested_by: Mapped[str | None] = mapped_column(String(200))
    informed_at: Mapped[datetime | None] = mapped_column(Utc)
    informed_by: Mapped[str | None] = mapped_column(String(200))
    finished_at: Mapped[datetime | None] = mapped_column(Utc)
    finished_by: Mapped[str | None] = mapped_column(String(200))
    sealed_file: Mapped[str | None] = mapped_column(Text, deferred=True)
    has_file: Mapped[bool] = column_property(sealed_file.is_not(None))


class CustomerRow(Table):
    """What lists show of a customer in a tenant, computed from its sheets and hand-offs with every write.

    ``closed_at`` is when the newest sheet was marked as done or withdrawn.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index(None, "customer"),
        Index(None, "search_text"),
        Index(None, "ends_at"),
        Index(None, "handoff_at"),
        Index(None, "issued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(String(120))
    tenant: Mapped[str | None] = mapped_column(String(253))
    search_text: Mapped[str] = mapped_column(String(500))
    sheet_id: Mapped[UUID]
    issued_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    has_scim_values: Mapped[bool]
    handoff_at: Mapped[datetime | None] = mapped_column(Utc)
    finished_at: Mapped[datetime | None] = mapped_column(Utc)
    ends_at: Mapped[datetime | None] = mapped_column(Utc)
    ends_what: Mapped[str | None] = mapped_column(String(20))


class EventRow(Table):
    """One thing that a representative did; rows are only ever added."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "sheet_id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(Utc)
    by: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(600))


class PostedRow(Table):
    """A hand-off that was sent to the team's address; ``opened_at`` is when a representative opened it."""

    __tablename__ = "posted_handoffs"
    __table_args__ = (Index(None, "sheet_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[UUID]
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheets.id"))
    received_at: Mapped[datetime] = mapped_column(Utc)
    opened_at: Mapped[datetime | None] = mapped_column(Utc)
    sealed_file: Mapped[str] = mapped_column(Text)
