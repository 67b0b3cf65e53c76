"""Never twice, never lost: whatever goes wrong with any request of a set-up, the next run ends as a clean one does.

Takes minutes, so it runs on request: ``pytest -m sweep tests/fault_injection/setup``; ``-k 504`` picks mishaps.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fault_injection.setup.case import MISHAPS, Mishap
from tests.fault_injection.setup.sweep import Sweep, report, tally
from tests.support.certificates import Signer
from tests.support.tally import TALLY
from tests.support.total_credentials import ISSUER, SUBJECT

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(3600)]


MOST = 0.7
"""Of the looks, which a busy machine takes less often; every write has to come (see Sweep)."""


@pytest.fixture(scope="module")
def sweep(cases: ThreadPoolExecutor) -> Sweep:
    return Sweep(cases)


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
def test_after_every_request_that_went_wrong_the_next_run_ends_as_a_clean_one(
    sweep: Sweep, mishap: Mishap, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    results = list(sweep.run(mishap))
    record_property(TALLY, tally(results, time.monotonic() - begun))
    assert all(result.converged for result in results), report(results)
    assert sum(result.met for result in results) > MOST * len(results)


CREDENTIALS = {
    "certificate": {"credential": "certificate", "certificate": Signer().der},
    "federated": {"credential": "federated", "federated": {"issuer": ISSUER, "subject": SUBJECT}},
}
OF_CREDENTIALS = r"/v1\.0/applications/\*(/federatedIdentityCredentials)?"


@pytest.fixture(scope="module", params=CREDENTIALS)
def sweep_of_credentials(cases: ThreadPoolExecutor, request: pytest.FixtureRequest) -> Sweep:
    """Set-ups without a client secret."""
    return Sweep(cases, json.dumps(CREDENTIALS[request.param]), OF_CREDENTIALS)


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
def test_after_a_request_about_a_credential_went_wrong_the_next_run_ends_as_a_clean_one(
    sweep_of_credentials: Sweep, mishap: Mishap
) -> None:
    results = list(sweep_of_credentials.run(mishap))
    assert results
    assert all(result.converged for result in results), report(results)
