"""Who changed what last, by the directory's audit log; it needs a permission of its own, and a role that may read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from total_onboard.errors import OnboardError
from total_onboard.status.report import Drift, LastChange

if TYPE_CHECKING:
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.directory_audits import DirectoryAudit
    from total_onboard.entra.tenant import Tenant

_ACTIVITIES: Final = {
    "application": r"application|service principal",
    "owner": r"owner",
    "redirect-uris": r"^update application$",
    "permissions": r"^update application$",
    "client-secret": r"secret|credential",
    "consent": r"consent|delegated permission grant|app role assignment (to|from) service principal",
    "assignment": r"app role assignment (grant )?(to|from) (user|group)",
    "groups": r"group",
    "members": r"member|^update group$",
    "provisioning-job": r"(add|delete) provisioning configuration",
    "scim-credentials": r"provisioning setting or credentials",
    "attribute-mapping": r"attribute mappings",
    "start": r"(start|pause|restart) provisioning",
    "quarantine": r"quarantine",
}
"""By step, a pattern of the activities that can be about it.

Sources: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
         https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish-specific-user
"""

_OF_THE_APPLICATION: Final = frozenset({"application", "owner", "redirect-uris", "permissions", "client-secret"})
_OF_A_GROUP: Final = frozenset({"groups", "members"})


async def with_last_changes(tenant: Tenant, picture: Picture, drift: Iterable[Drift]) -> tuple[tuple[Drift, ...], str]:
    """The same differences, each with its last change; and why not, where the log may not be read."""
    drift = tuple(drift)
    objects = sorted({object_id for one in drift if (object_id := _object_of(one, picture))})
    try:
        logs = await asyncio.gather(*(tenant.directory_audits.about(object_id) for object_id in objects))
    except OnboardError as error:
        return drift, error.message
    by_object = dict(zip(objects, logs, strict=True))
    return tuple(_with(one, by_object.get(_object_of(one, picture) or "", [])) for one in drift), ""


def _with(drift: Drift, log: list[DirectoryAudit]) -> Drift:
    activities = re.compile(_ACTIVITIES[drift.step], re.IGNORECASE)
    last = next((entry for entry in log if activities.search(entry.activity)), None)
    if last is None:
        return drift
    changed = LastChange(at=last.at, by=last.person or last.program or "a program", activity=last.activity)
    return drift.model_copy(update={"changed": changed})


def _object_of(drift: Drift, picture: Picture) -> str | None:
    """The object in whose log it stands."""
    if drift.step in _OF_THE_APPLICATION and drift.resource != "who may sign in":
        return picture.application.id if picture.application else None
    if drift.step in _OF_A_GROUP:
        group = picture.group(drift.resource).group
        return group.id if group else None
    return picture.service_principal.id if picture.service_principal else None
