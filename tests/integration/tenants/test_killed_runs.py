"""A run over several tenants that is killed continues where it was."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.partner_session import PartnerSession, by_tenant

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(400)]

TENANTS = 6
_SLOW = {"kind": "delay", "seconds": 0.3, "times": 0}


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[PartnerSession]:
    session = PartnerSession(tmp_path, ["ready"] * TENANTS)
    with session.tenants:
        for _, tenant in session.numbered:
            tenant.faults.add(_SLOW)
        yield session


def begins(partner: PartnerSession, *words: str) -> subprocess.Popen[str]:
    """The real program, two tenants at a time."""
    return partner.begins(*words, "--tenants", "customers.csv", "--concurrency", "2")


def recorded(partner: PartnerSession, command: str) -> set[str]:
    """The tenants whose results are on the disk."""
    lines = [line for path in (partner.home / "state" / "tenant-runs").glob(f"{command}-*") for line in path.open()]
    return {json.loads(line)["result"]["tenant"] for line in lines if line.endswith("\n")}


def killed_after(partner: PartnerSession, number: int, *words: str) -> set[str]:
    """Kill a run as soon as so many tenants are done, in the middle of the others; return the tenants that are."""
    process = begins(partner, *words)
    end = time.monotonic() + 120
    while len(recorded(partner, words[0])) < number and time.monotonic() < end:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    done = recorded(partner, words[0])
    assert number <= len(done) < TENANTS
    return done


def finished(partner: PartnerSession, *words: str) -> dict[str, Any]:
    out, err = begins(partner, *words, "--resume", "--output", "json").communicate(timeout=240)
    assert out, err
    document: dict[str, Any] = json.loads(out)
    return document


def requests(partner: PartnerSession, tenants: set[str]) -> dict[str, int]:
    return {
        tenant.store.persona.domain: len(tenant.requests)
        for _, tenant in partner.numbered
        if tenant.store.persona.domain in tenants
    }


@pytest.mark.parametrize("number", [1, 3])
def test_setup_of_tenants_killed_anywhere_resumes(number: int, partner: PartnerSession) -> None:
    partner.writes_file()
    done = killed_after(partner, number, "setup", "--yes")
    before = requests(partner, done)
    document = finished(partner, "setup", "--yes")
    assert {one["exit_code"] for one in by_tenant(document).values()} == {0}
    assert len(document["tenants"]) == TENANTS
    assert requests(partner, done) == before
    for _, tenant in partner.numbered:
        assert sum(one["displayName"] == "TOTAL" for one in tenant.store.applications.all_current()) == 1


def test_status_of_tenants_killed_anywhere_resumes(partner: PartnerSession) -> None:
    partner.connects_all()
    partner.writes_file()
    domains = [tenant.store.persona.domain for _, tenant in partner.numbered]
    (partner.home / "customers.csv").write_text("\n".join(["tenant", *domains, ""]), encoding="utf-8")
    for _, tenant in partner.numbered:
        tenant.faults.add(_SLOW)
    done = killed_after(partner, 2, "status")
    before = requests(partner, done)
    document = finished(partner, "status")
    assert {one["exit_code"] for one in document["tenants"]} == {0}
    assert [one["tenant"] for one in document["tenants"]] == domains
    assert requests(partner, done) == before
