from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.representative.postgresql import Cluster, running_cluster
from total_onboard.core.secret import SecretText
from total_onboard.exchange.ledger.ledger import Ledger


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty ledger of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = Ledger.open(SecretText(url))
    yield opened
    opened.close()
