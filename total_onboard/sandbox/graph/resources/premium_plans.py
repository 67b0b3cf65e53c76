"""Licenses of the tenant, as far as Graph's own refusals depend on them."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.directory.catalog import plan_id
from total_onboard.sandbox.directory.store import Store

_IN_FORCE: Final = frozenset({"Enabled", "Warning"})


def has_premium(store: Store) -> bool:
    """Return whether the tenant has Microsoft Entra ID P1 or P2."""
    return _has(store, "AAD_PREMIUM") or has_p2(store)


def has_p2(store: Store) -> bool:
    """Return whether the tenant has Microsoft Entra ID P2, which includes Privileged Identity Management."""
    return _has(store, "AAD_PREMIUM_P2")


def _has(store: Store, plan: str) -> bool:
    return any(
        one["servicePlanId"] == plan_id(plan) and one["provisioningStatus"] == "Success"
        for sku in store.subscribed_skus
        if sku["capabilityStatus"] in _IN_FORCE
        for one in sku["servicePlans"]
    )
