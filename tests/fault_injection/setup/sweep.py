"""Every request of a set-up, gone wrong in every way: the cases, several at a time, and the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from tests.fault_injection.setup.case import Mishap, Outcome, disturbed, undisturbed
from tests.fault_injection.setup.normalised import differences
from tests.fault_injection.setup.requests_of import Request, requests_of
from total_onboard.sandbox.http.recorder import Exchange

_PENDING: Final = "authorization_pending"
_TRIES: Final = 5
"""How often a request is awaited that not every run sends: how often one has to look varies a little."""


@dataclass(frozen=True)
class Result:
    """One case, and what is wrong with how it ended; nothing if it converged."""

    mishap: Mishap
    request: Request
    outcome: Outcome
    fault: str

    @property
    def met(self) -> bool:
        """Whether the request came, and went wrong."""
        return self.outcome.met

    @property
    def converged(self) -> bool:
        """Whether the second run ended well, in the state of the clean run."""
        return not self.fault


class Sweep:
    """The clean run that all is compared with, and the threads that try the cases.

    With a ``sheet``, only requests are tried whose ``shapes`` match: what else a sheet changes nothing of.
    """

    def __init__(self, cases: ThreadPoolExecutor, sheet: str = "", shapes: str = ".*") -> None:
        self._cases = cases
        self._sheet, self._shapes = sheet, re.compile(shapes)
        self.clean, self._exchanges = undisturbed(sheet)
        if self.clean.runs[0].status != 0 or self.clean.secret:
            raise RuntimeError(f"The clean run did not end well: {self.clean.secret} {self.clean.runs[0].said}")

    @cached_property
    def requests(self) -> list[Request]:
        """All requests that the command sent, in the order of arrival."""
        return requests_of_the_command(self._exchanges)

    def run(self, mishap: Mishap) -> Iterator[Result]:
        """Try it on every request that it is for, several at a time: most of a run is waiting."""
        requests = [one for one in self.requests if mishap.is_for(one) and self._shapes.fullmatch(one.shape)]
        return self._cases.map(partial(_tried, self.clean, mishap, sheet=self._sheet), requests)


def requests_of_the_command(exchanges: Sequence[Exchange]) -> list[Request]:
    """Those of a run; not what Microsoft sends to TOTAL, nor the polls of a code that nobody has approved yet:
    how many of those there are is chance."""
    exchanges = [exchange for exchange in exchanges if _PENDING not in exchange.response_body]
    numbered = zip(exchanges, requests_of(exchanges), strict=True)
    return [request for exchange, request in numbered if _is_the_commands(exchange)]


def _is_the_commands(exchange: Exchange) -> bool:
    return exchange.host != "total" or "client-request-id" in exchange.headers


def _tried(clean: Outcome, mishap: Mishap, request: Request, *, sheet: str) -> Result:
    for _ in range(_TRIES):
        outcome = disturbed(mishap, request, sheet)
        if outcome.met:
            break
    came = "" if outcome.met or request.is_sent_again else "the request never came"
    return Result(mishap, request, outcome, "\n".join(each for each in (came, _wrong(clean, outcome)) if each))


def _wrong(clean: Outcome, outcome: Outcome) -> str:
    second = outcome.runs[-1]
    wrong = [
        f"the second run ended with {second.status}: {second.said}" if second.status else "",
        outcome.secret,
        differences(clean.tenant, outcome.tenant),
    ]
    return "\n".join(each for each in wrong if each)


def report(results: Sequence[Result]) -> str:
    """What became of each case that did not converge, for people."""
    return "\n\n".join(f"{r.mishap.name} at {r.request}:\n{r.fault}" for r in results if not r.converged)


def tally(results: Sequence[Result], seconds: float) -> str:
    """N, and how many converged."""
    hosts = Counter(result.request.host for result in results)
    told = ", ".join(f"{count} to {host}" for host, count in hosts.items())
    well, met = (sum(getattr(result, what) for result in results) for what in ("converged", "met"))
    missed = f", {len(results) - met} not sent again" if met < len(results) else ""
    return f"{results[0].mishap.name:20} N = {len(results)} ({told}), {well} converged{missed}, {seconds:.0f} s"
