"""People and groups by the thousand, to simulate a large tenant."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.directory.store import Body, Store

DEPARTMENTS: Final = ("Finance", "Sales", "Support", "Engineering", "Legal", "Operations", "Security")


def add_many_people(store: Store) -> None:
    """Put as many more people and groups as the persona asks for; one in a hundred has no mail address."""
    persona = store.persona
    for number in range(persona.crowd):
        store.users.put(_person(store.new_id(), number, persona.domain), replicated=True)
    for number in range(persona.crowd_groups):
        store.groups.put(_some_group(store.new_id(), number), replicated=True)


def _person(object_id: str, number: int, domain: str) -> Body:
    nickname = f"person{number:06}"
    return {
        "id": object_id,
        "displayName": f"Person {number:06}",
        "givenName": "Person",
        "surname": f"{number:06}",
        "userPrincipalName": f"{nickname}@{domain}",
        "mail": None if number % 100 == 0 else f"{nickname}@{domain}",
        "mailNickname": nickname,
        "jobTitle": "Employee",
        "department": DEPARTMENTS[number % len(DEPARTMENTS)],
        "accountEnabled": True,
        "userType": "Member",
    }


def _some_group(object_id: str, number: int) -> Body:
    return {
        "id": object_id,
        "displayName": f"Team {number:06}",
        "description": None,
        "mailEnabled": False,
        "mailNickname": f"team{number:06}",
        "securityEnabled": True,
        "groupTypes": [],
        "isAssignableToRole": None,
        "membershipRule": None,
        "uniqueName": None,
        "visibility": None,
    }
