"""How much longer than it must a set-up waits: ``python -m benchmarks.polling_lag [LAG …]`` (0, 20 and 360 seconds).

Replicas that lag: what a set-up takes longer than without a lag, beside the time that the last of them takes. That is
the provisioning service's, which offers its template two lags after the enterprise application was made. A tenant that
throttles every fifth request: all of it, beside the sum of the pauses that it asked for.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks.command import Ran, total_onboard
from benchmarks.goals import Goals
from benchmarks.sandbox_process import SandboxProcess, sandbox_process
from total_onboard.sandbox.graph.synchronization.known_principal import WITHOUT_TEMPLATES

_LAGS: Final = (0.0, 20.0, 360.0)
_PAUSE: Final = 2
_SET_UP: Final = ("setup", "--yes", "--output", "json", "--handoff", "contoso.totalhandoff")
_EVERY_FIFTH: Final[list[dict[str, Any]]] = [
    {
        "kind": "status",
        "status": 429,
        "error": "TooManyRequests",
        "message": "Too many requests.",
        "retry_after": _PAUSE,
        "nth": nth,
    }
    for nth in range(5, 500, 5)
]


def main() -> int:
    """Print one line for each; how many were missed."""
    lags = tuple(float(word) for word in sys.argv[1:]) or _LAGS
    goals = Goals()
    _set_up()  # writes byte code
    without = _set_up().clock
    for lag in lags:
        longer, last_shows = _set_up(lag).clock - without, lag * WITHOUT_TEMPLATES
        if lag:
            goals.at_most(f"lag of {lag:g} s, all shows after {last_shows:g} s: of that", longer / last_shows, 1.25)
        else:
            goals.tell("no lag: seconds longer", longer)
    with sandbox_process(faults=_EVERY_FIFTH) as tenant:
        ran = _in(tenant)
        pauses = _PAUSE * sum(each.status == 429 for each in tenant.requests())
    goals.at_most(f"429 on every fifth request, {pauses} s of pauses: seconds in all", ran.clock, 1.15 * pauses)
    return goals.missed


def _set_up(lag: float = 0.0) -> Ran:
    with sandbox_process(lag=(lag, lag)) as tenant:
        return _in(tenant)


def _in(tenant: SandboxProcess) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        return total_onboard(_SET_UP, Path(folder), tenant.wishes())


if __name__ == "__main__":
    sys.exit(main())
