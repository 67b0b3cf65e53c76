"""Bodies are checked against Graph's types: what does not belong is refused, as Microsoft does, and never ignored."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.model import PRIMITIVES, Property, Type, type_named

Purpose = Literal["create", "update", "value"]
"""``value`` is the body of an action or a structured value: no service-set properties are looked for."""

_INT32: Final = range(-(2**31), 2**31)


def checked(body: Any, type_name: str, purpose: Purpose = "value") -> Body:  # noqa: ANN401
    """Return the body without its annotations. Raises GraphRefusal for anything that the type does not have.

    ``members@odata.bind`` and its like are kept if the type can be bound so at creation.
    """
    kind = type_named(type_name)
    if not isinstance(body, dict):
        raise bad_request("A JSON object was expected in the request body.", "BadRequest")
    accepted = {name: value for name, value in body.items() if not _is_annotation(kind, name)}
    for name, value in accepted.items():
        _check(kind, name, value, purpose)
    if purpose != "update" and (missing := _missing(kind, accepted)):
        raise _missing_property(kind, missing)
    return accepted


def without_own_id(body: Any, object_id: str) -> Any:  # noqa: ANN401
    """Return the body of an update without the object's own ID, which services ignore.

    Sources: https://docs.oasis-open.org/odata/odata/v4.0/os/part1-protocol/odata-v4.0-os-part1-protocol.html (11.4.3);
    hashicorp/terraform-provider-azuread sends it with every change of an application.
    """
    if not isinstance(body, dict) or body.get("id") != object_id:
        return body
    return {name: value for name, value in body.items() if name != "id"}


def _is_annotation(kind: Type, name: str) -> bool:
    """``@odata.type`` may accompany any value; what is no annotation of OData's is a property."""
    return name not in kind.properties and (name == "@odata.type" or name.endswith("@odata.type"))


def _check(kind: Type, name: str, value: Any, purpose: Purpose) -> None:  # noqa: ANN401
    relation, _, annotation = name.partition("@")
    found = kind.properties.get(relation if annotation == "odata.bind" else name)
    if found is None or (annotation == "odata.bind") != found.is_relation:
        raise bad_request(f"Invalid property '{name}'.")
    if found.is_relation:
        _check_bind(found, value, purpose)
        return
    if "read" in found.marks and purpose != "value":
        raise bad_request(f"Property '{name}' is read-only and cannot be set.")
    check_value(found, value)


def _check_bind(found: Property, value: Any, purpose: Purpose) -> None:  # noqa: ANN401
    if "bind" not in found.marks or purpose == "value":
        raise bad_request(f"Invalid property '{found.name}'.")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _wrong_type(found)


def check_value(found: Property, value: Any) -> None:  # noqa: ANN401
    """See that a value fits its property. Raises GraphRefusal."""
    if value is None:
        if not found.is_nullable:
            raise bad_request(f"A null value was found for the property named '{found.name}', which is not nullable.")
    elif not found.is_collection:
        _check_one(found, value)
    elif isinstance(value, list):
        for one in value:
            _check_one(found, one)
    else:
        raise _wrong_type(found)


def _check_one(found: Property, value: Any) -> None:  # noqa: ANN401
    if found.type not in PRIMITIVES:
        checked(value, found.type)
    elif not _fits(found.type, value):
        raise _wrong_type(found)


def _fits(primitive: str, value: Any) -> bool:  # noqa: ANN401
    match primitive:
        case "Boolean":
            return isinstance(value, bool)
        case "Int32":
            return isinstance(value, int) and not isinstance(value, bool) and value in _INT32
        case "Guid":
            return is_guid(value)
        case "DateTimeOffset":
            return is_date(value)
        case "Binary":
            return _is_base64(value)
        case "String":
            return isinstance(value, str)
    return True


def is_guid(value: Any) -> bool:  # noqa: ANN401
    """Return whether it is a GUID written with dashes."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def is_date(value: Any) -> bool:  # noqa: ANN401
    """Return whether it is a date and time with an offset (OData ABNF, dateTimeOffsetValue)."""
    try:
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_base64(value: Any) -> bool:  # noqa: ANN401
    try:
        return isinstance(value, str) and base64.b64decode(value, validate=True) is not None
    except binascii.Error:
        return False


def _missing(kind: Type, body: Body) -> str | None:
    required = (name for name, one in kind.properties.items() if "required" in one.marks)
    return next((name for name in required if body.get(name) is None), None)


def _missing_property(kind: Type, name: str) -> GraphRefusal:
    message = f"A value is required for property '{name}' of resource '{kind.name[0].upper()}{kind.name[1:]}'."
    detail = {"code": "InvalidValue", "message": message, "target": name}
    return GraphRefusal(400, "Request_BadRequest", message, details=[detail])


def _wrong_type(found: Property) -> GraphRefusal:
    expected = f"Collection(Edm.{found.type})" if found.is_collection else f"Edm.{found.type}"
    return bad_request(f"Cannot convert the value of property '{found.name}' to the expected type '{expected}'.")
