"""Migrations: from nothing, and from every layout that there ever was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import total_onboard.exchange.ledger
from tests.integration.representative.entries import issued, transaction
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.ledger.schema_migration import HEAD, LedgerTooNew, apply_migrations, migrate, revision_of
from total_onboard.exchange.ledger.tables import Table

SCRIPTS = ScriptDirectory(str(Path(total_onboard.exchange.ledger.__file__).parent / "migrations"))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


def test_the_layout_that_the_program_knows_is_the_newest() -> None:
    assert SCRIPTS.get_current_head() == HEAD


def test_the_migrations_lead_to_the_tables_that_the_program_knows(url: str) -> None:
    with transaction(url) as connection:
        apply_migrations(connection)
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_any_age_is_brought_up_to_date_and_keeps_what_is_in_it(url: str, revision: str) -> None:
    with transaction(url) as connection:
        migrate(connection, revision)
        assert revision_of(connection) == revision
        connection.execute(text(OLDEST_ENTRY))
    with closing(Ledger.open(SecretText(url))) as ledger:
        issued(ledger, customer="Fabrikam")
        assert {line.customer for line in ledger.lines()} == {"Contoso", "Fabrikam"}
    with transaction(url) as connection:
        assert revision_of(connection) == HEAD


OLDEST_ENTRY = """
INSERT INTO sheets (id, customer, redirect_uris, has_scim_values, issued_at, expires_at, issued_by, key_id, fingerprint)
VALUES ('3f2504e04f8941d39a0c0305e82c3301', 'Contoso', '["https://app.yourtotal.com/"]', true,
    '2026-01-01 00:00:00', '2026-01-31 00:00:00', 'ada', 'kid', 'ABCD')
"""
"""As the first layout holds it."""


def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    with pytest.raises(RuntimeError), transaction(url) as connection:
        apply_migrations(connection)
        raise RuntimeError
    with transaction(url) as connection:
        assert revision_of(connection) is None


def test_a_ledger_that_a_newer_program_changed_is_left_alone(url: str) -> None:
    Ledger.open(SecretText(url)).close()
    with transaction(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerTooNew, match="newer"):
        Ledger.open(SecretText(url))
