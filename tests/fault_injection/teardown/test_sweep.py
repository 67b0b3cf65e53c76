"""Whatever goes wrong with any request of a teardown, the next run ends as a clean one does: all is as before.

Takes minutes, so it runs on request: ``pytest -m sweep tests/fault_injection/teardown``; ``-k killed`` picks mishaps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.fault_injection.setup.case import MISHAPS, Mishap
from tests.fault_injection.setup.requests_of import Request
from tests.fault_injection.teardown.sweep import fault_of, requests_of_a_teardown
from tests.support.tally import TALLY

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(1800)]

TRIED = [mishap for mishap in MISHAPS if mishap.name.startswith(("killed", "cut", "504"))]


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    return requests_of_a_teardown()


@pytest.mark.parametrize("mishap", TRIED, ids=lambda mishap: mishap.name)
def test_after_every_request_that_went_wrong_the_next_teardown_leaves_the_tenant_as_before(
    mishap: Mishap,
    requests: list[Request],
    cases: ThreadPoolExecutor,
    record_property: Callable[[str, object], None],
) -> None:
    begun, tried = time.monotonic(), [request for request in requests if mishap.is_for(request)]
    faults = [fault for fault in cases.map(partial(fault_of, mishap), tried) if fault]
    well = len(tried) - len(faults)
    seconds = time.monotonic() - begun
    record_property(TALLY, f"teardown, {mishap.name:14} N = {len(tried)}, {well} converged, {seconds:.0f} s")
    assert not faults, "\n\n".join(faults)
