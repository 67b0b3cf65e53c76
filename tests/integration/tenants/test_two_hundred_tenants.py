"""``status`` in two hundred tenants, of which exactly seven have a problem."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.support.partner_session import PartnerSession, by_tenant
from tests.support.shipped_schema import fitting
from total_onboard.sandbox.partner import ACCOUNT
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sandbox_tenants import TenantOfMany

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(600)]

TENANTS = 200
DRIFTED, REFUSED, BROKEN, WITHOUT_SECRET, HANGING, UNKNOWN, PAUSED = 17, 42, 77, 101, 133, 160, 188
EXPECTED = {"017": 7, "042": 4, "077": 1, "101": 7, "133": 1, "160": 3, "188": 7}
_BROKEN = {"kind": "malformed", "times": 0}
_HANGING = {"kind": "delay", "seconds": 3600, "times": 0}


def application(tenant: TenantOfMany) -> dict[str, object]:
    return next(one for one in tenant.store.applications.all_current() if one.get("uniqueName"))


def leave(tenant: TenantOfMany) -> None:
    """End the partner's roles in a tenant."""
    account = next(one for one in tenant.store.users.all_current() if one["userPrincipalName"] == ACCOUNT)
    tenant.store.users.remove(account["id"])


def pause(tenant: TenantOfMany) -> None:
    for jobs in synchronization_service(tenant.store).jobs.values():
        for job in jobs.values():
            job.state = "Paused"


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerSession]:
    session = PartnerSession(tmp_path_factory.mktemp("home"), ["ready"] * TENANTS)
    with session.tenants:
        session.connects_all()
        tenants = dict(session.numbered)
        application(tenants[DRIFTED])["web"] = {"redirectUris": ["https://elsewhere.example/callback"]}
        leave(tenants[REFUSED])
        tenants[BROKEN].faults.add(_BROKEN)
        application(tenants[WITHOUT_SECRET])["passwordCredentials"] = []
        tenants[HANGING].faults.add(_HANGING)
        shutil.rmtree(session.home / "state" / tenants[UNKNOWN].store.tenant_id)
        pause(tenants[PAUSED])
        domains = [tenant.store.persona.domain for tenant in tenants.values()]
        (session.home / "all.csv").write_text("\n".join(["tenant", *domains, ""]), encoding="utf-8")
        yield session


def test_status_of_200_tenants_finds_exactly_the_seven_problems(partner: PartnerSession) -> None:
    words = ("status", "--tenants", "all.csv", "--time-limit")
    out, err = partner.begins(*words, "1", "--output", "json").communicate()
    document = fitting(out)
    assert len(document["tenants"]) == TENANTS, err
    assert {number: one["exit_code"] for number, one in by_tenant(document).items() if not one["ok"]} == EXPECTED
    assert document["exit_code"] == 1
    out, err = partner.begins(*words, "0.2", "--resume").communicate()
    troubled = {line.split(":")[0][len("✗ customer-") :][:3] for line in out.splitlines()}
    assert troubled == set(EXPECTED)
    assert "Resumed: 197 of 200 tenants have a result from the earlier run." in err
    assert "193 of 200 tenants match the desired state, 7 need attention." in err
