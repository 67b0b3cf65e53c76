"""Objects that a persona's tenant had before the sandbox started."""

from __future__ import annotations

import math

from total_onboard.sandbox import SandboxTenant


def test_preexisting_principal_is_old_and_readable() -> None:
    with SandboxTenant.start("prepared-registration") as tenant:
        for principal in tenant.store.service_principals.all_current():
            if principal["displayName"] == "TOTAL":
                assert tenant.store.service_principals.age(principal["id"]) == math.inf
                assert tenant.store.service_principals.is_seen(principal["id"])
                break
        else:
            raise AssertionError("the persona has no registration named TOTAL")
