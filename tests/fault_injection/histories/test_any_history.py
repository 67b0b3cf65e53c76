"""Whatever happened to a tenant before, in whatever order, the last run leaves one of everything, and what is others'.

Takes minutes, so it runs on request: ``pytest -m sweep tests/fault_injection/histories``. ``HISTORIES=200`` tries more
of them, and other ones each time.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fault_injection.histories.any_history import try_histories
from tests.fault_injection.histories.history import History
from tests.fault_injection.setup.case import undisturbed
from tests.fault_injection.setup.sweep import requests_of_the_command

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(1800)]


def test_after_any_history_the_last_run_leaves_one_of_everything(
    record_property: Callable[[str, object], None],
) -> None:
    _, exchanges = undisturbed()
    History.requests = requests_of_the_command(exchanges)
    try_histories(History, "any history", record_property)
