"""Sign-ins of a run over several tenants that nobody attends."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.session.sign_in import PersonNeeded
from total_onboard.commands.tenants import home_sign_ins
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.core.errors import BadValue
from total_onboard.entra.sign_in_method import SignInMethod
from total_onboard.settings import load_settings
from total_onboard.ui.console import Streams, open_screen

SAME = "1f4b2c3d-0000-4000-8000-000000000001"
IDS = {"contoso.com": SAME, "fabrikam.com": "1f4b2c3d-0000-4000-8000-000000000002", SAME: SAME}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tenants that an application signed in to, in order."""
    tenants: list[str] = []

    def sign_in(request: Any, **_: object) -> Any:
        tenants.append(request.tenant)
        return SimpleNamespace(is_application=True, tenant_id=IDS[request.tenant], username="watcher")

    monkeypatch.setattr(home_sign_ins, "sign_in", sign_in)
    return tenants


def sign_ins(*, applications: bool) -> HomeSignIns:
    screen = open_screen(streams=Streams(StringIO(), StringIO()))
    common = GlobalOptions(sign_in=SignInMethod.CERTIFICATE)
    found = HomeSignIns(CommandContext("status", common, screen, None), (), applications)
    found.begin(["organizations"])
    return found


def test_application_signs_in_to_each_tenant_once(asked: list[str]) -> None:
    homes = sign_ins(applications=True)
    for tenant in ("contoso.com", "fabrikam.com", "contoso.com"):
        homes.session_for(TenantEntry(2, tenant), load_settings({"tenant": tenant}))
    assert asked == ["contoso.com", "fabrikam.com"]


def test_application_is_refused_by_a_command_for_people(asked: list[str]) -> None:
    with pytest.raises(PersonNeeded):
        sign_ins(applications=False).session_for(
            TenantEntry(2, "contoso.com"), load_settings({"tenant": "contoso.com"})
        )
    assert asked == ["contoso.com"]


def test_tenant_under_two_names_is_refused(asked: list[str]) -> None:
    homes = sign_ins(applications=True)
    homes.session_for(TenantEntry(2, "contoso.com"), load_settings({"tenant": "contoso.com"}))
    with pytest.raises(BadValue, match=r"is the same tenant as contoso\.com"):
        homes.session_for(TenantEntry(3, SAME), load_settings({"tenant": SAME}))
    assert len(asked) == 2
