"""Setup succeeds and leaves nothing to do, however Microsoft behaves where no source settles it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.fault_injection.setup.normalised import differences, normalised
from tests.integration.status.tampering import OtherAdmin
from tests.integration.teardown.teardown_session import tears_down
from tests.support.admin_session import AT_ONCE, AdminSession, session_with_rare_cycles
from tests.support.set_up_once import OpenTenant
from total_onboard.sandbox.persona import Person, load_persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant
from total_onboard.sandbox.unsettled_behavior import Readings, alternatives, parse_reading

SINGLES: Final = [f"{name}={value}" for name, values in alternatives().items() for value in values[1:]]
"""Every reading that is not a default."""
ONCE_FAILED: Final = frozenset({"instance_unique_name", "read_scim_values_scope", "missing_template"})
"""Readings under which a command failed once; the plain suite plays these, the sweeps all."""
ON_DEMAND: Final = [one for one in SINGLES if one.startswith("on_demand_")]
COMBINATIONS: Final = 12
SEED: Final = 20261129
_LAGGED: Final = frozenset({"warm_up"})
"""Plays only while the replicas lag."""
_NEWCOMER: Final = Person(name="Nora Newcomer", upn="nora@contoso.com", mail="nora@contoso.com")


@contextmanager
def session_with(home: Path, readings: Mapping[str, str], **changed: Any) -> Iterator[AdminSession]:
    """Somebody at a tenant with these readings; its replicas lag if one of them is about that."""
    chosen = {"readings": Readings().replaced(readings), **AT_ONCE, **changed}
    if _LAGGED & set(readings):
        chosen["replication_lag"] = (0.1, 1.0)
    persona = session_with_rare_cycles().model_copy(update=chosen)
    session = AdminSession(home, persona, OpenTenant.start(persona, auto_approve=0.0))
    try:
        yield session
    finally:
        session.tenant.stop()


def single(reading: str) -> dict[str, str]:
    return dict([parse_reading(reading)])


def played(reading: str) -> Any:
    """Leave a reading that never failed to the sweeps."""
    return pytest.param(reading, marks=[] if reading.partition("=")[0] in ONCE_FAILED else [pytest.mark.sweep])


@pytest.mark.parametrize("reading", [played(reading) for reading in SINGLES])
def test_setup_succeeds_under_each_reading(tmp_path: Path, reading: str) -> None:
    with session_with(tmp_path, single(reading)) as session:
        session.sets_up()
        status = session.runs("status", "--output", "json")
        assert status.status == 0, (status.out, status.err)
        if reading.startswith("missing_template"):
            assert any(one.status == 400 for one in session.tenant.requests if one.path.endswith("/jobs"))


@pytest.mark.sweep
@pytest.mark.parametrize("number", range(COMBINATIONS))
def test_everything_works_under_random_readings(tmp_path: Path, number: int) -> None:
    chance = random.Random(SEED + number)
    readings = {name: chance.choice(values) for name, values in alternatives().items()}
    print(f"seed {SEED + number}: {readings}")
    with session_with(tmp_path, readings) as session:
        before = session.tenant.dump()
        session.sets_up()
        assert session.status()["exit_code"] == 0
        written = len(session.writes)
        assert session.runs("setup", "--output", "json").status == 0
        assert session.writes[written:] == []
        assert session.runs("check-prereqs", "--output", "json").status == 0
        assert session.runs("sync", "--output", "json").status == 0
        document = tears_down(session, "--groups", "--purge")
        assert (document["exit_code"], document["problems"]) == (0, [])
        if readings["purged_principal"] == "takes_job_along":
            assert not differences(normalised(before), normalised(session.tenant.dump()))


@pytest.mark.sweep
@pytest.mark.parametrize("reading", ON_DEMAND)
def test_removal_is_tested_under_each_reading(tmp_path: Path, reading: str) -> None:
    lenient = load_persona("lenient-total")
    with session_with(
        tmp_path,
        single(reading),
        people=(*lenient.people, _NEWCOMER),
        total_refuses=lenient.total_refuses,
        scim_flag=lenient.scim_flag,
    ) as session:
        session.sets_up()
        words = ("verify", "--output", "json", "--rehearse-removal", "--test-person", _NEWCOMER.upn)
        proofs = session.runs(*words).document["verifications"]
        assert [one["outcome"] for one in proofs if one["id"] == "removal"] == ["verified"]


@pytest.mark.sweep
@pytest.mark.parametrize("reading", ["removed_value=new", "second_audit_target=left_out"])
@pytest.mark.parametrize("deed", ["withdraw_email", "unassign_the_group", "remove_ada"])
def test_who_never_names_another_person(tmp_path: Path, reading: str, deed: str) -> None:
    with session_with(tmp_path, single(reading)) as session:
        session.sets_up()
        getattr(OtherAdmin(session, "cleo@contoso.com"), deed)()
        OtherAdmin(session).tampers({"call": ["PATCH", "applications/{app}", {"notes": "Asked for by the office"}]})
        changed = session.status("--who")["drift"][0]["changed"]
        assert changed is None or changed["by"] == "cleo@contoso.com" or changed["only"]


def test_a_refused_poll_for_a_blocked_device_code_names_the_browser(tmp_path: Path) -> None:
    with session_with(tmp_path, {"blocked_device_code": "refused"}, device_code="blocked") as session:
        ended = session.runs("setup")
        assert ended.status == 4
        assert "--sign-in browser" in " ".join(ended.err.split())


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="no reading 'nothing'"):
        parse_reading("nothing=at_all")
    with pytest.raises(ValueError, match="warm_up is one of"):
        parse_reading("warm_up=hot")
    with pytest.raises(ValueError, match="never"):
        SandboxTenant.start(readings={"interval_before_start": "sometimes"})
