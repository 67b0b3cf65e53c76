"""Carries single people and groups to the product: match, then create, change, disable or delete."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from total_onboard.sandbox.provisioning.export_result import ALREADY_DISABLED, IN_SYNC, NOT_ENTITLED, Outcome, reason
from total_onboard.sandbox.provisioning.job import Job, Link
from total_onboard.sandbox.provisioning.mapping import mapping as mappings
from total_onboard.sandbox.provisioning.mapping.functions import text
from total_onboard.sandbox.provisioning.mapping.mapping import Targets
from total_onboard.sandbox.provisioning.scim.scim_client import ScimClient
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure
from total_onboard.sandbox.provisioning.scim.scim_resources import (
    Spelling,
    changes,
    member_operations,
    new_resource,
    patch_operations,
    values_of,
)

Body = dict[str, Any]


class Exporter:
    """Exports for one job to one SCIM end. A failure of one entry is an outcome; of the credentials, a ScimFailure."""

    def __init__(self, job: Job, end: ScimClient, *, rfc: bool, booleans: Spelling = "text") -> None:
        self._job = job
        self._end = end
        self._rfc = rfc
        self._booleans = booleans

    async def export(
        self, kind: str, body: Body, *, is_entitled: bool, members: Collection[str] = (), all_members: bool = True
    ) -> Outcome:
        """Make the product's ``User`` or ``Group`` what the directory's is.

        ``members`` are directory ids of people; with ``all_members`` nobody else remains in the group.
        """
        source_id: str = body["id"]
        try:
            if is_entitled:
                outcome = await self._keep(kind, body, members, all_members)
            else:
                outcome = await self._let_go(kind, body)
        except ScimFailure as failure:
            if failure.is_about_credentials:
                raise
            if failure.status == 404:
                self._job.links.pop(source_id, None)
            self._job.escrows[source_id] = failure.message
            return self._outcome(kind, body, "other", "failure", code=failure.code, message=failure.message)
        self._job.escrows.pop(source_id, None)
        return outcome

    async def _keep(self, kind: str, body: Body, members: Collection[str], all_members: bool) -> Outcome:
        if not (mapping := mappings.object_mapping(self._job.schema, kind)):
            return self._skipped(kind, body, NOT_ENTITLED)
        wanted = mappings.target_values(mapping, body, is_entitled=True, is_new=True)
        if not (link := self._job.links.get(body["id"]) or await self._match(kind, mapping, body, wanted)):
            if text(wanted.get("active")) == "False":
                return self._skipped(kind, body, ALREADY_DISABLED)
            if not mappings.allows(mapping, "Add"):
                return self._skipped(kind, body, NOT_ENTITLED)
            link = await self._create(kind, body, wanted)
            await self._carry_members(link, members, all_members, mapping)
            return self._outcome(kind, body, "create", "success", changed=wanted)
        if not mappings.allows(mapping, "Update"):
            return self._skipped(kind, body, IN_SYNC)
        flowing = mappings.flowing_targets(mapping)
        before = {target: value for target, value in link.values.items() if target in flowing}
        changed = changes({target: value for target, value in wanted.items() if target in flowing}, before)
        await self._patch(link, changed, before)
        if not await self._carry_members(link, members, all_members, mapping) and not changed:
            return self._skipped(kind, body, IN_SYNC)
        action = "disable" if text(changed.get("active")) == "False" else "update"
        return self._outcome(kind, body, action, "success", changed=changed, before=before)

    async def _let_go(self, kind: str, body: Body) -> Outcome:
        mapping = mappings.object_mapping(self._job.schema, kind)
        link = self._job.links.get(body["id"])
        if link is None or mapping is None or not mappings.allows(mapping, "Delete"):
            return self._skipped(kind, body, NOT_ENTITLED)
        if kind == "Group":
            await self._end.delete(kind, link.target_id)
            del self._job.links[body["id"]]
            return self._outcome(kind, body, "delete", "success")
        if text(link.values.get("active")) == "False":
            return self._skipped(kind, body, ALREADY_DISABLED)
        changed: Targets = {"active": "False"}
        before = {"active": link.values.get("active")}
        await self._patch(link, changed, before)
        return self._outcome(kind, body, "disable", "success", changed=changed, before=before)

    async def _match(self, kind: str, mapping: Body, body: Body, wanted: Targets) -> Link | None:
        """Look for the object by the matching attributes, and remember what was found."""
        for target in mappings.matching_targets(mapping):
            if target in wanted and (found := await self._end.find(kind, target, text(wanted[target]))):
                values = values_of(kind, found, sorted(mappings.flowing_targets(mapping)))
                return self._job.links.setdefault(body["id"], Link(kind, found["id"], values))
        return None

    async def _create(self, kind: str, body: Body, wanted: Targets) -> Link:
        target_id = await self._end.create(kind, new_resource(kind, wanted))
        values: Targets = {target: text(value) for target, value in wanted.items()}
        return self._job.links.setdefault(body["id"], Link(kind, target_id, values))

    async def _patch(self, link: Link, changed: Targets, before: Targets) -> None:
        if not changed:
            return
        operations = patch_operations(changed, before, rfc=self._rfc, booleans=self._booleans)
        await self._end.patch(link.kind, link.target_id, operations)
        for target, value in changed.items():
            link.values[target] = text(value)
            if value is None:
                del link.values[target]

    async def _carry_members(self, link: Link, members: Collection[str], all_members: bool, mapping: Body) -> bool:
        """Add known members to the product's group; with ``all_members``, also remove the others."""
        if link.kind != "Group" or not mappings.maps_members(mapping):
            return False
        known = {member for member in members if member in self._job.links}
        added = known - link.members
        removed = link.members - known if all_members else set()
        operations = member_operations(self._target_ids(added), self._target_ids(removed), rfc=self._rfc)
        if operations:
            await self._end.patch("Group", link.target_id, operations)
        link.members = (link.members | added) - removed
        return bool(operations)

    def _target_ids(self, source_ids: set[str]) -> list[str]:
        return sorted(link.target_id for one in source_ids if (link := self._job.links.get(one)))

    def _skipped(self, kind: str, body: Body, code: str) -> Outcome:
        return self._outcome(kind, body, "other", "skipped", code=code, message=reason(code))

    def _outcome(self, kind: str, body: Body, action: Any, result: Any, **rest: Any) -> Outcome:  # noqa: ANN401
        link = self._job.links.get(body["id"])
        name = body.get("userPrincipalName") or body.get("displayName") or ""
        return Outcome(kind, body["id"], name, action, result, link.target_id if link else None, **rest)
