"""Somebody who takes TOTAL away, and what a tenant is without its recycle bin."""

from __future__ import annotations

from typing import Any

from tests.support.admin_session import AdminSession
from total_onboard.sandbox.provisioning.service import synchronization_service


def tears_down(admin_session: AdminSession, *words: str) -> dict[str, Any]:
    """The document of ``teardown --yes``."""
    return admin_session.runs("teardown", "--output", "json", "--yes", *words).document


def without_the_bin(admin_session: AdminSession) -> dict[str, Any]:
    """What is there beside the recycle bin, and beside what hangs on the objects in it."""
    dump, bodies = (
        admin_session.tenant.dump(),
        [one for kind in admin_session.tenant.store.deleted.values() for one in kind.values()],
    )
    gone = {one["id"] for one in bodies} | {
        key["keyId"] for one in bodies for key in one.get("passwordCredentials", ())
    }
    jobs = synchronization_service(admin_session.tenant.store).jobs
    gone |= {job for principal in gone & jobs.keys() for job in jobs[principal]}
    return {kind: _without(part, gone) for kind, part in dump.items()} | {"deleted": {}}


def _without(part: Any, gone: set[str]) -> Any:
    if isinstance(part, dict):
        return {name: one for name, one in part.items() if name not in gone}
    return [one for one in part if one not in gone]
