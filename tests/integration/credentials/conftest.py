"""A customer of TOTAL whose tenant allows every kind of credential."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.credentials.customer import Customer, customer_of
from tests.support.issuer import running_issuer


@pytest.fixture
def customer(tmp_path: Path) -> Iterator[Customer]:
    with running_issuer(tmp_path) as (issuer, bundle):
        made = customer_of(tmp_path, "ready", issuer, bundle)
        yield made
        made.tenant.stop()
