"""A tenant with one assigned group, and a TOTAL console that really answers over TLS on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.console.app import console_app
from total_onboard.sandbox.console.state import Console, console_of
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.http.server import Host, ServerThread, loopback_sockets
from total_onboard.sandbox.http.tls import LoopbackTls
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.provisioning.cycle import run_cycle
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import SynchronizationService, synchronization_service

Answer = TypeVar("Answer")
SP = "5b0c7b1e-0000-4000-8000-00000000000a"
APP = "5b0c7b1e-0000-4000-8000-00000000000b"
GROUP = "5b0c7b1e-0000-4000-8000-00000000000c"
CLIENT_ID = "5b0c7b1e-0000-4000-8000-00000000000d"
NON_GALLERY = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"


@dataclass
class Setting:
    """The tenant's store, its provisioning service, and TOTAL."""

    store: Store
    service: SynchronizationService
    console: Console

    def person(self, upn: str) -> Body:
        return next(user for user in self.store.users.all_current() if user["userPrincipalName"] == upn)

    def job(self, *, identified_by: str = "mailNickname") -> Job:
        """A job with the credentials of the value sheet; people are known by an attribute."""
        job = self.service.new_job(SP)
        credentials = {"BaseAddress": self.console.scim_url, "SecretToken": self.console.scim_token, "SyncAll": "false"}
        self.service.secrets[SP] = credentials
        identify(job.schema, identified_by)
        return job

    def cycle(self, job: Job) -> None:
        asyncio.run(_run(run_cycle(self.service, job)))

    def accounts(self) -> dict[str, Any]:
        return {account.user_name: account for account in self.console.accounts.people()}


async def _run(work: Coroutine[Any, Any, Answer]) -> Answer:
    return await work


def identify(schema: Body, attribute: str) -> None:
    """Map ``externalId`` of people from this attribute."""
    for row in schema["synchronizationRules"][0]["objectMappings"][1]["attributeMappings"]:
        if row["targetAttributeName"] == "externalId":
            row["source"] = {"expression": f"[{attribute}]", "name": attribute, "parameters": [], "type": "Attribute"}


def add_application(store: Store) -> None:
    """An instance of the non-gallery template, and the group TOTAL-Admin, assigned, with Ada and Bo."""
    application = {"id": APP, "appId": CLIENT_ID, "displayName": "TOTAL", "applicationTemplateId": NON_GALLERY}
    store.applications.put(dict(application), replicated=True)
    store.service_principals.put({**application, "id": SP, "appRoleAssignmentRequired": True}, replicated=True)
    store.groups.put({"id": GROUP, "displayName": "TOTAL-Admin", "securityEnabled": True}, replicated=True)
    store.members[GROUP] = [user["id"] for user in store.users.all_current()][:2]
    assignment = {"id": "assignment", "principalId": GROUP, "principalType": "Group", "resourceId": SP}
    store.app_role_assignments.put(assignment, replicated=True)


@contextmanager
def setting() -> Iterator[Setting]:
    """Ada, Bo and Cleo's tenant without any lag, and a running console."""
    persona = load_persona("ready").model_copy(update={"replication_lag": (0.0, 0.0)})
    store = seeded_store(persona, SandboxClock(pace=20_000), seed=7)
    add_application(store)
    tls, sockets = LoopbackTls(), loopback_sockets()
    url = f"https://localhost:{sockets[0].getsockname()[1]}"
    app = console_app(store, sign_in_url="https://localhost:1", total_url=url, ca_file=tls.bundle)
    thread = ServerThread({"total": Host(app, sockets, tls.server_context())}, store.clock.now)
    thread.start()
    try:
        yield Setting(store, synchronization_service(store), console_of(store, url))
    finally:
        thread.stop()
        tls.close()
