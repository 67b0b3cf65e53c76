"""How long the dashboard's pages take with many customers: ``python -m benchmarks.dashboard [CUSTOMERS]``.

The promise: with 5,000 customers, a page takes at most three times the server's time of one with 50. It is the median
of twenty requests to a real server on loopback, in turn to both ledgers, so that a busy machine slows both alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.integration.dashboard.signed_in import Dashboard
from tests.integration.dashboard.test_lists import populated
from total_onboard.dashboard.app import SIGN_IN, dashboard_app
from total_onboard.dashboard.server import HOST, loopback_socket, serving

FEW, PROMISED, TIMES, REQUESTS = 50, 5_000, 3.0, 20
PAGES = ("/", "/customers", "/customers?search=0004", "/customers?show=soon", "/calendar", "/audit")


def main() -> int:
    """Print what was measured; 1 where a page took longer than promised."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else PROMISED
    with ExitStack() as opened:
        clients = [_client(opened, number) for number in (FEW, many)]
        worst = max(_measured(page, clients, many) for page in PAGES)
    print(f"most: {worst:.1f} times (promised: {TIMES:.0f})")
    return 0 if worst <= TIMES else 1


def _client(opened: ExitStack, customers: int) -> httpx.Client:
    """A browser that is signed in to a dashboard with so many customers."""
    dashboard = Dashboard(Path(opened.enter_context(tempfile.TemporaryDirectory())))
    populated(dashboard.ledger, customers)
    listening = loopback_socket(0)
    authority = f"{HOST}:{listening.getsockname()[1]}"
    opened.enter_context(serving(dashboard_app(dashboard.services, dashboard.sessions, authority), listening))
    client = httpx.Client(base_url=f"http://{authority}{dashboard.services.base}", trust_env=False, timeout=60)
    opened.callback(client.close)
    assert client.get(SIGN_IN, params={"token": dashboard.sessions.token}).status_code == 303
    return client


def _measured(page: str, clients: list[httpx.Client], many: int) -> float:
    """Print the medians of one page, and return how many times longer the larger ledger took."""
    seconds: list[list[float]] = [[], []]
    for _ in range(REQUESTS):
        for client, found in zip(clients, seconds, strict=True):
            began = time.perf_counter()
            answer = client.get(page)
            found.append(time.perf_counter() - began)
            assert answer.status_code == 200
    few, more = (statistics.median(one) * 1000 for one in seconds)
    print(f"{page:<32}{FEW} customers {few:6.1f} ms   {many} customers {more:6.1f} ms   {more / few:.1f} times")
    return more / few


if __name__ == "__main__":
    sys.exit(main())
