"""Loading Microsoft's SDK while the admin is busy signing in, so that the first call need not wait for it."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Final

_SOON_NEEDED: Final = (
    "total_onboard.entra.graph",
    "msgraph.generated.users.item.user_item_request_builder",
    "msgraph.generated.applications.applications_request_builder",
    "msgraph.generated.groups.groups_request_builder",
    "msgraph.generated.service_principals.item.service_principal_item_request_builder",
    "msgraph.generated.service_principals.item.synchronization.synchronization_request_builder",
)


def preload_sdk() -> threading.Thread:
    """Begin to import what :func:`connect` will need; returns at once. Nobody has to wait for the thread."""
    thread = threading.Thread(target=_import_all, daemon=True, name="preload-sdk")
    thread.start()
    return thread


def _import_all() -> None:
    for name in _SOON_NEEDED:
        import_module(name)
