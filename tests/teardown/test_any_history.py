"""A teardown never touches what somebody made by hand, whatever happened before, in whatever order.

Takes minutes, so it runs when it is asked for: ``pytest -m sweep tests/teardown``. ``HISTORIES=200`` tries more of
them, and other ones each time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.tally import TALLY
from tests.teardown.sweep import requests_of_a_teardown
from tests.teardown.takings import Takings

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(1800)]

HISTORIES = int(os.environ.get("HISTORIES", "0"))
SETTINGS = settings(
    max_examples=HISTORIES or 25,
    stateful_step_count=10,
    derandomize=not HISTORIES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def test_a_teardown_never_touches_what_somebody_made_by_hand(record_property: Callable[[str, object], None]) -> None:
    Takings.requests = requests_of_a_teardown()
    begun = time.monotonic()
    run_state_machine_as_test(Takings, settings=SETTINGS)
    told = ", ".join(f"{number} {what}" for what, number in Takings.count.items())
    record_property(TALLY, f"teardown in any history: {told}, {time.monotonic() - begun:.0f} s")
