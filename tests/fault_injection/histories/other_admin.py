"""Somebody else at work in the tenant between the runs; what they add is theirs, and must still be there at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.portal import Portal
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.default_schema import default_schema
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

MARK = "total-onboard-total"
DEEDS = (
    "adds_a_redirect_address",
    "takes_the_redirect_addresses_away",
    "makes_a_secret",
    "adds_a_member",
    "restores_the_default_mapping",
    "pauses_provisioning",
    "opens_it_to_everybody",
    "withdraws_the_consent",
    "unassigns_the_group",
    "renames_both",
    "makes_a_namesake",
    "deletes_the_application",
    "deletes_the_group",
)


@dataclass
class OtherAdmin:
    """``uris``, ``secrets`` and ``members`` are what they added, by application or group."""

    tenant: SandboxTenant
    uris: set[tuple[str, str]] = field(default_factory=set)
    secrets: set[tuple[str, str]] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.portal = Portal(self.tenant)

    def marked(self, kind: str, mark: str = MARK) -> list[Body]:
        """The applications or groups that bear our mark, deleted ones left out."""
        bodies = self.tenant.store.shelves[kind].all_current()
        return [body for body in bodies if body.get("uniqueName") == mark]

    @property
    def application(self) -> Body | None:
        """The application, once it is there."""
        return next(iter(self.marked("applications")), None)

    @property
    def group(self) -> Body | None:
        """The admin group, once it is there."""
        return next(iter(self.marked("groups", f"{MARK}-total-admin")), None)

    @property
    def jobs(self) -> list[Job]:
        """All provisioning jobs of the application."""
        app = self.application
        principals = self.tenant.store.shelves["servicePrincipals"].all_current()
        mine = [one["id"] for one in principals if app and one["appId"] == app["appId"]]
        by_principal = synchronization_service(self.tenant.store).jobs
        return [job for one in mine for job in by_principal[one].values()]

    def adds_a_redirect_address(self) -> None:
        if app := self.application:
            uri = f"https://elsewhere.example/{len(self.uris)}"
            uris = {*app["web"]["redirectUris"], uri}
            self.portal.does("PATCH", f"applications/{app['id']}", {"web": {"redirectUris": sorted(uris)}})
            self.uris.add((app["id"], uri))

    def takes_the_redirect_addresses_away(self) -> None:
        if app := self.application:
            self.portal.does("PATCH", f"applications/{app['id']}", {"web": {"redirectUris": []}})
            self.uris.clear()

    def makes_a_secret(self) -> None:
        if app := self.application:
            body = {"passwordCredential": {"displayName": "made by hand"}}
            made = self.portal.does("POST", f"applications/{app['id']}/addPassword", body)
            self.secrets.add((app["id"], made["keyId"]))

    def adds_a_member(self) -> None:
        group = self.group
        bo = next(u for u in self.tenant.store.users.all_current() if u["userPrincipalName"] == "bo@contoso.com")
        if group and (group["id"], bo["id"]) not in self.members:
            reference = {"@odata.id": f"{self.tenant.addresses.graph}/v1.0/directoryObjects/{bo['id']}"}
            self.portal.does("POST", f"groups/{group['id']}/members/$ref", reference)
            self.members.add((group["id"], bo["id"]))

    def restores_the_default_mapping(self) -> None:
        for job in self.jobs:
            job.schema = default_schema(job.id)

    def pauses_provisioning(self) -> None:
        for job in self.jobs:
            job.state = "Paused"

    def opens_it_to_everybody(self) -> None:
        if app := self.application:
            body = {"appRoleAssignmentRequired": False}
            self.portal.does("PATCH", f"servicePrincipals(appId='{app['appId']}')", body)

    def withdraws_the_consent(self) -> None:
        self._removes("appRoleAssignments")
        self._removes("oauth2PermissionGrants", "oauth2PermissionGrants")

    def unassigns_the_group(self) -> None:
        self._removes("appRoleAssignedTo")

    def _removes(self, what: str, at: str = "") -> None:
        if app := self.application:
            principal = self.portal.does("GET", f"servicePrincipals(appId='{app['appId']}')")["id"]
            path = f"servicePrincipals/{principal}/{what}"
            for one in self.portal.does("GET", path)["value"]:
                self.portal.does("DELETE", f"{at or path}/{one['id']}")

    def renames_both(self) -> None:
        for path, body in (("applications", self.application), ("groups", self.group)):
            if body:
                self.portal.does("PATCH", f"{path}/{body['id']}", {"displayName": "Something else"})

    def deletes_the_application(self) -> None:
        if app := self.application:
            self.portal.does("DELETE", f"applications/{app['id']}")

    def deletes_the_group(self) -> None:
        if group := self.group:
            self.portal.does("DELETE", f"groups/{group['id']}")

    def makes_a_namesake(self) -> None:
        if self.application:
            self.portal.create_application_in_portal("TOTAL")

    def waits(self, days: int) -> None:
        """Time passes, for secrets and for what counts as young."""
        for app in self.tenant.store.shelves["applications"].all_current():
            _age(app, ("createdDateTime",), days)
            for credential in app.get("passwordCredentials", ()):
                _age(credential, ("startDateTime", "endDateTime"), days)


def _age(body: Any, names: tuple[str, ...], days: int) -> None:
    for name in names:
        if body.get(name):
            earlier = datetime.fromisoformat(body[name]) - timedelta(days=days)
            body[name] = earlier.isoformat().replace("+00:00", "Z")
