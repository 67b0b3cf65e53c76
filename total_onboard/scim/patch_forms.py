"""The two forms in which Microsoft Entra sends a change to a SCIM service, and the flag that chooses one.

Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

# Assumptions booleans-in-patch, total-scim-flag.
FLAG: Final = "aadOptscim062020"
"""In the query of the SCIM address, it asks Microsoft for the form of RFC 7644. Provisioning on demand ignores it."""

Operation = dict[str, Any]


class Form(StrEnum):
    """``default``: what Microsoft sends by default; ``flag``: what it sends with the flag."""

    DEFAULT = "default"
    FLAG = "flag"


def form_of(url: str) -> Form:
    """Return the form that Microsoft's cycles use with this SCIM address."""
    return Form.FLAG if FLAG in urlsplit(url).query else Form.DEFAULT


def address_for(url: str, form: Form) -> str:
    """Return the SCIM address with which Microsoft uses this form."""
    parts = urlsplit(url)
    others = [one for one in parts.query.split("&") if one and FLAG not in one]
    query = "&".join([*others, *([FLAG] if form is Form.FLAG else [])])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def deactivation(form: Form) -> list[Operation]:
    """Disable an account."""
    if form is Form.FLAG:
        return [{"op": "replace", "path": "active", "value": False}]
    return [{"op": "Replace", "path": "active", "value": "False"}]


def addition(form: Form, member_ids: Sequence[str]) -> list[Operation]:
    """Add members to a group."""
    verb = "add" if form is Form.FLAG else "Add"
    return [{"op": verb, "path": "members", "value": [{"value": one} for one in member_ids]}]


def removal(form: Form, member_id: str) -> list[Operation]:
    """Remove one member from a group."""
    if form is Form.FLAG:
        quoted = member_id.replace("\\", "\\\\").replace('"', '\\"')
        return [{"op": "remove", "path": f'members[value eq "{quoted}"]'}]
    return [{"op": "Remove", "path": "members", "value": [{"value": member_id}]}]
