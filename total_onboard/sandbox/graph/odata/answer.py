"""Objects and collections as Graph shows them: the selected properties, annotated."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import bad_request
from total_onboard.sandbox.graph.model import Type, type_named
from total_onboard.sandbox.graph.odata.collection import page
from total_onboard.sandbox.graph.request import Call, ODataResponse

Expand = Callable[[Body, str], Any]
"""Gives what a relation of an object leads to, shaped already."""

_NESTED_SELECT: Final = re.compile(r"(\w+)\(\$select=([\w,]+)\)")
_MIXED: Final = ("user", "group", "servicePrincipal", "directoryRole")


def shaped(body: Body, kind: Type, select: tuple[str, ...] = ()) -> Body:
    """Return one object's properties. Raises GraphRefusal for a selected property that the type does not have."""
    for name in select:
        if name not in kind.properties or kind.properties[name].is_relation:
            raise _unknown(name, kind.full_name)
    names = select or kind.shown_by_default
    row = {name: _value(body, kind, name) for name in names}
    return row | _without_keys(row) if not select else row


def _without_keys(row: Body) -> Body:
    """Return certificates as Graph shows them unless they are selected: without their content."""
    certificates = row.get("keyCredentials") or []
    return {"keyCredentials": [{**one, "key": None} for one in certificates]} if certificates else {}


def _value(body: Body, kind: Type, name: str) -> Any:  # noqa: ANN401
    """Return a copy; secrets, which are not even kept, show as null."""
    value = copy.deepcopy(body.get(name, kind.properties[name].empty))
    if name == "passwordCredentials":
        return [{**credential, "secretText": None} for credential in value or []]
    return value


def one(call: Call, body: Body, type_name: str, context: str, expand: Expand | None = None) -> ODataResponse:
    """Answer with a single object."""
    kind = type_named(type_name)
    select = call.options.select
    chosen = f"({','.join(select)})" if select else ""
    content = {"@odata.context": f"{call.root}/$metadata#{context}{chosen}/$entity", **shaped(body, kind, select)}
    return ODataResponse(content | _expanded(call, body, kind, expand))


def made(call: Call, body: Body, type_name: str, context: str) -> ODataResponse:
    """Answer with an object just created."""
    content = {"@odata.context": f"{call.root}/$metadata#{context}/$entity", **shaped(body, type_named(type_name))}
    return ODataResponse(content, status_code=201)


def many(
    call: Call, bodies: Iterable[Body], type_name: str, context: str, expand: Expand | None = None
) -> ODataResponse:
    """Answer with a collection of one type."""
    kind = type_named(type_name)
    shaped({}, kind, call.options.select)
    rows, annotations = page(call, bodies, kind)
    value = [shaped(body, kind, call.options.select) | _expanded(call, body, kind, expand) for body in rows]
    return ODataResponse({"@odata.context": f"{call.root}/$metadata#{context}", **annotations, "value": value})


def mixed(call: Call, bodies: Iterable[tuple[str, Body]]) -> ODataResponse:
    """Answer with directory objects of several types, each with its ``@odata.type``.

    What the token may not read of a type shows as null.
    """
    for name in call.options.select:
        if not any(name in type_named(one).properties for one in _MIXED):
            raise _unknown(name, "microsoft.graph.directoryObject")
    pairs = {body["id"]: (type_name, body) for type_name, body in bodies}
    rows, annotations = page(call, (body for _, body in pairs.values()), type_named("user"))
    value = [_annotated(call, *pairs[body["id"]]) for body in rows]
    context = f"{call.root}/$metadata#directoryObjects"
    return ODataResponse({"@odata.context": context, **annotations, "value": value})


def of_type(call: Call, bodies: Iterable[Body], type_name: str) -> ODataResponse:
    """Answer with a collection that was cast to one type."""
    kind = type_named(type_name)
    shaped({}, kind, call.options.select)
    rows, annotations = page(call, bodies, kind)
    context = f"{call.root}/$metadata#directoryObjects/{kind.full_name}"
    value = [_annotated(call, type_name, body) for body in rows]
    return ODataResponse({"@odata.context": context, **annotations, "value": value})


def _annotated(call: Call, type_name: str, body: Body) -> Body:
    kind = type_named(type_name)
    select = tuple(name for name in call.options.select if name in kind.properties)
    row = shaped(body, kind, select or (("id",) if call.options.select else ()))
    if not call.caller.scopes & _READERS[type_name]:
        row = {name: value if name == "id" else kind.properties[name].empty for name, value in row.items()}
    return {"@odata.type": f"#{kind.full_name}", **row}


_READERS: Final = {
    "user": frozenset({"User.ReadBasic.All", "User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"}),
    "group": frozenset(
        {
            "Group.ReadBasic.All",
            "GroupMember.Read.All",
            "GroupMember.ReadWrite.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        }
    ),
    "servicePrincipal": frozenset({"Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"}),
    "directoryRole": frozenset({"RoleManagement.Read.Directory", "RoleManagement.Read.All", "Directory.Read.All"}),
}
"""Which scopes open a type's properties in a collection of several types; the others leave its id alone."""


def _expanded(call: Call, body: Body, kind: Type, expand: Expand | None) -> Body:
    content = {}
    for term in call.options.expand:
        name, select = _relation(term)
        if expand is None or name not in kind.properties or not kind.properties[name].is_relation:
            raise _unknown(name, kind.full_name)
        content[name] = _narrowed(expand(body, name), select)
    return content


def _relation(term: str) -> tuple[str, tuple[str, ...]]:
    """Return a relation, and the properties that are selected of what it leads to: ``owners($select=id)``."""
    found = _NESTED_SELECT.fullmatch(term)
    return (found[1], tuple(found[2].split(","))) if found else (term, ())


def _narrowed(found: Any, select: tuple[str, ...]) -> Any:  # noqa: ANN401
    if isinstance(found, list):
        return [_narrowed(one, select) for one in found]
    return {name: value for name, value in found.items() if not select or name in select or "@" in name}


def _unknown(name: str, type_name: str) -> Exception:
    message = f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{type_name}'."
    return bad_request(message, "BadRequest")
