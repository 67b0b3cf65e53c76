"""An interrupted set-up can be taken away, an interrupted teardown goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.e2e.conftest import at as at
from tests.fault_injection.setup.normalised import differences, normalised

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

GRAVE = ("teardown", "--yes", "--output", "json", "--groups", "--purge")


def killed_at(admin: Admin, fault: dict[str, Any], *words: str) -> None:
    """The command, whose process is killed when this request comes."""
    begun: list[Callable[[], None]] = []
    admin.tenant.faults.when(fault["kind"], lambda: begun[0]())
    admin.tenant.faults.add(fault)
    process = admin.begins(*words)
    begun.append(process.kill)
    assert process.wait(90) < 0
    admin.tenant.faults.clear()


def test_killed_once_the_application_is_deleted_it_goes_on_and_purges_it(at: OpenTenant) -> None:
    admin = at("ready", lag=(0.0, 0.0))
    before = normalised(admin.tenant.dump())
    assert admin.sets_up().status == 0
    killed_at(admin, {"kind": "cut-after", "method": "DELETE", "path": ".*/applications/[^/]+"}, *GRAVE)
    assert "applications" in admin.tenant.dump()["deleted"]
    again = admin.runs(*GRAVE)
    assert again.status == 0, again.err
    assert not differences(before, normalised(admin.tenant.dump()))


def test_what_a_killed_set_up_began_and_never_marked_is_taken_away(at: OpenTenant) -> None:
    admin = at("ready", lag=(0.0, 0.0))
    before = normalised(admin.tenant.dump())
    instantiate = {"kind": "cut-after", "method": "POST", "path": ".*/instantiate"}
    killed_at(admin, instantiate, "setup", "--output", "json")
    assert len(admin.tenant.dump()["applications"]) == 1
    ended = admin.runs(*GRAVE)
    assert ended.status == 0, ended.err
    assert not differences(before, normalised(admin.tenant.dump()))
    assert admin.runs("status", "--output", "json").status == 3
