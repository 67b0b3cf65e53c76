"""The contents of the sandbox. Objects are dictionaries in Graph's own spelling, as Graph would show them."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.client_secret_hashes import PasswordHashes
from total_onboard.sandbox.persona import Persona

Body = dict[str, Any]

KINDS: Final = (
    "users",
    "groups",
    "applications",
    "servicePrincipals",
    "appRoleAssignments",
    "oauth2PermissionGrants",
)


class Shelf:
    """All objects of one kind. A new object can be read only once the replicas have it.

    ``truth`` knows every object immediately; ``seen`` and ``all_replicated`` are what a reader gets.
    """

    def __init__(self, clock: SandboxClock, lag: Callable[[], float]) -> None:
        self._clock = clock
        self._lag = lag
        self._objects: dict[str, Body] = {}
        self._visible_at: dict[str, float] = {}
        self._put_at: dict[str, float] = {}

    def put(self, body: Body, *, replicated: bool = False, preexisting: bool = False) -> Body:
        """Add or replace an object by its ``id``, in any case.

        ``replicated`` makes a new one readable immediately; ``preexisting`` is older than any lag.
        """
        object_id: str = body["id"].lower()
        if object_id not in self._objects:
            self._put_at[object_id] = -math.inf if preexisting else self._clock.real()
            self._visible_at[object_id] = 0.0 if replicated or preexisting else self._clock.real() + self._lag()
        self._objects[object_id] = body
        return body

    def hide(self, object_id: str) -> None:
        """Let no reader ever find it, as an account of another tenant."""
        self._visible_at[object_id.lower()] = math.inf

    def truth(self, object_id: str) -> Body | None:
        """Return the object itself, replicated or not; changes to it are changes of the tenant."""
        return self._objects.get(object_id.lower())

    def all_current(self) -> Iterator[Body]:
        """Yield every object, oldest first."""
        return iter(list(self._objects.values()))

    def is_seen(self, object_id: str) -> bool:
        """Return whether the replicas know the object by now."""
        key = object_id.lower()
        return key in self._objects and self._visible_at[key] <= self._clock.real()

    def seen(self, object_id: str) -> Body | None:
        """Return the object as a reader finds it; None while the replicas lag behind."""
        return self.truth(object_id) if self.is_seen(object_id) else None

    def all_replicated(self) -> Iterator[Body]:
        """Yield every object that a reader finds, oldest first."""
        return (body for body in self.all_current() if self.is_seen(body["id"]))

    def age(self, object_id: str) -> float:
        """Return real seconds since the object was first put. Raises KeyError if there is none."""
        return self._clock.real() - self._put_at[object_id.lower()]

    def remove(self, object_id: str) -> Body | None:
        """Remove an object and return it."""
        self._visible_at.pop(object_id.lower(), None)
        self._put_at.pop(object_id.lower(), None)
        return self._objects.pop(object_id.lower(), None)


@dataclass
class Store:
    """One tenant's state. ``random`` is seeded: ids and lags repeat from run to run.

    ``members`` and ``owners`` hold ids in the order of their adding; ``deleted`` is the recycle bin, by kind.
    ``active_roles`` and ``eligible_roles`` are ids of directory roles by the id of a user or group,
    ``roles_in_unit`` those that count only within an administrative unit, ``roles_on_object`` only for one object;
    ``activations`` are the expiry times of activated roles. ``app_management_policy`` is the tenant's default policy
    as Graph shows it, ``app_policies`` are those of single applications; ``provisioning`` belongs to the
    synchronization service alone.
    """

    persona: Persona
    clock: SandboxClock
    random: random.Random
    tenant_id: str
    shelves: dict[str, Shelf] = field(init=False)
    members: dict[str, list[str]] = field(default_factory=dict)
    owners: dict[str, list[str]] = field(default_factory=dict)
    deleted: dict[str, dict[str, Body]] = field(default_factory=dict)
    password_hashes: PasswordHashes = field(init=False)
    organization: Body = field(default_factory=dict)
    subscribed_skus: list[Body] = field(default_factory=list)
    active_roles: dict[str, list[str]] = field(default_factory=dict)
    eligible_roles: dict[str, list[str]] = field(default_factory=dict)
    roles_in_unit: dict[str, list[str]] = field(default_factory=dict)
    eligible_roles_in_unit: dict[str, list[str]] = field(default_factory=dict)
    eligible_members: dict[str, list[str]] = field(default_factory=dict)
    roles_on_object: dict[str, list[str]] = field(default_factory=dict)
    activations: dict[tuple[str, str], str] = field(default_factory=dict)
    app_management_policy: Body = field(default_factory=dict)
    app_policies: dict[str, Body] = field(default_factory=dict)
    provisioning: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.password_hashes = PasswordHashes(self.clock, self.lag)
        self.shelves = {kind: Shelf(self.clock, self.lag) for kind in KINDS}

    @classmethod
    def empty(cls, persona: Persona, clock: SandboxClock, seed: int) -> Store:
        """Return a tenant in which nothing is yet."""
        chance = random.Random(seed)  # noqa: S311
        return cls(persona, clock, chance, tenant_id=str(UUID(int=chance.getrandbits(128), version=4)))

    def lag(self) -> float:
        """Return how many real seconds the replicas need for the next new object."""
        low, high = self.persona.replication_lag
        return self.random.uniform(low, high)

    def new_id(self) -> str:
        """Return an object id that nobody else has."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    @property
    def users(self) -> Shelf:
        """People."""
        return self.shelves["users"]

    @property
    def groups(self) -> Shelf:
        """Groups."""
        return self.shelves["groups"]

    @property
    def applications(self) -> Shelf:
        """Application objects."""
        return self.shelves["applications"]

    @property
    def service_principals(self) -> Shelf:
        """Service principals; Microsoft Graph's own among them."""
        return self.shelves["servicePrincipals"]

    @property
    def app_role_assignments(self) -> Shelf:
        """Application permissions granted, and users and groups assigned to applications: one kind at Microsoft."""
        return self.shelves["appRoleAssignments"]

    @property
    def permission_grants(self) -> Shelf:
        """Delegated permissions consented to."""
        return self.shelves["oauth2PermissionGrants"]

    def dump(self) -> Body:
        """Return everything that lasts, for comparing two moments; nothing in it is secret."""
        return copy.deepcopy(
            {
                **{kind: {body["id"]: body for body in shelf.all_current()} for kind, shelf in self.shelves.items()},
                "members": self.members,
                "owners": self.owners,
                "deleted": {kind: bodies for kind, bodies in self.deleted.items() if bodies},
                "passwordKeys": sorted(self.password_hashes),
            }
        )
