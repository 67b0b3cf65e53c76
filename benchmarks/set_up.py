"""How fast ``setup`` is, beside what the network alone would take: ``python -m benchmarks.set_up [RUNS]``.

Each request to Graph takes 150 ms, in a sandbox tenant of another process. Compared are the longest chain of requests
that depend on each other, and a straightforward script on msgraph-sdk; of several runs the median counts, and the
spread is printed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.command import Ran, run, total_onboard
from benchmarks.goals import Goals
from benchmarks.request_chain import longest_chain, rounds
from benchmarks.sandbox_process import SandboxProcess, Seen, sandbox_process

LATENCY: Final = 0.15
_SLOW: Final = {"kind": "delay", "times": 0, "seconds": LATENCY}
_SET_UP: Final = ("setup", "--yes", "--output", "json", "--handoff", "contoso.totalhandoff")
T = TypeVar("T")
_SCRIPT: Final = Path(__file__).with_name("sequential_script.py")


@dataclass(frozen=True)
class SetUp:
    """One fresh tenant set up, and set up again: requests to Graph, and seconds from the token to the hand-off."""

    first: Ran
    again: Ran
    requests: list[Seen]
    requests_again: list[Seen]
    seconds: float
    chain: list[Seen]


def main() -> int:
    """Print one line for each goal; 1 where one is missed."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with sandbox_process() as tenant:
        _set_up(tenant)  # the first run writes byte code
    runs = [_at_a_fresh_tenant(_set_up) for _ in range(times)]
    scripts = [_at_a_fresh_tenant(_scripted) for _ in range(max(1, times // 2))]
    one = sorted(runs, key=lambda each: each.seconds)[times // 2]
    large = _at_a_fresh_tenant(_set_up, "large")
    _print_chain(one)
    goals = Goals()
    network = LATENCY * len(one.chain)
    _print_spread("seconds from the token to the hand-off", [each.seconds for each in runs])
    _print_spread("seconds of the script", scripts)
    _print_spread("seconds of the processor", [each.first.processor for each in runs])
    goals.at_most("from the token to the hand-off, of the chain's time", one.seconds / network, 1.1)
    goals.at_least("faster than a sequential script", statistics.median(scripts) / one.seconds, 3)
    goals.tell("requests of a first set-up", len(one.requests))
    goals.at_most("requests of a second one", len(one.requests_again), 12)
    goals.at_most("one after the other", rounds(one.requests_again), 3)
    goals.at_most("writes among them", sum(each.writes for each in one.requests_again), 0)
    goals.at_most("seconds of the processor", statistics.median(each.first.processor for each in runs), 1.0)
    goals.at_most("megabytes", max(each.first.megabytes for each in runs), 130)
    more = len(large.requests) + len(large.requests_again) - len(one.requests) - len(one.requests_again)
    goals.at_most("more requests in a tenant of 100,000 people", more, 0)
    return goals.missed


def _at_a_fresh_tenant(work: Callable[[SandboxProcess], T], persona: str = "ready") -> T:
    with sandbox_process(persona, faults=[_SLOW]) as tenant:
        return work(tenant)


def _set_up(tenant: SandboxProcess) -> SetUp:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first = total_onboard(_SET_UP, home, tenant.wishes())
        handed_off = (home / "contoso.totalhandoff").stat().st_mtime
        seen = tenant.requests()
        again = total_onboard(_SET_UP, home, tenant.wishes())
        later = tenant.requests()[len(seen) :]
    to_graph = _to_graph(seen)
    chain = longest_chain([each for each in to_graph if each.began < handed_off], tenant.known)
    return SetUp(first, again, to_graph, _to_graph(later), handed_off - _token(seen), chain)


def _scripted(tenant: SandboxProcess) -> float:
    """Seconds from the token to the end."""
    with tempfile.TemporaryDirectory() as folder:
        ran = run([str(_SCRIPT)], Path(folder), tenant.wishes())
        assert ran.status == 0, (Path(folder) / "said.txt").read_text()
    seen = tenant.requests()
    return max(each.ended for each in _to_graph(seen)) - _token(seen)


def _to_graph(requests: list[Seen]) -> list[Seen]:
    return [each for each in requests if each.host == "graph"]


def _token(requests: list[Seen]) -> float:
    """When the admin had a token: the first answer to a token request that held one."""
    return next(each.ended for each in requests if each.path.endswith("/token") and each.status == 200)


def _print_chain(one: SetUp) -> None:
    print("The longest chain of requests that depend on each other:")
    for number, request in enumerate(one.chain, 1):
        print(f"  {number:>2}  {request}"[:110])
    network = LATENCY * len(one.chain)
    print(f"  {len(one.chain)} x {LATENCY * 1000:.0f} ms = {network:.2f} s; it took {one.seconds:.2f} s\n")


def _print_spread(what: str, values: list[float]) -> None:
    print(f"  {what}: {min(values):.2f} to {max(values):.2f}, median {statistics.median(values):.2f}")


if __name__ == "__main__":
    sys.exit(main())
