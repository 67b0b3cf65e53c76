"""``status`` of two hundred tenants, with 150 ms for each request: ``python -m benchmarks.many_tenants [NUMBER]``.

The goal is one and a half times what the network alone needs, if eight tenants are worked on at a time. What one tenant
needs is measured: how many of its requests come one after the other.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from benchmarks.command import run
from benchmarks.goals import Goals
from benchmarks.request_chain import rounds
from benchmarks.sandbox_process import Seen, seen

_TENANTS: Final = 200
_AT_A_TIME: Final = 8
_SECONDS: Final = 0.15
_MORE_THAN_THE_NETWORK: Final = 1.5
_SLOW: Final = tuple({"kind": "delay", "seconds": _SECONDS, "times": 0, "host": host} for host in ("graph", "sign_in"))


@dataclass(frozen=True)
class _Tenants:
    """The sandbox in its own process."""

    pipe: Connection
    environment: Mapping[str, str]

    def requests(self) -> list[list[Seen]]:
        """The requests of each tenant since the last call."""
        self.pipe.send("requests")
        return [[Seen(**one) for one in each] for each in self.pipe.recv()]


def main() -> int:
    """Print one line for each; how many were missed."""
    number, goals = int(next(iter(sys.argv[1:]), _TENANTS)), Goals()
    with tempfile.TemporaryDirectory() as folder:
        tenants = _served(number, Path(folder))
        environment = {**tenants.environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        one = run(["-m", "total_onboard", "status", "--tenants", "one.csv"], Path(folder), environment)
        chain = rounds(tenants.requests()[0])
        ran = run(["-m", "total_onboard", "status", "--tenants", "all.csv"], Path(folder), environment)
        sent = [each for each in tenants.requests() if each]
        tenants.pipe.send("close")
    assert (one.status, ran.status) == (0, 0), ran.out
    needed = number * chain * _SECONDS / _AT_A_TIME
    worked = max(one.ended for each in sent for one in each) - min(one.began for each in sent for one in each)
    goals.tell("tenants", len(sent))
    goals.tell("requests of each", len(sent[0]))
    goals.tell("requests of each, one after the other", chain)
    goals.tell("seconds that the network needs", needed)
    goals.at_most("seconds from the first request to the last", worked, _MORE_THAN_THE_NETWORK * needed)
    goals.tell("seconds in all, with start and sign-in", ran.clock)
    goals.tell("seconds of the processor for each tenant", (ran.processor - one.processor) / max(number - 1, 1))
    goals.tell("megabytes", ran.megabytes)
    return goals.missed


def _served(number: int, home: Path) -> _Tenants:
    here, there = get_context("spawn").Pipe()
    get_context("spawn").Process(target=_serve, args=(there, number, home), daemon=True).start()
    return _Tenants(here, here.recv())


def _serve(pipe: Connection, number: int, home: Path) -> None:
    from tests.support.partner_session import PartnerSession

    session = PartnerSession(home, ["ready"] * number)
    with session.tenants:
        session.connects_all()
        domains = [tenant.store.persona.domain for _, tenant in session.numbered]
        for name, listed in (("one.csv", domains[:1]), ("all.csv", domains)):
            (home / name).write_text("\n".join(["tenant", *listed, ""]), encoding="utf-8")
        for _, tenant in session.numbered:
            tenant.requests.clear()
            tenant.faults.add(*_SLOW)
        gc.collect()
        gc.freeze()  # what the tenants hold is no garbage
        pipe.send(session.environment)
        while pipe.recv() != "close":
            pipe.send([_taken(tenant) for _, tenant in session.numbered])


def _taken(tenant: Any) -> list[dict[str, Any]]:
    opened = time.time() - tenant.store.clock.real()
    taken = [seen(one, opened) for one in tenant.requests if one.until]
    tenant.requests.clear()
    return taken


if __name__ == "__main__":
    sys.exit(main())
