"""A persona's declaration becomes a tenant: its organization, people, roles, subscriptions, policies and objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.catalog import plan_id, sku_id
from total_onboard.sandbox.directory.large_tenant import add_many_people
from total_onboard.sandbox.directory.microsoft_applications import add_microsoft_applications, consent_to_tools
from total_onboard.sandbox.directory.preexisting_objects import add_preexisting_objects
from total_onboard.sandbox.directory.role_assignments import role_id
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.persona import Person, Persona, Sku

FOUNDED: Final = "2019-03-14T09:26:53Z"


def seeded_store(persona: Persona, clock: SandboxClock, seed: int, ids: Mapping[str, str] | None = None) -> Store:
    """Return a tenant as the persona describes it; the same seed gives the same ids.

    ``ids`` are those of accounts that have one already, by user principal name.
    """
    store = Store.empty(persona, clock, seed)
    store.organization = _organization(store)
    store.subscribed_skus = [_subscribed_sku(store, sku) for sku in persona.skus]
    store.app_management_policy = _app_management_policy(persona)
    for person in persona.people:
        _add_person(store, person, (ids or {}).get(person.upn) or store.new_id())
    add_microsoft_applications(store)
    if persona.tools_consented:
        consent_to_tools(store)
    add_preexisting_objects(store)
    add_many_people(store)
    return store


def _organization(store: Store) -> Body:
    persona = store.persona
    initial = f"{persona.domain.split('.')[0]}.onmicrosoft.com"
    return {
        "id": store.tenant_id,
        "displayName": persona.tenant_name,
        "createdDateTime": FOUNDED,
        "countryLetterCode": "US",
        "tenantType": persona.tenant_type,
        "verifiedDomains": [
            _domain(persona.domain, default=persona.domain != initial, initial=False),
            _domain(initial, default=False, initial=True),
        ],
        "assignedPlans": [
            {"servicePlanId": plan_id(name), "service": "AADPremiumService", "capabilityStatus": sku.capability}
            for sku in persona.skus
            for name in sku.plans
        ],
    }


def _domain(name: str, *, default: bool, initial: bool) -> Body:
    return {"name": name, "isDefault": default, "isInitial": initial, "type": "Managed", "capabilities": "Email"}


def _add_person(store: Store, person: Person, object_id: str) -> None:
    body = person_body(object_id, person)
    store.users.put(body, replicated=True)
    if person.partner:
        store.users.hide(body["id"])
    store.active_roles[body["id"]] = [role_id(store.persona, name) for name in person.roles]
    store.eligible_roles[body["id"]] = [role_id(store.persona, name) for name in person.eligible_roles]
    store.roles_in_unit[body["id"]] = [role_id(store.persona, name) for name in person.roles_in_unit]
    store.eligible_roles_in_unit[body["id"]] = [role_id(store.persona, name) for name in person.eligible_roles_in_unit]
    store.roles_on_object[body["id"]] = [role_id(store.persona, name) for name in person.roles_on_object]


def person_body(object_id: str, person: Person) -> Body:
    """Return a user as Graph shows one."""
    given, _, surname = person.name.partition(" ")
    return {
        "id": object_id,
        "displayName": person.name,
        "givenName": given,
        "surname": surname or None,
        "userPrincipalName": person.upn,
        "mail": person.mail,
        "mailNickname": person.upn.partition("@")[0],
        "jobTitle": person.job_title,
        "department": person.department,
        "preferredDataLocation": person.data_location,
        "accountEnabled": person.enabled,
        "userType": "Guest" if person.guest else "Member",
        "createdDateTime": FOUNDED,
    }


def _subscribed_sku(store: Store, sku: Sku) -> Body:
    identity = sku_id(sku.part_number)
    return {
        "id": f"{store.tenant_id}_{identity}",
        "accountId": store.tenant_id,
        "skuId": identity,
        "skuPartNumber": sku.part_number,
        "capabilityStatus": sku.capability,
        "appliesTo": "User",
        "consumedUnits": min(len(store.persona.people), sku.units),
        "prepaidUnits": _units(sku),
        "servicePlans": [
            {
                "servicePlanId": plan_id(name),
                "servicePlanName": name,
                "provisioningStatus": sku.provisioning,
                "appliesTo": "User",
            }
            for name in sku.plans
        ],
    }


def _units(sku: Sku) -> dict[str, int]:
    state = {"Enabled": "enabled", "Warning": "warning", "Suspended": "suspended", "LockedOut": "lockedOut"}
    units = dict.fromkeys(state.values(), 0)
    return units | ({state[sku.capability]: sku.units} if sku.capability in state else {})


def _app_management_policy(persona: Persona) -> Body:
    restrictions: dict[str, Any] = persona.app_management_policy
    nothing: Body = {"passwordCredentials": [], "keyCredentials": []}
    return {
        "id": "00000000-0000-0000-0000-000000000000",
        "displayName": "Default app management tenant policy",
        "description": "Restrictions on the credentials of applications.",
        "isEnabled": bool(restrictions),
        "applicationRestrictions": nothing | restrictions,
        "servicePrincipalRestrictions": dict(nothing),
    }
