"""Where cases are tried: what goes wrong in one is a process of its own; the tenants are served by this process."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture(scope="session")
def cases() -> Iterator[ThreadPoolExecutor]:
    """Threads, for most of a case is waiting: twice as many as processors, shared with the workers of pytest-xdist."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    with ThreadPoolExecutor(max(2, 2 * (os.cpu_count() or 1) // workers)) as threads:
        yield threads
        threads.shutdown(cancel_futures=True)


@pytest.fixture(autouse=True)
def quiet_server() -> Iterator[None]:
    """The sandbox's server complains of clients that are gone, as they are meant to be."""
    log = logging.getLogger("uvicorn.error")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)
