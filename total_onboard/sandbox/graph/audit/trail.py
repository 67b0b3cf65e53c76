"""The directory's audit trail: one entry for every change that Graph carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from starlette.datastructures import State

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.audit.activities import PROVISIONING
from total_onboard.sandbox.graph.audit.entries import Entry
from total_onboard.sandbox.sign_in.access_tokens import Caller


@dataclass
class AuditTrail:
    """One tenant's entries as Graph shows them, oldest first."""

    store: Store
    entries: list[Body] = field(default_factory=list)

    def record(self, changes: Iterable[Entry], caller: Caller) -> None:
        """Note what one operation changed, latest last; the entries of one operation have one correlation id."""
        correlation_id = self.store.new_id()
        for change in changes:
            self.entries.append(self._entry(change, caller) | {"correlationId": correlation_id})

    def _entry(self, change: Entry, caller: Caller) -> Body:
        name, category = change.activity
        return {
            "id": f"Directory_{self.store.new_id()}",
            "activityDateTime": self.store.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "activityDisplayName": name,
            "additionalDetails": [],
            "category": category,
            "initiatedBy": self._initiator(caller),
            "loggedByService": "Account Provisioning" if category == PROVISIONING else "Core Directory",
            "operationType": name.partition(" ")[0],
            "result": "success",
            "resultReason": "",
            "targetResources": self._targets(change),
        }

    def _targets(self, change: Entry) -> list[Body]:
        """Return the objects of a change, and what of them changed, as this tenant logs them."""
        readings, name = self.store.persona.readings, change.activity[0]
        targets = list(change.targets[:1] if readings.second_audit_target == "left_out" else change.targets)
        if readings.removed_value == "new" and name.startswith("Remove"):
            targets = [
                one | {"modifiedProperties": [_swapped(row) for row in one["modifiedProperties"]]} for one in targets
            ]
        return targets

    def _initiator(self, caller: Caller) -> Body:
        if caller.kind == "app":
            return {"app": self._program(caller), "user": None}
        user = self.store.users.truth(caller.oid) or {}
        return {"app": None, "user": {"id": caller.oid, "userPrincipalName": user.get("userPrincipalName")}}

    # Assumption audited-application.
    def _program(self, caller: Caller) -> Body:
        """Return an application as the log of directory objects has it, by its name or by its client ID."""
        named = self.store.persona.readings.audited_application == "by_name"
        principal = self.store.service_principals.truth(caller.oid) or {}
        return {
            "appId": None if named else caller.app_id,
            "displayName": principal.get("displayName") if named else None,
            "servicePrincipalId": caller.oid,
            "servicePrincipalName": None,
        }


def _swapped(row: Body) -> Body:
    """Return a property whose removed value is in ``newValue``."""
    return row if row["newValue"] is not None else row | {"oldValue": None, "newValue": row["oldValue"]}


def trail_of(state: State, store: Store) -> AuditTrail:
    """Return the trail that an application keeps in its state; begun with the first request."""
    if not hasattr(state, "trail"):
        state.trail = AuditTrail(store)
    return cast(AuditTrail, state.trail)
