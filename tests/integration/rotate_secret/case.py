"""One request of one half of a rotation goes wrong; then the same command is run again, and the rotation finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from tests.fault_injection.setup.case import HANDOFF, Mishap, Place, opened
from tests.fault_injection.setup.forked import Ended
from tests.fault_injection.setup.normalised import differences, normalised
from tests.fault_injection.setup.requests_of import Request
from tests.fault_injection.setup.sweep import requests_of_the_command
from tests.integration.rotate_secret.total import Total, keys, values_in

NEW: Final = "new.totalhandoff"
ROTATE: Final = ("rotate-secret", "--output", "json", "--handoff", NEW)
FINISH: Final = ("rotate-secret", "--output", "json", "--finish")
HALVES: Final = {"making": (ROTATE, 5), "finishing": (FINISH, 0)}
"""What is typed for each half, and how it ends."""
_WITHOUT_PROVISIONING: Final = ("application", "redirect-uris", "groups", "client-secret")


@dataclass(frozen=True)
class Rotated:
    """What became of one rotation; ``wrong`` is everything that must not be, ``met`` whether the fault happened."""

    runs: tuple[Ended, ...]
    tenant: Any = field(repr=False)
    wrong: str
    met: bool = True


def undisturbed() -> tuple[Rotated, dict[str, list[Request]]]:
    """A clean rotation, and the requests of each half as they came."""
    with _set_up() as (place, total):
        begun = len(place.tenant.requests)
        first = place.runs()
        half = len(place.tenant.requests)
        wrong = _taken_over(place, total)
        asked = len(place.tenant.requests)
        second = _finishes(place)
        exchanges = place.tenant.requests
        requests = {
            "making": requests_of_the_command(exchanges[begun:half]),
            "finishing": requests_of_the_command(exchanges[asked:]),
        }
        return _rotated(place, total, (first, second), wrong), requests


def disturbed(half: str, mishap: Mishap, request: Request) -> Rotated:
    """A rotation in which one request goes wrong, and what it takes to end well."""
    with _set_up() as (place, total):
        wrong = "" if half == "making" else _clean_first_half(place, total)
        place.words, status = HALVES[half]
        first = place.runs_into(mishap, request)
        met = place.met(mishap, first)
        second = place.runs()
        if second.status != status:
            wrong += f"the second run ended with {second.status}: {second.said}\n"
        if half == "making":
            wrong += _taken_over(place, total) or _ended_well(_finishes(place))
        return _rotated(place, total, (first, second), wrong, met=met)


def differing(clean: Rotated, found: Rotated) -> str:
    """What is wrong, and where the tenant differs from that of the clean rotation."""
    return "\n".join(filter(None, (found.wrong, differences(clean.tenant, found.tenant))))


@contextmanager
def _set_up() -> Iterator[tuple[Place, Total]]:
    """A tenant in which TOTAL uses the first secret, under a monitor."""
    with opened() as place:
        place.words = ("setup", *(word for step in _WITHOUT_PROVISIONING for word in ("--only", step)))
        end = place.runs("--output", "json", "--handoff", HANDOFF)
        assert end.status == 0, end.said
        place.words = ROTATE
        with Total(place.tenant, place.home / HANDOFF) as total:
            yield place, total


def _clean_first_half(place: Place, total: Total) -> str:
    end = place.runs()
    assert end.status == HALVES["making"][1], end.said
    return _taken_over(place, total)


def _taken_over(place: Place, total: Total) -> str:
    """TOTAL opens the new hand-off, sees that it works, and uses it; two secrets are there, and no third."""
    try:
        new = values_in(place.home / NEW)
    except OSError:
        return "no second hand-off was delivered\n"
    there, expected = set(keys(place.tenant)), {total.handoff["client_secret_key_id"], new["client_secret_key_id"]}
    total.takes_over(place.home / NEW)
    return "" if there == expected else f"there are {sorted(there)}, and handed off were {sorted(expected)}\n"


def _finishes(place: Place) -> Ended:
    place.words = FINISH
    return place.runs()


def _ended_well(end: Ended) -> str:
    return f"the last run ended with {end.status}: {end.said}\n" if end.status else ""


def _rotated(place: Place, total: Total, runs: tuple[Ended, ...], wrong: str, *, met: bool = True) -> Rotated:
    if keys(place.tenant) != [total.handoff["client_secret_key_id"]]:
        wrong += f"left over: {keys(place.tenant)}\n"
    if not total.gets_a_token():
        wrong += "the secret that TOTAL uses does not work at the end\n"
    if total.locked_out:
        wrong += f"TOTAL was locked out: {total.locked_out[0]}\n"
    return Rotated(runs, normalised(place.tenant.dump()), wrong, met)
