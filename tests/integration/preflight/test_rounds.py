"""How deep the preflight asks, and how much: answers are held back, so that what waits for another shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest

from tests.integration.preflight.conftest import Preflight
from tests.support.known_ids import ids_in
from total_onboard.entra.graph.operation_permissions import operation_of
from total_onboard.sandbox import SandboxTenant
from total_onboard.sandbox.http.recorder import Exchange

HELD_BACK = 2.0
"""Seconds; on a busy machine a request may leave late, but not that late."""


UNNAMED: Final[dict[str, str | None]] = {"TOTAL_ONBOARD_APP_ID": None, "TOTAL_ONBOARD_GROUP_ID": None}


def asked(
    preflight: Preflight, persona: str, *words: str, held_back: float = 0.0, named: bool = True, status: int = 0
) -> list[Exchange]:
    """What a preflight asks after sign-in, in the order in which it came; ``named`` says that options name the IDs."""
    with SandboxTenant.start(persona, auto_approve=0.0) as tenant:
        for host in ("graph", "total"):
            tenant.faults.add({"kind": "delay", "host": host, "seconds": held_back, "times": 0})
        looked = preflight(tenant, "--output", "json", *words, **(ids_in(tenant) if named else UNNAMED))
        assert looked.status == status, looked.err
        return [request for request in tenant.requests if request.host != "sign_in"]


def rounds(requests: Sequence[Exchange]) -> int:
    """The longest chain in which each came after the one before it had been answered."""
    deep, last_answered = 0, 0.0
    for request in sorted(requests, key=lambda one: one.until):
        if request.at >= last_answered:
            deep, last_answered = deep + 1, request.until
    return deep


def test_a_chain_is_as_long_as_what_waits_for_each_other() -> None:
    def exchange(at: float, until: float) -> Exchange:
        return Exchange("graph", "GET", "/", "", {}, at=at, until=until)

    assert rounds([exchange(0, 1), exchange(0.5, 1.5), exchange(0.9, 2)]) == 1
    assert rounds([exchange(0, 1), exchange(0.5, 3), exchange(1.1, 2), exchange(2.1, 3)]) == 3


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("half-done",), marks=pytest.mark.sweep),
        pytest.param(("mixed-members",), marks=pytest.mark.sweep),
        ("mixed-members", "--forecast"),
    ],
)
def test_no_more_than_two_questions_wait_for_each_other(preflight: Preflight, words: Sequence[str]) -> None:
    requests = asked(preflight, *words, held_back=HELD_BACK, named=False, status=3)
    assert {request.host for request in requests} == {"graph", "total"}
    assert rounds(requests) <= 2


@pytest.mark.sweep
def test_reading_what_an_option_names_takes_one_more_round(preflight: Preflight) -> None:
    assert rounds(asked(preflight, "half-done", held_back=HELD_BACK)) == 3


@pytest.mark.sweep
def test_a_large_tenant_is_asked_no_more_than_a_small_one(preflight: Preflight) -> None:
    small, large = (asked(preflight, persona) for persona in ("ready", "large"))
    assert questions(large) == questions(small)


def questions(requests: Sequence[Exchange]) -> Counter[tuple[str, str]]:
    operations = [(one.host, one.path, operation_of(one.method, one.path)) for one in requests]
    return Counter((host, operation.template if operation else path) for host, path, operation in operations)
