"""The variables that name what a persona's tenant contains under our unique names, as its first machine knows it."""

from __future__ import annotations

from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_APPLICATION = "total-onboard-total"


def ids_in(tenant: SandboxTenant) -> dict[str, str]:
    """Return the variables of the application and of the admin group, as far as they exist."""
    store = tenant.store
    apps = [one["id"] for one in store.applications.all_current() if one.get("uniqueName") == _APPLICATION]
    groups = [one["id"] for one in store.groups.all_current() if one.get("uniqueName") == f"{_APPLICATION}-total-admin"]
    found = {"TOTAL_ONBOARD_APP_ID": apps, "TOTAL_ONBOARD_GROUP_ID": groups}
    return {name: ids[0] for name, ids in found.items() if ids}
