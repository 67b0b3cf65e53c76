"""At every moment a secret works that TOTAL has, whatever goes wrong; and the same command, run again, goes on.

A few moments are tried in the plain suite; all of them: ``pytest -m sweep tests/fault_injection/rotate_secret``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import pytest

from tests.fault_injection.setup.case import MISHAPS, Mishap
from tests.fault_injection.setup.requests_of import Request
from tests.integration.rotate_secret.case import HALVES, Rotated, differing, disturbed, undisturbed
from tests.support.tally import TALLY

Clean = tuple[Rotated, dict[str, list[Request]]]

NAMED: Final = {mishap.name: mishap for mishap in MISHAPS}
AT_THE_WORST_MOMENTS: Final = [
    ("making", "killed after", "/addPassword"),
    ("making", "killed before", "/token"),
    ("finishing", "killed before", "/removePassword"),
    ("finishing", "cut after", "/removePassword"),
]
TRIES: Final = 5
"""How often a request is awaited that not every run sends."""


@pytest.fixture(scope="module")
def clean() -> Clean:
    return undisturbed()


def test_a_rotation_ends_with_the_new_secret_alone(clean: Clean) -> None:
    rotated, requests = clean
    assert not rotated.wrong
    assert [end.status for end in rotated.runs] == [5, 0]
    assert all(requests[half] for half in HALVES)


@pytest.mark.sweep
@pytest.mark.parametrize(("half", "name", "path"), AT_THE_WORST_MOMENTS, ids=lambda value: value.strip("/"))
def test_at_the_worst_moments_nothing_is_lost_and_the_next_run_goes_on(
    clean: Clean, half: str, name: str, path: str
) -> None:
    rotated, requests = clean
    last = [one for one in requests[half] if one.shape.endswith(path)][-1]
    found = tried(half, NAMED[name], last)
    assert found.met
    assert not differing(rotated, found)


@pytest.mark.sweep
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
def test_at_every_moment_nothing_is_lost_and_the_next_run_goes_on(
    clean: Clean,
    cases: ThreadPoolExecutor,
    half: str,
    mishap: Mishap,
    record_property: Callable[[str, object], None],
) -> None:
    """Kills at every request; what the set-up's own sweep tries on every read is tried on the writes."""
    begun = time.monotonic()
    rotated, requests = clean
    chosen = [one for one in requests[half] if mishap.kills or one.writes]
    found = list(cases.map(partial(tried, half, mishap), chosen))
    wrong = {str(one): differing(rotated, each) for one, each in zip(chosen, found, strict=True)}
    well = sum(one.met and not each for one, each in zip(found, wrong.values(), strict=True))
    seconds = time.monotonic() - begun
    record_property(
        TALLY, f"{half}: {mishap.name:20} N = {sum(each.met for each in found)}, {well} converged, {seconds:.0f} s"
    )
    assert not any(wrong.values()), "\n\n".join(f"{one}:\n{each}" for one, each in wrong.items() if each)


def tried(half: str, mishap: Mishap, request: Request) -> Rotated:
    for _ in range(TRIES):
        found = disturbed(half, mishap, request)
        if found.met:
            break
    return found
