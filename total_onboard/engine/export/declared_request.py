"""A request that a step declares: the same verb that applies it, with references in place of what only a run knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4, uuid5

from total_onboard.entra.tenant_client import TenantClient

Call = Callable[[TenantClient], Awaitable[object]]


_NAMESPACE: Final = uuid4()
"""Of this process alone: a value from outside must not name a reference, least of all that of a secret."""


def reference(name: str) -> str:
    """Return the text in place of a value that only a run knows; Graph's builders take it, because it is a UUID."""
    return str(uuid5(_NAMESPACE, name))


FIXED_NAMES: Final = ("application", "client_id", "principal", "graph", "me", "user_role", "job", "scim_token")
APPLICATION, CLIENT_ID, PRINCIPAL, GRAPH, ME, USER_ROLE, JOB, SCIM_TOKEN = map(reference, FIXED_NAMES)


@dataclass(frozen=True)
class Lookup:
    """A read, and the JMESPath query of its answer; an empty result means that there is nothing."""

    call: Call
    query: str


@dataclass(frozen=True)
class DeclaredValue:
    """A value that later requests refer to by ``name``; ``existing`` is the observed one, if the tenant was read."""

    name: str
    lookup: Lookup
    purpose: str
    missing: str
    """What to say if there is none, even after a while."""
    existing: str = ""


@dataclass(frozen=True)
class DeclaredRequest:
    """A write, and the lookup that says whether it is still needed.

    ``result`` is the name and the query of what the answer shows; the lookup shows the same of what exists.
    ``is_creation`` is set if what exists must have been created by the one who sends the request. ``body_from`` reads
    the body in place of the call's, which ``is_additive`` if it adds to what exists; ``secret`` is the query of a
    secret in the answer. ``namesakes`` finds objects that a creation whose answer was lost may have left.

    ``existing`` is the observed ID of what the request would create, ``is_done`` says that nothing of it differs.
    ``update`` is what to send in place of ``call`` to something that exists and differs.
    """

    purpose: str
    call: Call
    unless: Lookup | None = None
    result: Mapping[str, str] = field(default_factory=dict)
    is_creation: bool = False
    body_from: Lookup | None = None
    is_additive: bool = False
    secret: str = ""
    namesakes: Lookup | None = None
    existing: str = ""
    is_done: bool = False
    update: Call | None = None
    is_restoration: bool = False

    @property
    def write(self) -> Call:
        """Return what to send."""
        return self.update if self.existing and self.update else self.call


Declared = DeclaredRequest | DeclaredValue


def restoration(name: str, object_id: str, found: Lookup) -> DeclaredRequest:
    """Return the request that restores an object from the recycle bin, unless ``found`` finds it outside."""
    return DeclaredRequest(
        purpose=f"Restore {name} from the recycle bin.",
        call=lambda tenant: tenant.deleted_items.restore(object_id),
        unless=found,
        is_restoration=True,
    )


def literal(text: str) -> str:
    """Return a text as JMESPath writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
