"""Rules for an application object (Graph reference, ``application``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.body_validation import is_guid
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.objects.apply_update import refuse_taken
from total_onboard.sandbox.graph.objects.reply_urls import check_redirect_uris

_AUDIENCES: Final = frozenset(
    {"AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"}
)
_MOST_RESOURCES: Final = 50
_MOST_PERMISSIONS: Final = 400
_LENGTHS: Final = {"displayName": 256, "description": 1024, "notes": 1024, "uniqueName": 128}


def check_application(store: Store, changes: Body, own_id: str | None = None) -> None:
    """See that the values fit. Raises GraphRefusal."""
    check_lengths(changes)
    if changes.get("displayName", "a name") in ("", None):
        raise bad_request("Invalid value specified for property 'displayName' of resource 'Application'.")
    if changes.get("signInAudience", "AzureADMyOrg") not in _AUDIENCES:
        raise bad_request("Invalid value specified for property 'signInAudience' of resource 'Application'.")
    for name in ("web", "spa", "publicClient"):
        uris = (changes.get(name) or {}).get("redirectUris", [])
        check_redirect_uris(uris, f"{name}.redirectUris", web=name != "publicClient")
    _check_required_access(changes.get("requiredResourceAccess", []))
    _check_roles(changes.get("appRoles", []))
    _check_unique(store, changes, own_id)


def check_lengths(changes: Body) -> None:
    """Check the lengths of names and notes. Raises GraphRefusal."""
    for name, longest in _LENGTHS.items():
        if len(changes.get(name) or "") > longest:
            raise bad_request(f"Property '{name}' is longer than {longest} characters.")
    if any(not 1 <= len(tag) <= 256 for tag in changes.get("tags", [])):
        raise bad_request("Every value of property 'tags' has between 1 and 256 characters.")


def check_entitlements(before: list[Body], after: list[Body]) -> None:
    """Refuse to remove or change an enabled role or scope; it must be disabled first. Raises GraphRefusal."""
    kept = {one["id"]: one for one in after}
    for one in before:
        if one.get("isEnabled") and _meaning(kept.get(one["id"])) != _meaning(one):
            raise GraphRefusal(
                400,
                "CannotDeleteOrUpdateEnabledEntitlement",
                "Permission (scope or role) cannot be deleted or updated unless disabled first.",
            )


def _meaning(one: Body | None) -> tuple[Any, ...] | None:
    """Return what must not change while a permission is enabled: its value in tokens and who can consent."""
    return None if one is None else (one.get("value"), sorted(one.get("allowedMemberTypes", [])))


def _check_required_access(resources: list[Body]) -> None:
    accesses = [access for resource in resources for access in resource["resourceAccess"]]
    if len(resources) > _MOST_RESOURCES or len(accesses) > _MOST_PERMISSIONS:
        raise bad_request("Property requiredResourceAccess has too many entries.")
    if any(not is_guid(resource["resourceAppId"]) for resource in resources):
        raise bad_request("Invalid value specified for property 'resourceAppId' of resource 'RequiredResourceAccess'.")
    if any(access["type"] not in ("Scope", "Role") for access in accesses):
        raise bad_request("Invalid value specified for property 'type' of resource 'ResourceAccess'.")
    for resource in resources:
        refuse_repeated((access["id"], access["type"]) for access in resource["resourceAccess"])
    refuse_repeated(resource["resourceAppId"] for resource in resources)


def _check_roles(roles: list[Body]) -> None:
    refuse_repeated(role["id"] for role in roles)
    refuse_repeated(role["value"] for role in roles if role.get("value"))
    if any(
        not role["allowedMemberTypes"] or set(role["allowedMemberTypes"]) - {"User", "Application"} for role in roles
    ):
        raise bad_request("Invalid value specified for property 'allowedMemberTypes' of resource 'AppRole'.")


def refuse_repeated(values: Iterable[Any]) -> None:
    """Refuse repeated values. Raises GraphRefusal."""
    listed = list(values)
    if len(set(listed)) < len(listed):
        raise bad_request("Request contains a property with duplicate values.")


def _check_unique(store: Store, changes: Body, own_id: str | None) -> None:
    if changes.get("uniqueName") is not None:
        refuse_taken(store, "applications", "uniqueName", changes["uniqueName"], own_id)
    for uri in changes.get("identifierUris", []):
        if not uri.startswith("api://") and not any(
            f"//{name}" in uri or f".{name}" in uri for name in _domains(store)
        ):
            message = (
                "Values of identifierUris property must use a verified domain of the organization or its subdomain."
            )
            raise GraphRefusal(400, "HostNameNotOnVerifiedDomain", message)
        refuse_taken(store, "applications", "identifierUris", uri, own_id)


def _domains(store: Store) -> Iterator[str]:
    return (domain["name"] for domain in store.organization["verifiedDomains"])
