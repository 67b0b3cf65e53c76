"""Directory role assignments of the sandbox: people, and the groups that they are in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from pydantic import TypeAdapter

from total_onboard.sandbox.directory.catalog import role_actions, role_names, role_template_id
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.persona import Persona


def role_id(persona: Persona, name: str) -> str:
    """Return the id of a built-in role, or of one that the persona's tenant made itself. Raises KeyError."""
    return str(uuid5(NAMESPACE_URL, name)) if name in persona.custom_roles else role_template_id(name)


def role_definition(persona: Persona, definition_id: str) -> Body:
    """Return a role as Graph shows it, with what it allows. Raises KeyError."""
    custom = {role_id(persona, name): name for name in persona.custom_roles}
    name = custom.get(definition_id) or role_names()[definition_id]
    actions = persona.custom_roles.get(name) or role_actions(name)
    return {
        "id": definition_id,
        "templateId": definition_id,
        "displayName": name,
        "description": f"{name}, {'made by this tenant' if definition_id in custom else 'a built-in role'}.",
        "isBuiltIn": definition_id not in custom,
        "isEnabled": True,
        "resourceScopes": ["/"],
        "rolePermissions": [
            {"allowedResourceActions": [f"microsoft.directory/{action}" for action in actions], "condition": None}
        ]
        if persona.role_permissions_shown
        else [],
        "version": "1",
    }


def definition_ids(persona: Persona) -> list[str]:
    """Return every role that there is."""
    return [*role_names(), *(role_id(persona, name) for name in persona.custom_roles)]


def groups_of(store: Store, person_id: str) -> list[str]:
    """List the groups that a person is a direct member of: role-assignable groups cannot be nested."""
    return [group_id for group_id, members in store.members.items() if person_id in members]


def roles_held(store: Store, person_id: str) -> dict[str, str]:
    """List a person's active roles in the whole tenant, each with ``Direct`` or ``Group``."""
    return _of(store.active_roles, store, person_id)


def roles_offered(store: Store, person_id: str) -> dict[str, str]:
    """List the roles that a person could activate, each with ``Direct`` or ``Group``."""
    return _of(store.eligible_roles, store, person_id)


def manages_members_in_unit(store: Store, person_id: str) -> bool:
    """Return whether a role that counts in the administrative unit, held directly or through a group, allows it."""
    held = _of(store.roles_in_unit, store, person_id)
    custom = {role_id(store.persona, name): name for name in store.persona.custom_roles}
    names = (custom.get(role) or role_names()[role] for role in held)
    return any("groups/members/update" in (store.persona.custom_roles.get(n) or role_actions(n)) for n in names)


def _of(roles: Mapping[str, list[str]], store: Store, person_id: str) -> dict[str, str]:
    through = {role: "Group" for group in groups_of(store, person_id) for role in roles.get(group, [])}
    return through | dict.fromkeys(roles.get(person_id, []), "Direct")


def activate(store: Store, person_id: str, role: str) -> None:
    """Activate an eligible role like Privileged Identity Management does on request."""
    ends = store.clock.now() + TypeAdapter(timedelta).validate_python(store.persona.activation)
    store.active_roles[person_id] = [*store.active_roles.get(person_id, []), role]
    store.activations[person_id, role] = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
