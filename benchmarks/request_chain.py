"""Which requests of a set-up depend on which others, derived from what was recorded; and the longest chain of them.

A request depends on an earlier one when

* it names an id that was first seen in that one's answer (ids that the sign-in told are known before);
* it writes, and the other is part of the look: nothing is written before the plan, and the plan needs all of the look;
* it writes to an object that the other wrote to (Graph answers 409 to two at once), or reads back what it wrote;
* the other marks the application: its answer says whether this application or another admin's is gone on with;
* it starts provisioning, which must not run before everything else is as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from benchmarks.sandbox_process import Seen

_ID: Final = re.compile(r"(?:scim\.[0-9a-f]{32}\.)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OBJECT: Final = re.compile(r"/(applications|servicePrincipals|groups)(/[^/]+|\([^)]*\))(/synchronization/\w+)?")
_STARTS: Final = re.compile(r"/synchronization/jobs/[^/]+/start$")


def longest_chain(requests: Sequence[Seen], known: Collection[str]) -> list[Seen]:
    """The longest chain among the requests to Graph, in order; ``known`` are the ids that the sign-in told."""
    chains: list[list[Seen]] = []
    for number, request in enumerate(requests):
        before = _needed(requests, number, frozenset(known))
        chains.append([*max((chains[one] for one in before), key=len, default=[]), request])
    return max(chains, key=len, default=[])


def rounds(requests: Sequence[Seen]) -> int:
    """How many requests came one after the other at most: each began only when the one before it had ended."""
    depths: list[int] = []
    for number, request in enumerate(requests):
        earlier = [depths[one] for one in range(number) if requests[one].ended <= request.began]
        depths.append(1 + max(earlier, default=0))
    return max(depths, default=0)


def _needed(requests: Sequence[Seen], number: int, known: frozenset[str]) -> set[int]:
    request, first_write = requests[number], _first_write(requests)
    sources = {_source(requests, number, name) for name in _ids(request.asked) - known}
    needed = {one for one in sources if one is not None}
    if request.writes:
        needed |= set(range(min(first_write, number)))
        needed |= _marked(requests, number)
    if request.writes and _STARTS.search(request.path):
        needed |= {one for one in range(number) if _concerns_provisioning(requests[one])}
    return needed | _same_thing(requests, number)


def _ids(text: str) -> frozenset[str]:
    return frozenset(_ID.findall(text))


def _source(requests: Sequence[Seen], number: int, name: str) -> int | None:
    """The first whose answer told the id and whose question did not."""
    told = (one for one in range(number) if name in requests[one].answer and name not in requests[one].asked)
    return next(told, None)


def _first_write(requests: Sequence[Seen]) -> int:
    return next((number for number, request in enumerate(requests) if request.writes), len(requests))


def _marked(requests: Sequence[Seen], number: int) -> set[int]:
    marks = (one for one in range(number) if requests[one].method == "PATCH" and _marks(requests[one]))
    first = next(marks, None)
    return set() if first is None or "/groups" in requests[number].path else {first}


def _marks(request: Seen) -> bool:
    return "/applications/" in request.path and '"uniqueName"' in request.body


def _concerns_provisioning(request: Seen) -> bool:
    return (
        "/synchronization/" in request.path or "/appRoleAssignedTo" in request.path or "members@odata" in request.body
    )


def _same_thing(requests: Sequence[Seen], number: int) -> set[int]:
    request = requests[number]
    writes = [one for one in range(number) if requests[one].writes]
    if not request.writes:
        return {one for one in writes if requests[one].path == request.path}
    return {one for one in writes if _written(requests[one]) == _written(request)}


def _written(request: Seen) -> str:
    """Testing credentials writes to nothing."""
    found = _OBJECT.search(request.path)
    return found[0] if found and not request.path.endswith("/validateCredentials") else f"{request} {request.began}"
