"""Who changed what last, by the directory's audit log; it needs a permission of its own, and a role that may read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from total_onboard.errors import OnboardError
from total_onboard.status.report import Drift, LastChange

if TYPE_CHECKING:
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.directory_audits import DirectoryAudit
    from total_onboard.entra.tenant import Tenant

_WORDS: Final = {
    "application": ("application", "service principal"),
    "owner": ("owner",),
    "redirect-uris": ("update application",),
    "permissions": ("update application",),
    "client-secret": ("secret", "credential"),
    "consent": ("consent", "grant", "app role assignment"),
    "assignment": ("app role assignment",),
    "groups": ("group",),
    "members": ("member",),
    "provisioning-job": ("provisioning", "synchronization"),
    "scim-credentials": ("provisioning", "synchronization"),
    "attribute-mapping": ("provisioning", "synchronization", "mapping"),
    "start": ("provisioning", "synchronization"),
    "quarantine": ("provisioning", "quarantine"),
}
"""What an activity must mention to be about a step, in small letters."""

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
    words = _WORDS.get(drift.step, ())
    last = next((entry for entry in log if any(word in entry.activity.lower() for word in words)), None)
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
