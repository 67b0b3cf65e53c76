"""``/directoryRoles``: the roles that are in use in this tenant, and who has them."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import role_names
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.objects.object_lookup import by_key, typed_objects
from total_onboard.sandbox.graph.odata.answer import many, mixed
from total_onboard.sandbox.graph.odata.options import LIST
from total_onboard.sandbox.graph.request import Call, operation


def list_directory_roles(call: Call) -> Response:
    """``GET /directoryRoles``."""
    return many(call, _in_use(call.store), "directoryRole", "directoryRoles")


def list_role_members(call: Call) -> Response:
    """``GET /directoryRoles/{id}/members``."""
    role = by_key(_in_use(call.store), "id", call.path["id"])
    held = call.store.active_roles.items()
    return mixed(call, typed_objects(call.store, (who for who, roles in held if role["roleTemplateId"] in roles)))


def directory_role(store: Store, template_id: str) -> Body:
    """Return the tenant's own object for a built-in role."""
    name = role_names()[template_id]
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{store.tenant_id}/{template_id}")),
        "deletedDateTime": None,
        "description": f"{name}, a built-in role.",
        "displayName": name,
        "roleTemplateId": template_id,
    }


def _in_use(store: Store) -> list[Body]:
    held = (template_id for roles in store.active_roles.values() for template_id in roles)
    return [directory_role(store, template_id) for template_id in dict.fromkeys(held) if template_id in role_names()]


ROUTES = [
    operation("GET", "/directoryRoles", list_directory_roles, LIST),
    operation("GET", "/directoryRoles/{id}/members", list_role_members, LIST),
]
