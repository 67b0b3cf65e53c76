"""Authorization: every operation's scopes and directory roles, from the one table ``permissions.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from total_onboard.sandbox.directory.catalog import role_template_id
from total_onboard.sandbox.graph.errors import GraphRefusal, denied
from total_onboard.sandbox.sign_in.access_tokens import Caller

_OWNER: Final = " or owner"


@dataclass(frozen=True)
class Requirement:
    """Requirements of one operation on its caller.

    ``scopes``: alternatives, each a set of permissions that go together; none at all lets every token in.
    ``roles``: template ids, any one of which is enough for a person; none lets everybody in.
    """

    operation: str
    scopes: tuple[frozenset[str], ...]
    roles: frozenset[str]
    owner_too: bool


def requirement(method: str, path: str) -> Requirement:
    """Return what the table says of a route; the names of the path's parameters do not matter. Raises KeyError."""
    return _table()[f"{method} {_nameless(path)}"]


def authorise(caller: Caller, required: Requirement, owners: list[str]) -> None:
    """See that the caller has a scope, and if a person, a role or the object's ownership. Raises GraphRefusal."""
    if required.scopes and not any(together <= caller.scopes for together in required.scopes):
        raise _without_scope(required)
    may_as_owner = required.owner_too and caller.oid in owners
    if required.roles and caller.kind == "user" and not may_as_owner and not has_role(caller, required.roles):
        raise _without_role(required)


def has_role(caller: Caller, template_ids: frozenset[str]) -> bool:
    """Return whether one of the roles, or Global Administrator, was active when the token was issued."""
    return bool(caller.wids & (template_ids | {role_template_id("Global Administrator")}))


def role_ids(*names: str) -> frozenset[str]:
    """Return template ids by name. Raises KeyError."""
    return frozenset(role_template_id(name) for name in names)


def _without_scope(required: Requirement) -> GraphRefusal:
    if "/synchronization" not in required.operation and "/auditLogs" not in required.operation:
        return denied()
    names = ", ".join(sorted({scope for together in required.scopes for scope in together}))
    message = f"Calling principal does not have required MSGraph permissions {names}"
    return GraphRefusal(403, "Authentication_MSGraphPermissionMissing", message)


def _without_role(required: Requirement) -> GraphRefusal:
    """Build the service's 401 without details (microsoftgraph/microsoft-graph-docs-contrib#8800)."""
    return GraphRefusal(401, "UnknownError", "") if "/synchronization" in required.operation else denied()


def _nameless(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path.replace("/microsoft.graph.", "/graph."))


@cache
def _table() -> dict[str, Requirement]:
    table = tomllib.loads((resources.files(__package__) / "permissions.toml").read_text("utf-8"))
    rows: dict[str, Requirement] = {}
    for block in table["allow"]:
        roles = role_ids(*table["roles"][block["roles"].removesuffix(_OWNER)])
        scopes = tuple(frozenset(together.split(" + ")) for together in block["scopes"])
        for operation in block["operations"]:
            rows[_nameless(operation)] = Requirement(operation, scopes, roles, block["roles"].endswith(_OWNER))
    return rows
