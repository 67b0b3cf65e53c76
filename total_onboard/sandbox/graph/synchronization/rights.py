"""Who may use the synchronization service: by permission first, then by directory role (Graph reference pages)."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.graph.errors import GraphRefusal
from total_onboard.sandbox.graph.synchronization import refusals
from total_onboard.sandbox.sign_in.access_tokens import Caller
from total_onboard.sandbox.store import Body, Store

GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"
APPLICATION_ADMINISTRATOR: Final = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR: Final = "158c047a-c907-4556-b7ef-446551a6b5f7"
MANAGERS: Final = frozenset({GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR})
"""A Global Reader cannot even read the provisioning of an application (Entra page “Known issues”)."""

LOG_READERS: Final = MANAGERS | {
    "4a5d8f65-41da-4de4-8968-e035b65339cf",  # Reports Reader
    "5d6b6bb7-de71-4623-b4af-96380a352509",  # Security Reader
    "194ae4cb-b126-40b2-bd5b-6091b380977d",  # Security Administrator
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",  # Security Operator
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451",  # Global Reader
}

WRITE: Final = ("Synchronization.ReadWrite.All",)
READ: Final = ("Synchronization.Read.All", *WRITE)
READ_LOG: Final = ("ProvisioningLog.Read.All", "AuditLog.Read.All", "Directory.Read.All")


def check_manager(store: Store, caller: Caller, scopes: tuple[str, ...], principal: Body) -> None:
    """Raise GraphRefusal 403 without the permission, the service's own 401 without the role.

    An application that calls in its own name must own the service principal.
    """
    check_permission(caller, scopes)
    owns = caller.oid in store.owners.get(principal["id"], [])
    if not (owns if caller.kind == "app" else caller.wids & MANAGERS):
        raise refusals.not_known_or_not_allowed()


def check_log_reader(caller: Caller) -> None:
    """Raise GraphRefusal 403 without the permission, and for a person without the role."""
    check_permission(caller, READ_LOG)
    if caller.kind == "user" and not caller.wids & LOG_READERS:
        raise GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def check_permission(caller: Caller, scopes: tuple[str, ...]) -> None:
    """Raise GraphRefusal when the token has none of the permissions."""
    if not caller.scopes & set(scopes):
        message = (
            f"The principal does not have required Microsoft Graph permission(s): {','.join(scopes)} to call this API."
        )
        raise GraphRefusal(403, "Authentication_MSGraphPermissionMissing", message)
