"""Target attributes as SCIM resources, and their differences as PATCH operations (RFC 7643, RFC 7644)."""

from __future__ import annotations

from typing import Any, Final, Literal

from scim2_models import Context, EnterpriseUser, Group, PatchOp, Path, Resource, SCIMException, ScimPolicy, User

from total_onboard.sandbox.provisioning.mapping.functions import text
from total_onboard.sandbox.provisioning.mapping.mapping import Targets
from total_onboard.sandbox.provisioning.scim.scim_failures import BAD_RESPONSE, ScimFailure

Operation = dict[str, Any]

PATCH_OP: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Account = User[EnterpriseUser]
_MODELS: Final[dict[str, type[Resource[Any]]]] = {"User": Account, "Group": Group}
_PATCHES: Final[dict[str, type[Any]]] = {"User": PatchOp[Account], "Group": PatchOp[Group]}
_PATHS: Final[dict[str, type[Any]]] = {"User": Path[Account], "Group": Path[Group]}
_CREATING: Final = ScimPolicy(unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create)
_OF_GROUPS: Final = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
"""A schema of Microsoft's own that the service names when it creates a group.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups#create-group
"""
Spelling = Literal["text", "boolean"]
"""How ``active`` is sent without the flag: Microsoft's page on compliance shows ``"False"``, its tutorial ``false``.

Sources: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
and https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups#disable-user
"""
_BOOLEANS: Final = {"True": True, "False": False}


def new_resource(kind: str, values: Targets) -> dict[str, Any]:
    """Return the body that creates a resource.

    Raises ScimFailure when SCIM has no such attribute or takes no such value.
    """
    resource = _MODELS[kind].model_construct()
    body = {"schemas": [PATCH_OP], "Operations": patch_operations(values, {}, rfc=True)}
    try:
        with _CREATING:
            _PATCHES[kind].model_validate(body).patch(resource)
            document = dict(resource.model_dump(scim_ctx=Context.RESOURCE_CREATION_REQUEST))
    except (SCIMException, ValueError) as error:
        raise ScimFailure(BAD_RESPONSE, str(error), 400) from None
    return document | (_of_group(document) if kind == "Group" else _of_user(document))


def _of_user(document: dict[str, Any]) -> dict[str, Any]:
    """Return what the service sends with every new user: the work address is the primary one, and there are no roles.

    Source: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups#create-user
    """
    emails = [one | ({"primary": True} if one.get("type") == "work" else {}) for one in document.get("emails") or []]
    return {"meta": {"resourceType": "User"}, "roles": []} | ({"emails": emails} if emails else {})


def _of_group(document: dict[str, Any]) -> dict[str, Any]:
    return {"meta": {"resourceType": "Group"}, "schemas": [*document["schemas"], _OF_GROUPS]}


def values_of(kind: str, body: dict[str, Any], targets: list[str]) -> Targets:
    """Return what a resource of the product has in the target attributes."""
    resource = _MODELS[kind].model_validate(body, scim_policy=ScimPolicy(unknown=ScimPolicy.Unknown.ignore))
    found = {target: _read(kind, resource, target) for target in targets}
    return {target: text(value) for target, value in found.items() if value is not None}


def changes(wanted: Targets, found: Targets) -> Targets:
    """Return the attributes that differ, with the value wanted; None if one is to be removed."""
    gone: Targets = {target: None for target in found if target not in wanted}
    return {target: value for target, value in wanted.items() if found.get(target) != text(value)} | gone


def patch_operations(changed: Targets, found: Targets, *, rfc: bool, booleans: Spelling = "text") -> list[Operation]:
    """Return the operations that make ``changed`` so.

    Without ``rfc`` they are spelled as the service spells them by default: capital verbs, booleans as text or not, one
    operation for each attribute. With it, several attributes that are replaced come in one operation without a path.

    Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
    """
    simple = {target: value for target, value in changed.items() if rfc and _is_simple(target, value, found)}
    together = simple if len(simple) > 1 else {}
    typed = rfc or booleans == "boolean"
    single = [
        _operation(target, value, target in found, rfc, typed)
        for target, value in changed.items()
        if target not in together
    ]
    values = {target: _typed(target, value) for target, value in together.items()}
    return [*single, {"op": "replace", "value": values}] if together else single


def _is_simple(target: str, value: Any, found: Targets) -> bool:  # noqa: ANN401
    """Return whether an attribute is replaced, and no filter chooses which of several values."""
    return value is not None and target in found and "[" not in target


def member_operations(added: list[str], removed: list[str], *, rfc: bool) -> list[Operation]:
    """Return the operations that add and remove members of a group."""
    operations: list[Operation] = []
    if added:
        operations.append(
            {"op": "add" if rfc else "Add", "path": "members", "value": [{"value": one} for one in added]}
        )
    if rfc:
        return operations + [{"op": "remove", "path": f'members[value eq "{one}"]'} for one in removed]
    if removed:
        operations.append({"op": "Remove", "path": "members", "value": [{"value": one} for one in removed]})
    return operations


def _operation(target: str, value: Any, is_there: bool, rfc: bool, typed: bool) -> Operation:  # noqa: ANN401
    verb = "Remove" if value is None else "Replace" if is_there else "Add"
    operation: Operation = {"op": verb.lower() if rfc else verb, "path": target}
    if value is not None:
        operation["value"] = _typed(target, value) if typed else value
    return operation


def _typed(target: str, value: Any) -> Any:  # noqa: ANN401
    return _BOOLEANS.get(text(value), value) if target == "active" else value


def _read(kind: str, resource: Resource[Any], target: str) -> Any:  # noqa: ANN401
    value = _PATHS[kind](target).get(resource, strict=False)
    return value[0] if isinstance(value, list) and value else None if value == [] else value
