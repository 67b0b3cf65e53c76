"""An administrator who knows nothing but a guide, and does in the portal what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt

from tests.integration.guide.guided_credential import CREDENTIALS
from tests.support.admin_session import AdminSession
from tests.support.portal import Portal
from total_onboard.sandbox.directory.store import Body

Values = list[tuple[str, str]]
_SYNC_ALL: Final = {"Sync only assigned users and groups": "false", "Sync all users and groups": "true"}


def values_in(markdown: str) -> dict[str, Values]:
    """Return the labels and values of each section, by its title without the number."""
    found: dict[str, Values] = {}
    title = ""
    tokens = MarkdownIt("js-default").parse(markdown)
    for before, token in pairwise(tokens):
        parts = [(one.type, one.content) for one in token.children or ()]
        if before.type == "heading_open":
            title = token.content.partition(". ")[2]
        elif title and [kind for kind, _ in parts] == ["text", "code_inline"]:
            found.setdefault(title, []).append((parts[0][1].removesuffix(": "), parts[1][1]))
    return found


class GuidedAdmin:
    """Another administrator of the tenant of a session, with a guide and the SCIM token that TOTAL gave."""

    def __init__(self, session: AdminSession, markdown: str, upn: str = "cleo@contoso.com") -> None:
        self._portal, self._upn, self._sections = Portal(session.tenant, upn), upn, values_in(markdown)
        self._does, self._token = self._portal.does, session.tenant.sheet_values.scim_token
        self._graph = f"{session.tenant.addresses.graph}/v1.0"
        self.application: Body = {}
        self.principal: Body = {}
        self.groups: dict[str, str] = {}
        self.secret = self.secret_id = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The options that name what was made."""
        groups = [word for name, one in self.groups.items() for word in ("--group-id", f"{name}={one}")]
        return ("--app-id", self.application["appId"], *groups)

    def follows_the_guide(self) -> None:
        """Do all steps in their order."""
        self._makes_the_application()
        self._registers_redirect_uris()
        self._requests_and_consents()
        self._makes_groups()
        self._registers_the_credential()
        self._assigns()
        self._sets_up_provisioning()

    def _all(self, title: str, label: str) -> list[str]:
        return [value for one, value in self._sections.get(title, ()) if one == label]

    def _one(self, title: str, label: str) -> str:
        (found,) = self._all(title, label)
        return found

    def _user(self, upn: str) -> str:
        people = self._portal.store.users.all_current()
        return str(next(one["id"] for one in people if one["userPrincipalName"] == upn))

    def _makes_the_application(self) -> None:
        title = "Enterprise application"
        self.application = self._portal.create_application_in_portal(self._one(title, "Name"))
        self.principal = self._does("GET", f"servicePrincipals(appId='{self.application['appId']}')")
        required = {"Yes": True, "No": False}[self._one(title, "Assignment required?")]
        self._does("PATCH", f"servicePrincipals/{self.principal['id']}", {"appRoleAssignmentRequired": required})
        me = {"@odata.id": f"{self._graph}/directoryObjects/{self._user(self._upn)}"}
        self._does("POST", f"applications/{self.application['id']}/owners/$ref", me)

    def _registers_redirect_uris(self) -> None:
        title = "Redirect URIs"
        platform = {"Web": "web", "Single-page application": "spa"}[self._one(title, "Platform")]
        uris = self._all(title, "Redirect URI")
        self._does("PATCH", f"applications/{self.application['id']}", {platform: {"redirectUris": uris}})
        if mails := self._all("Notification emails", "Notification email"):
            path = f"servicePrincipals/{self.principal['id']}"
            self._does("PATCH", path, {"notificationEmailAddresses": mails})

    def _requests_and_consents(self) -> None:
        title, principal = "Microsoft Graph permissions", self.principal["id"]
        (api,) = self._portal.called("servicePrincipals", self._one(title, "API"))
        delegated = self._all(title, "Delegated permission")
        scopes = {one["value"]: one["id"] for one in api["oauth2PermissionScopes"]}
        roles = {one["value"]: one["id"] for one in api["appRoles"]}
        wanted = [(scopes[name], "Scope") for name in delegated]
        wanted += [(roles[name], "Role") for name in self._all(title, "Application permission")]
        access = [{"id": each, "type": kind} for each, kind in wanted]
        body = {"requiredResourceAccess": [{"resourceAppId": api["appId"], "resourceAccess": access}]}
        self._does("PATCH", f"applications/{self.application['id']}", body)
        grant = {"clientId": principal, "consentType": "AllPrincipals", "resourceId": api["id"]}
        self._does("POST", "oauth2PermissionGrants", grant | {"scope": " ".join(delegated)})
        for each in (each for each, kind in wanted if kind == "Role"):
            role = {"principalId": principal, "resourceId": api["id"], "appRoleId": each}
            self._does("POST", f"servicePrincipals/{principal}/appRoleAssignments", role)

    def _makes_groups(self) -> None:
        for name, fields in self._of_each_group():
            assert (fields["Group type"], fields["Membership type"]) == ("Security", "Assigned")
            body = {"displayName": name, "description": fields["Group description"], "securityEnabled": True}
            for_roles = fields["Microsoft Entra roles can be assigned to the group"] == "Yes"
            more = {"mailEnabled": False, "mailNickname": name.lower(), "isAssignableToRole": for_roles}
            self.groups[name] = self._does("POST", "groups", body | more)["id"]
        for upn in self._all("Members of the admin group", "Member"):
            member = {"@odata.id": f"{self._graph}/directoryObjects/{self._user(upn)}"}
            self._does("POST", f"groups/{next(iter(self.groups.values()))}/members/$ref", member)

    def _of_each_group(self) -> Iterator[tuple[str, dict[str, str]]]:
        fields: dict[str, str] = {}
        for label, value in self._sections["Groups"]:
            fields[label] = value
            if label == "Membership type":
                yield fields["Group name"], fields
                fields = {}

    def _registers_the_credential(self) -> None:
        """The guide has one, because TOTAL signs in with one."""
        (title,) = self._sections.keys() & CREDENTIALS.keys()
        application = f"applications/{self.application['id']}"
        made = CREDENTIALS[title](self._does, application, dict(self._sections[title]))
        if made:
            self.secret, self.secret_id = made["secretText"], made["keyId"]

    def _assigns(self) -> None:
        title, path = "Assignment of the groups", f"servicePrincipals/{self.principal['id']}"
        roles = {one["displayName"]: one["id"] for one in self._does("GET", path)["appRoles"]}
        for name, role in zip(self._all(title, "Group"), self._all(title, "Role"), strict=True):
            body = {"principalId": self.groups[name], "resourceId": self.principal["id"], "appRoleId": roles[role]}
            self._does("POST", f"{path}/appRoleAssignedTo", body)

    def _sets_up_provisioning(self) -> None:
        title, path = "SCIM address and token", f"servicePrincipals/{self.principal['id']}/synchronization"
        assert self._one("Provisioning job", "Provisioning Mode") == "Automatic"
        job = f"{path}/jobs/{self._does('POST', f'{path}/jobs', {'templateId': 'scim'})['id']}"
        credentials = {"BaseAddress": self._one(title, "Tenant URL"), "SecretToken": self._token}
        credentials |= {"SyncAll": _SYNC_ALL[self._one(title, "Scope")], "SyncNotificationSettings": self._mails(title)}
        pairs = [{"key": key, "value": value} for key, value in credentials.items()]
        tested = {"templateId": "scim", "useSavedCredentials": False, "credentials": pairs}
        self._does("POST", f"{path}/jobs/validateCredentials", tested)
        self._does("PUT", f"{path}/secrets", {"value": pairs})
        schema = self._does("GET", f"{job}/schema")
        schema.pop("@odata.context", None)
        self._maps(schema)
        self._does("PUT", f"{job}/schema", {"@odata.type": "#microsoft.graph.synchronizationSchema", **schema})
        if self._one("Start of provisioning", "Provisioning Status") == "On":
            self._does("POST", f"{job}/start")

    def _mails(self, title: str) -> str:
        threshold = int(self._one(title, "Accidental deletion threshold"))
        settings: Body = {"Enabled": False, "DeleteThresholdEnabled": True, "DeleteThresholdValue": threshold}
        for mail in self._all(title, "Notification Email"):
            settings |= {"Enabled": True, "Recipients": mail}
        return json.dumps(settings, separators=(",", ":"))

    def _maps(self, schema: Body) -> None:
        title = "Attribute mapping"
        rule = schema["synchronizationRules"][0]
        (people,) = (one for one in rule["objectMappings"] if one["sourceObjectName"] == "User")
        rows: dict[str, Any] = {row["targetAttributeName"]: row for row in people["attributeMappings"]}
        assert (self._one(title, "Mapping type"), self._one(title, "Apply this mapping")) == ("Direct", "Always")
        targets, sources = self._all(title, "Target attribute"), self._all(title, "Source attribute")
        for target, name in zip(targets, sources, strict=True):
            source = {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []}
            rows[target] = rows.get(target, {"targetAttributeName": target}) | {"source": source, "flowType": "Always"}
        kept = self._all(title, "Attribute to keep") or list(rows)
        people["attributeMappings"] = [row for target, row in rows.items() if target in kept]
