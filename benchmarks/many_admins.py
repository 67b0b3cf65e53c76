"""Five thousand administrators: how many requests ``admins add`` takes: ``python -m benchmarks.many_admins``.

In a tenant of little more than as many people, and in one of a hundred thousand, which throttles now and then.
"""

from __future__ import annotations

import sys
import tempfile
from math import ceil
from pathlib import Path
from typing import Any, Final

from benchmarks.command import total_onboard
from benchmarks.goals import Goals
from benchmarks.sandbox_process import sandbox_process

_PEOPLE: Final = 5_000
_PER_PAGE: Final = 999
_PER_WRITE: Final = 20
_NOW_AND_THEN: Final[list[dict[str, Any]]] = [
    {"kind": "status", "status": 429, "error": "TooManyRequests", "retry_after": 1, "nth": nth}
    for nth in range(50, 400, 50)
]


def main() -> int:
    """Print one line for each; how many were missed."""
    goals = Goals()
    with sandbox_process("large") as tenant, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        total_onboard(("setup", "--yes", "--output", "json", "--handoff", "first.totalhandoff"), home, tenant.wishes())
        names = (f"person{number:06}@contoso.com" for number in range(_PEOPLE))
        (home / "people.txt").write_text("\n".join(names))
        before = len(tenant.requests())
        tenant.plan(*_NOW_AND_THEN)
        words = ("admins", "add", "--from", "people.txt", "--yes", "--output", "json")
        ran = total_onboard(words, home, tenant.wishes())
        sent = [each for each in tenant.requests()[before:] if each.host == "graph"]
    took = [each for each in sent if each.status != 429]
    reads = [each for each in took if each.path.endswith(("/users", "/members"))]
    goals.at_most("writes", sum(each.writes for each in took), _PEOPLE / _PER_WRITE)
    goals.at_most("reads of people, page by page", len(reads), ceil(100_003 / _PER_PAGE) + 1)
    goals.at_least("pauses that were asked for and kept", len(sent) - len(took), 1)
    goals.tell("seconds in all", ran.clock)
    goals.tell("seconds of the processor", ran.processor)
    goals.tell("megabytes", ran.megabytes)
    return goals.missed


if __name__ == "__main__":
    sys.exit(main())
