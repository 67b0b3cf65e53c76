"""Other programs write the list of certificates in the same moment, or a replica shows an old one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.certificates import Signer
from tests.support.total_credentials import choice
from tests.unit.engine.test_polling import QuickClock
from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.polling import Poller, PollPolicy
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.resources.non_secret_credentials import Certificate
from total_onboard.steps.credentials.certificate import RegisterCertificate
from total_onboard.steps.credentials.certificate_list import CertificateList, CertificateOverwritten
from total_onboard.steps.credentials.vanished import vanished_certificates

DESIRED = DesiredState(credential=choice("certificate"))
THEIRS = {"keyId": "theirs", "displayName": "Payroll", "usage": "Verify", "key": Signer(name="Payroll").der}
LATER = THEIRS | {"keyId": "later"}


class Application:
    """Graph's list. ``after_write`` and ``before_read`` are what happens then, by number; reads may be ``stale``."""

    def __init__(self, *entries: dict[str, Any]) -> None:
        self.entries: list[dict[str, Any]] = [*entries]
        self.stale: list[list[dict[str, Any]]] = []
        self.after_write: dict[int, Callable[[], None]] = {}
        self.written: list[list[str]] = []
        self.reads = 0

    async def whole_certificates(self, _: str) -> list[dict[str, Any]]:
        self.reads += 1
        shown = self.stale.pop(0) if self.stale else self.entries
        return [{name: value for name, value in one.items() if name != "key"} for one in shown]

    async def certificates(self, _: str) -> tuple[Certificate, ...]:
        return tuple(Certificate.model_validate(one) for one in self.entries)

    async def set_certificates(self, _: str, entries: Sequence[dict[str, Any]]) -> None:
        known = {one["keyId"]: one for one in (*self.entries, THEIRS, LATER)}
        self.entries = [known.get(one["keyId"], one) for one in entries]
        self.written.append([one["keyId"] for one in entries])
        self.after_write.pop(len(self.written), lambda: None)()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "tenant" / "total.jsonl")


def run_of(application: Application, journal: Journal) -> ExecutionContext:
    tenant = cast("Any", SimpleNamespace(application_credentials=application))
    return ExecutionContext(tenant, journal, Poller(clock=QuickClock()), PollPolicy(limit=5))


def registered(application: Application, journal: Journal, *seen: dict[str, Any]) -> list[str]:
    """Apply the step after the plan has seen these, and return the key IDs that are there then."""
    state = run_state_from({"application": {}})
    state.observed.certificates = tuple(Certificate.model_validate(one) for one in seen)
    asyncio.run(RegisterCertificate().apply(run_of(application, journal), DESIRED, state))
    return [one["keyId"] for one in application.entries]


def test_certificate_is_added_to_those_of_others_with_one_write(journal: Journal) -> None:
    application = Application(THEIRS)
    theirs, ours = registered(application, journal, THEIRS)
    assert (theirs, application.written, application.reads) == ("theirs", [["theirs", ours]], 2)


def test_certificate_that_came_after_the_plan_is_kept(journal: Journal) -> None:
    application = Application(THEIRS, LATER)
    assert registered(application, journal, THEIRS)[:2] == ["theirs", "later"]


def test_replica_that_is_late_costs_others_nothing(journal: Journal) -> None:
    application = Application(THEIRS)
    application.stale = [[], [], []]
    assert registered(application, journal, THEIRS)[0] == "theirs"
    assert len(application.written) == 1


def test_certificate_that_was_removed_meanwhile_is_not_waited_for_longer_than_seconds(journal: Journal) -> None:
    application = Application(LATER)
    assert registered(application, journal, THEIRS, LATER)[0] == "later"


def test_certificate_that_another_change_removed_is_registered_again(journal: Journal) -> None:
    application = Application(THEIRS)
    application.after_write[1] = lambda: setattr(application, "entries", [THEIRS, LATER])
    theirs, later, ours = registered(application, journal, THEIRS)
    assert (theirs, later) == ("theirs", "later")
    assert application.written == [["theirs", ours], ["theirs", "later", ours]]


def test_certificate_that_a_list_from_before_removed_is_registered_again(journal: Journal) -> None:
    application = Application(THEIRS)
    application.after_write[1] = lambda: setattr(application, "entries", [THEIRS])
    assert registered(application, journal, THEIRS)[0] == "theirs"
    assert len(application.written) == 2


def test_certificate_that_is_removed_each_time_is_an_error_with_the_next_step(journal: Journal) -> None:
    application = Application(THEIRS)
    for number in (1, 2, 3):
        application.after_write[number] = lambda: setattr(application, "entries", [THEIRS, LATER])
    with pytest.raises(CertificateOverwritten) as raised:
        registered(application, journal, THEIRS)
    assert "registered 3 times" in raised.value.message
    assert "status --who" in raised.value.remedy
    assert len(application.written) == 3


def test_removal_keeps_what_a_late_replica_does_not_show(journal: Journal) -> None:
    application = Application(THEIRS, LATER)
    application.stale = [[LATER]]
    there = CertificateList(run_of(application, journal), "app", frozenset({"theirs", "later"}))
    asyncio.run(there.remove("later"))
    assert application.written == [["theirs"]]


def test_vanished_certificates_of_others_are_named_and_own_ones_are_not() -> None:
    ours = {"keyId": "ours", "usage": "Verify", "key": DESIRED.credential.certificate.der}  # type: ignore[union-attr]
    before = [Certificate.model_validate(one) for one in (THEIRS, LATER, ours, THEIRS | {"keyId": "rotated"})]
    state = run_state_from({"application": {}, "requested_credentials": ["rotated"]})
    state.observed.certificates = (before[1],)
    (warning,) = vanished_certificates(before, DESIRED, state)
    assert warning.startswith("The certificate Payroll (key ID theirs) of TOTAL disappeared during this run.")
