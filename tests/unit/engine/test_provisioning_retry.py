"""The provisioning service says "not yet" and "never" in the same words; who waits, and how long."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from total_onboard.engine.polling import Poller
from total_onboard.engine.provisioning_retry import SCOPE, retry_until_ready
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import Conflict, Forbidden, GraphError, NotFound, ProvisioningRefused
from total_onboard.entra.resources.role_management import DirectoryRole
from total_onboard.entra.role_ids import APPLICATION_ADMINISTRATOR, GROUPS_ADMINISTRATOR

from .test_polling import QuickClock

JOBS = "/v1.0/servicePrincipals/1/synchronization/jobs"
REFUSALS = {401: ProvisioningRefused, 403: Forbidden, 404: NotFound, 409: Conflict}


def refusal(status: int, path: str = JOBS) -> GraphError:
    return REFUSALS[status]("Refused.", status=status, path=path)


class Service:
    """Refuses in this way for so many seconds, then answers."""

    def __init__(self, clock: QuickClock, error: GraphError, until: float) -> None:
        self.clock, self.error, self.until = clock, error, until

    async def __call__(self) -> str:
        if self.clock.now() < self.until:
            raise self.error
        return "jobs"


def waits(error: GraphError, until: float, *, role: str = APPLICATION_ADMINISTRATOR, scopes: str = SCOPE) -> float:
    """The seconds that it took; the refusal itself if that is how it ended."""

    async def active_for_me() -> list[DirectoryRole]:
        return [DirectoryRole(role_template_id=role)]

    clock = QuickClock()
    tenant: Any = SimpleNamespace(directory_roles=SimpleNamespace(active_for_me=active_for_me))
    run = ExecutionContext(tenant, cast("Any", None), Poller(clock=clock), granted=frozenset({scopes}))
    asyncio.run(retry_until_ready(run, "it is warm", Service(clock, error, until)))
    return clock.time


@pytest.mark.parametrize("status", REFUSALS)
def test_whoever_has_the_role_waits_until_the_service_knows_the_application(status: int) -> None:
    assert 100 <= waits(refusal(status), 100) <= 125


@pytest.mark.parametrize("status", [401, 403])
def test_without_a_role_that_is_known_to_suffice_the_wait_is_short(status: int) -> None:
    with pytest.raises(REFUSALS[status]):
        waits(refusal(status), 60, role=GROUPS_ADMINISTRATOR)


@pytest.mark.parametrize("status", [401, 403])
def test_without_the_scope_nobody_waits(status: int) -> None:
    with pytest.raises(REFUSALS[status]):
        waits(refusal(status), 0.1, scopes="User.Read")


def test_what_is_not_there_yet_is_waited_for_whatever_the_role() -> None:
    assert waits(refusal(404), 100, role=GROUPS_ADMINISTRATOR) >= 100


def test_a_refusal_elsewhere_in_the_directory_is_final() -> None:
    with pytest.raises(Forbidden):
        waits(refusal(403, "/v1.0/applications"), 0.1)


def test_the_wait_has_an_end() -> None:
    with pytest.raises(ProvisioningRefused):
        waits(refusal(401), 1_000)
