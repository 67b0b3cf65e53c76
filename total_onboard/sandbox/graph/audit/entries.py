"""The entries of the audit log for an operation: under which names, about which objects, and what they show.

Sources: https://kqlsearch.com/query/Entra%20Group%20Changes&cmioxhdp90003w3qkmeb8xvi6 (the member, then the group)
         https://kqlsearch.com/query/AuditLogs-ChangestoApplicationOwnership&clmntrp2n001h5izswnw5e8zb (the owner first)
         https://github.com/dannyg26/identitytrace (the resource, then the client; a changed grant is a pair)
         https://github.com/splunk/attack_data (T1098.003, azure_ad_bypass_admin_consent.log: a role that was given)
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.audit.activities import (
    ACTIVITIES,
    ADD_GRANT,
    ADD_MEMBER,
    REMOVE_GRANT,
    SECRETS,
    UPDATE_APPLICATION,
    UPDATE_GROUP,
    UPDATE_SERVICE_PRINCIPAL,
    Activity,
    of_an_assignment,
)
from total_onboard.sandbox.graph.audit.properties import difference, keys, relation, rewritten, shown


class Entry(NamedTuple):
    """One line of the log; ``targets`` as Graph shows them."""

    activity: Activity
    targets: Sequence[Body]


Pending = Callable[[], list[Entry]]
"""To be called once the operation is done: it compares with what was there when it began."""

_TYPES: Final = {
    "users": "User",
    "groups": "Group",
    "applications": "Application",
    "servicePrincipals": "ServicePrincipal",
}
_ID: Final = re.compile(r"[0-9a-fA-F-]{36}")
_MEMBERS: Final = "members@odata.bind"


def begin(store: Store, operation: str, path: Mapping[str, str], body: Any) -> Pending:  # noqa: ANN401
    """Begin before the operation is carried out: what is deleted cannot be read afterwards."""
    given = copy.deepcopy(body) if isinstance(body, dict) else {}
    activity = ACTIVITIES.get(operation)
    if "/appRoleAssign" in operation:
        return _of_an_assignment(store, operation, path, given)
    if activity in (ADD_GRANT, REMOVE_GRANT):
        return _of_a_grant(store, operation, path, given)
    if activity in (UPDATE_APPLICATION, UPDATE_SERVICE_PRINCIPAL):
        return _of_an_update(store, activity, path["id"])
    if activity is UPDATE_GROUP:
        return _of_a_group(store, path["id"], given)
    if activity is SECRETS:
        return _of_the_secrets(store, path["id"])
    if operation.endswith("/$ref") and activity:
        linked = path.get("member_id") or path.get("owner_id") or _referenced(given.get("@odata.id"))
        return lambda: [_linked(store, activity, path["id"], linked)]
    targets = _there(_target(store, path.get("id", "")))
    return lambda: [Entry(activity, targets)] if activity else []


def _of_an_update(store: Store, activity: Activity, object_id: str) -> Pending:
    """Build the entries of an update; a service principal shows its application's addresses and name."""
    principal = _principal(store, object_id) if activity is UPDATE_APPLICATION else ""
    before = {one: shown(store, one) for one in (object_id, principal)}

    def entries() -> list[Entry]:
        followed = principal and shown(store, principal) != before[principal]
        updated = [(activity, object_id), *([(UPDATE_SERVICE_PRINCIPAL, principal)] if followed else [])]
        return [
            Entry(name, _there(_target(store, one, difference(before[one], shown(store, one)))))
            for name, one in updated
        ]

    return entries


def _of_a_group(store: Store, group_id: str, given: Body) -> Pending:
    """Build one entry for each new member."""
    updated = _of_an_update(store, UPDATE_GROUP, group_id)

    def entries() -> list[Entry]:
        added = [_linked(store, ADD_MEMBER, group_id, _referenced(link)) for link in given.get(_MEMBERS, [])]
        return added + (updated() if set(given) - {_MEMBERS} else [])

    return entries


def _of_the_secrets(store: Store, application_id: str) -> Pending:
    """Build the entries of a change of secrets, with the two empty updates that Microsoft logs with it."""
    before = keys(store.applications.truth(application_id))

    def entries() -> list[Entry]:
        changed = difference(before, keys(store.applications.truth(application_id)))
        principal = _principal(store, application_id)
        changes = [
            (SECRETS, application_id, changed),
            (UPDATE_APPLICATION, application_id, difference({}, {})),
            (UPDATE_SERVICE_PRINCIPAL, principal, difference({}, {})),
        ]
        return [Entry(activity, _there(_target(store, one, properties))) for activity, one, properties in changes]

    return entries


def _linked(store: Store, activity: Activity, whole_id: str, part_id: str) -> Entry:
    """Return a member of a group or an owner of an application, which the entry shows as the part's property."""
    whole = _target(store, whole_id, named=False)
    kind = whole["type"] if whole else ""
    properties = relation(added=activity.adds, **{f"{kind}__ObjectID": whole_id})
    return Entry(activity, _there(_target(store, part_id, properties, named=False), whole))


def _of_an_assignment(store: Store, operation: str, path: Mapping[str, str], given: Body) -> Pending:
    row = dict(store.app_role_assignments.truth(path.get("assignment_id", "")) or {})

    def entries() -> list[Entry]:
        if not operation.startswith(("POST", "DELETE")):
            return []
        one, added = row or given, operation.startswith("POST")
        principal = _target(store, one["principalId"], named=False)
        kind = principal["type"] if principal else "ServicePrincipal"
        role = {"AppRole__Id": one["appRoleId"], "AppRole__Value": _role(store, one)}
        properties = relation(added=added, **role, **{f"{kind}__ObjectID": one["principalId"]})
        targets = _there(_target(store, one["resourceId"], properties), principal)
        return [Entry(of_an_assignment(kind, added=added), targets)]

    return entries


def _of_a_grant(store: Store, operation: str, path: Mapping[str, str], given: Body) -> Pending:
    """Build the entries of a grant; a change is logged as added and as removed, with the same two lists of scopes."""
    row = dict(store.permission_grants.truth(path.get("id", "")) or {})

    def entries() -> list[Entry]:
        one = {**given, **row}
        before, after = row.get("scope"), given.get("scope", row.get("scope", ""))
        if operation.startswith("DELETE"):
            scope = relation(added=False, DelegatedPermissionGrant__Scope=before or "")
        else:
            scope = [rewritten("DelegatedPermissionGrant.Scope", before, after)]
        client = relation(added=True, ServicePrincipal__ObjectID=one["clientId"])
        targets = _there(_target(store, one["resourceId"], [*scope, *client]), _target(store, one["clientId"]))
        names = {"POST": [ADD_GRANT], "DELETE": [REMOVE_GRANT]}.get(operation.split()[0], [ADD_GRANT, REMOVE_GRANT])
        return [Entry(name, targets) for name in names]

    return entries


def _target(store: Store, object_id: str, properties: Sequence[Body] = (), *, named: bool = True) -> Body | None:
    """Return an object as an entry names it: people by their UPN, and what is only linked by its id alone."""
    for kind, type_name in _TYPES.items():
        if found := store.shelves[kind].truth(object_id):
            return {
                "id": found["id"],
                "displayName": found["displayName"] if named and kind != "users" else None,
                "type": type_name,
                "userPrincipalName": found.get("userPrincipalName"),
                "groupType": "unknownFutureValue" if kind == "groups" else None,
                "modifiedProperties": list(properties),
            }
    return None


def _there(*targets: Body | None) -> list[Body]:
    return [one for one in targets if one]


def _principal(store: Store, application_id: str) -> str:
    app_id = (store.applications.truth(application_id) or {}).get("appId")
    return next((str(one["id"]) for one in store.service_principals.all_current() if one["appId"] == app_id), "")


def _role(store: Store, assignment: Body) -> str:
    resource = store.service_principals.truth(assignment["resourceId"]) or {}
    roles = {role["id"]: role.get("value") for role in resource.get("appRoles", [])}
    return roles.get(assignment["appRoleId"]) or ""


def _referenced(link: object) -> str:
    found = _ID.search(str(link).rpartition("/")[2])
    return found[0].lower() if found else ""
