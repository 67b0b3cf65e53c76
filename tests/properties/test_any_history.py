"""Whatever happened to a tenant before, in whatever order, the last run leaves one of everything, and what is others'.

Takes minutes, so it runs when it is asked for: ``pytest -m sweep tests/properties``. ``HISTORIES=200`` tries more of
them, and other ones each time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.history import History
from tests.sweep.case import undisturbed
from tests.sweep.sweep import requests_of_the_command
from tests.tally import TALLY

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


def test_after_any_history_the_last_run_leaves_one_of_everything(
    record_property: Callable[[str, object], None],
) -> None:
    _, exchanges = undisturbed()
    History.requests = requests_of_the_command(exchanges)
    begun = time.monotonic()
    run_state_machine_as_test(History, settings=SETTINGS)
    told = ", ".join(f"{number} {what}" for what, number in History.count.items())
    record_property(TALLY, f"any history: {told}, {time.monotonic() - begun:.0f} s")
