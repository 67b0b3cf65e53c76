"""A teardown never touches what somebody made by hand, whatever happened before, in whatever order.

Takes minutes, so it runs on request: ``pytest -m sweep tests/fault_injection/teardown``. ``HISTORIES=200`` tries
more of them, and other ones each time.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fault_injection.histories.any_history import try_histories
from tests.fault_injection.teardown.removed_objects import Takings
from tests.fault_injection.teardown.sweep import requests_of_a_teardown

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(1800)]


def test_a_teardown_never_touches_what_someone_made_by_hand(record_property: Callable[[str, object], None]) -> None:
    Takings.requests = requests_of_a_teardown()
    try_histories(Takings, "teardown in any history", record_property)
