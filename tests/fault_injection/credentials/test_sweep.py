"""Whatever goes wrong while TOTAL's certificate or trust is renewed or removed, the next run ends as a clean one does.

Those of others stay in any case. Takes minutes: ``pytest -m sweep tests/fault_injection/credentials``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import pytest

from tests.fault_injection.credentials.case import COMMANDS, KINDS, fault_of, requests_of
from tests.fault_injection.setup.case import MISHAPS, Mishap
from tests.fault_injection.setup.requests_of import Request
from tests.support.tally import TALLY

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(1800)]


@cache
def requests(kind: str, part: str) -> list[Request]:
    """Those of a clean run."""
    return requests_of(kind, part)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", COMMANDS)
@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
def test_after_every_request_that_went_wrong_the_next_run_ends_as_a_clean_one(
    kind: str, part: str, mishap: Mishap, cases: ThreadPoolExecutor, record_property: Callable[[str, object], None]
) -> None:
    """Kills at every request; the other mishaps are tried on the writes, as with client secrets."""
    start, tried = time.monotonic(), [one for one in requests(kind, part) if mishap.kills or one.writes]
    assert any(one.writes for one in tried)
    faults = [fault for fault in cases.map(partial(fault_of, kind, part, mishap), tried) if fault]
    seconds, well = time.monotonic() - start, len(tried) - len(faults)
    record_property(TALLY, f"{kind}, {part}, {mishap.name:18} N = {len(tried)}, {well} converged, {seconds:.0f} s")
    assert not faults, "\n\n".join(faults)
