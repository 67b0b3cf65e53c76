"""Earlier state: what the reads of a run showed of objects that the run had not changed yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from total_onboard.sandbox.recording.archive import RecordedExchange, RecordedRun, moments
from total_onboard.sandbox.recording.comparison.counterparts import ids_of

Body = dict[str, Any]

_GRAPH: Final = r"/(?:v1\.0|beta)"
_OBJECTS: Final = re.compile(
    rf"{_GRAPH}/(?P<kind>applications|servicePrincipals|groups|users)(?:/(?P<id>[^/]+)|\([^/]*\))?"
)
_RELATION: Final = re.compile(
    rf"{_GRAPH}/(?:applications|servicePrincipals|groups)/(?P<id>[^/]+)/(?P<relation>owners|members)"
)
_MEMBERSHIPS: Final = re.compile(rf"{_GRAPH}/me/transitiveMemberOf/graph\.group")
_ASSIGNMENTS: Final = re.compile(rf"{_GRAPH}/[^/]+/[^/]+/appRoleAssign(?:edTo|ments)(?:/[^/]+)?")
_GRANTS: Final = re.compile(rf"{_GRAPH}/(?:servicePrincipals/[^/]+/)?oauth2PermissionGrants(?:/[^/]+)?")
_FEDERATED: Final = re.compile(rf"{_GRAPH}/applications/(?P<id>[^/]+)/federatedIdentityCredentials")
_SYNCHRONIZATION: Final = re.compile(
    rf"{_GRAPH}/servicePrincipals/(?P<id>[^/]+)/synchronization/"
    r"(?:(?P<secrets>secrets)|jobs(?:/(?P<job>[^/]+))?(?P<schema>/schema)?)"
)
_ORGANIZATION: Final = re.compile(rf"{_GRAPH}/organization")
_POLICY: Final = re.compile(rf"{_GRAPH}/policies/defaultAppManagementPolicy")
_ACCOUNTS: Final = re.compile(r".*/(?P<kind>Users|Groups)(?:/[^/]+)?")
_TYPES: Final = {"user": "users", "group": "groups", "servicePrincipal": "servicePrincipals"}
_CHANGES_NOTHING: Final = ("/validateCredentials", "/parseExpression", "/$batch")
_PROVISIONS: Final = ("/start", "/restart", "/provisionOnDemand")
_MOST: Final = 5_000
"""Objects that are taken from one answer."""


@dataclass
class EarlierState:
    """Bodies as they were read, by recorded id; of several reads of a member the first counts.

    ``objects`` are by kind, ``related`` are the ids of owners and members by relation and object, ``groups_of_person``
    those that the person who signed in is a member of. ``jobs`` and ``secrets`` are by service principal, ``schemas``
    by job, ``accounts`` TOTAL's. ``exchanges`` are the numbers of the reads of ``organization`` and ``policy``.
    """

    objects: dict[str, dict[str, Body]] = field(default_factory=dict)
    related: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    groups_of_person: list[str] = field(default_factory=list)
    jobs: dict[str, dict[str, Body]] = field(default_factory=dict)
    schemas: dict[str, Body] = field(default_factory=dict)
    secrets: dict[str, list[Body]] = field(default_factory=dict)
    accounts: dict[str, Body] = field(default_factory=dict)
    organization: Body = field(default_factory=dict)
    policy: Body = field(default_factory=dict)
    exchanges: set[int] = field(default_factory=set)


def earlier_state(run: RecordedRun) -> EarlierState:
    """Return what a run found.

    Reads before the first change show it whole. Later ones only show more of objects that were known by then and that
    no request has named since.
    """
    reading = _Reading(run)
    for number, is_answer in moments(run.exchanges):
        reading.note(number, run.exchanges[number], is_answer=is_answer)
    return reading.found


class _Reading:
    """Walk through a run in the order of time."""

    def __init__(self, run: RecordedRun) -> None:
        self.found = EarlierState()
        self._known = ids_of([run.head.journals, run.head.settings])
        self._changes = ""
        self._provisioned = False
        self._number = 0

    def note(self, number: int, exchange: RecordedExchange, *, is_answer: bool) -> None:
        """Note a change when it is sent, and a read when it is answered."""
        if exchange.service == "sign_in":
            return
        if exchange.method == "GET":
            if is_answer and exchange.status == 200:
                self._number = number
                self._take(exchange)
        elif not is_answer and not exchange.path.endswith(_CHANGES_NOTHING):
            self._changes += f" {exchange.path} {exchange.body}"
            self._provisioned |= exchange.service == "total" or exchange.path.endswith(_PROVISIONS)

    def _take(self, exchange: RecordedExchange) -> None:
        document = exchange.answer_json
        if not isinstance(document, dict):
            return
        if exchange.service == "total":
            self._take_accounts(exchange.path, document)
            return
        for pattern, take in self._takers().items():
            if found := pattern.fullmatch(exchange.path):
                take(found, document)

    def _takers(self) -> dict[re.Pattern[str], Callable[[re.Match[str], Body], None]]:
        return {
            _OBJECTS: lambda at, document: self._take_objects(at["kind"], at["id"], document),
            _RELATION: lambda at, document: self._take_related(at["relation"], at["id"], document),
            _MEMBERSHIPS: lambda _, document: self._take_memberships(document),
            _ASSIGNMENTS: lambda _, document: self._take_objects("appRoleAssignments", None, document),
            _GRANTS: lambda _, document: self._take_objects("oauth2PermissionGrants", None, document),
            _FEDERATED: lambda at, document: self._take_federated(at["id"], document),
            _SYNCHRONIZATION: self._take_synchronization,
            _ORGANIZATION: lambda _, document: self._take_single(self.found.organization, document),
            _POLICY: lambda _, document: self._take_single(self.found.policy, document),
        }

    def _is_unchanged(self, *ids: object) -> bool:
        """Return whether an object is older than the run, and is what it was then."""
        if not all(isinstance(one, str) and one for one in ids):
            return False
        if self._changes and not all(one in self._known for one in ids):
            return False
        if any(str(one) in self._changes for one in ids):
            return False
        self._known |= set(map(str, ids))
        return True

    def _take_objects(self, kind: str, named: str | None, document: Body) -> None:
        for one in _rows(document) if "value" in document else [{"id": named, **document} if named else document]:
            self._take_object(kind, one)

    def _take_object(self, kind: str, body: Body) -> bool:
        if not self._is_unchanged(body.get("id")):
            return False
        _complete(self.found.objects.setdefault(kind, {}).setdefault(body["id"], {}), body)
        for relation in ("owners", "members"):
            if isinstance(body.get(relation), list):
                self._take_related(relation, body["id"], {"value": body[relation]})
        return True

    def _take_related(self, relation: str, owner: str, document: Body) -> None:
        if not self._is_unchanged(owner):
            return
        ids = self.found.related.setdefault((relation, owner), [])
        for one in _rows(document):
            kind = _TYPES.get(str(one.get("@odata.type")).removeprefix("#microsoft.graph."))
            if kind and isinstance(one.get("id"), str):
                self._take_object(kind, one)
                ids += [one["id"]] if one["id"] not in ids else []

    def _take_memberships(self, document: Body) -> None:
        self.found.groups_of_person += [one["id"] for one in _rows(document) if self._take_object("groups", one)]

    def _take_federated(self, application: str, document: Body) -> None:
        self._take_object("applications", {"id": application, "federatedIdentityCredentials": _rows(document)})

    def _take_synchronization(self, at: re.Match[str], document: Body) -> None:
        principal, job = at["id"], at["job"]
        if not self._is_unchanged(principal, *([job] if job else [])):
            return
        if at["secrets"]:
            self.found.secrets.setdefault(principal, _rows(document))
        elif at["schema"]:
            self.found.schemas.setdefault(job, document)
        else:
            for one in [document] if job else _rows(document):
                if self._is_unchanged(one.get("id")):
                    _complete(self.found.jobs.setdefault(principal, {}).setdefault(one["id"], {}), one)

    def _take_single(self, taken: Body, document: Body) -> None:
        """Take an object of which a tenant has one."""
        if self._changes:
            return
        self.found.exchanges.add(self._number)
        for one in _rows(document) if "value" in document else [document]:
            _complete(taken, one)

    def _take_accounts(self, path: str, document: Body) -> None:
        """Take TOTAL's people and groups, which provisioning changes without a request of the run."""
        found = _ACCOUNTS.fullmatch(path)
        if not found or self._provisioned:
            return
        rows = document.get("Resources") if "Resources" in document else [document]
        for one in _objects(rows):
            if isinstance(one.get("id"), str):
                _complete(self.found.accounts.setdefault(one["id"], {"kind": found["kind"]}), one)


def _rows(document: Body) -> list[Body]:
    return list(_objects(document.get("value")))


def _objects(rows: Any) -> Iterator[Body]:  # noqa: ANN401
    return (one for one in rows[:_MOST] if isinstance(one, dict)) if isinstance(rows, list) else iter(())


def _complete(body: Body, more: Body) -> None:
    """Add the members that a body lacks, without OData's annotations."""
    for name, value in more.items():
        if "@odata." not in name:
            body.setdefault(name, value)
