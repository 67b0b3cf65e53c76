"""One request of one teardown goes wrong in one way; then it is run again, and the tenant is as before the set-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from tests.fault_injection.setup.case import Mishap, Place, opened
from tests.fault_injection.setup.normalised import differences, normalised
from tests.fault_injection.setup.requests_of import Request
from tests.fault_injection.setup.sweep import requests_of_the_command

WORDS: Final = ("teardown", "--yes", "--groups", "--purge", "--output", "json")
_TRIES: Final = 3
"""How often a request is awaited that not every run sends: how often one has to look varies a little."""


@contextmanager
def set_up() -> Iterator[tuple[Place, Any]]:
    """A tenant in which all is set up, where next ``teardown`` is typed, and what it was before."""
    with opened() as place:
        before = normalised(place.tenant.dump())
        end = place.runs()
        if end.status != 0:
            raise RuntimeError(end.said)
        yield replace(place, words=WORDS), before


def requests_of_a_teardown() -> list[Request]:
    """Those of a clean one, in the order of arrival."""
    with set_up() as (place, before):
        since = len(place.tenant.requests)
        end = place.runs()
        wrong = differences(before, normalised(place.tenant.dump()))
        if end.status != 0 or wrong:
            raise RuntimeError(f"The clean run did not end well: {wrong} {end.said}")
        return requests_of_the_command(list(place.tenant.requests)[since:])


def fault_of(mishap: Mishap, request: Request) -> str:
    """What is wrong with how it ended, for people; nothing if it converged."""
    for _ in range(_TRIES):
        met, fault = _disturbed(mishap, request)
        if met:
            return fault
    return fault if request.is_sent_again else f"{mishap.name} at {request}: the request never came"


def _disturbed(mishap: Mishap, request: Request) -> tuple[bool, str]:
    with set_up() as (place, before):
        first = place.runs_into(mishap, request)
        met = place.met(mishap, first)
        second = place.runs()
        wrong = [
            f"the second run ended with {second.status}: {second.said}" if second.status else "",
            differences(before, normalised(place.tenant.dump())),
        ]
    told = "\n".join(each for each in wrong if each)
    return met, f"{mishap.name} at {request}:\n{told}" if told else ""
