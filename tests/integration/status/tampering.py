"""What somebody does in the Microsoft Entra admin center after a set-up: single deeds, by name, for ``drifts.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from tests.support.admin_session import AdminSession
from tests.support.certificates import Signer
from tests.support.portal import Portal
from total_onboard.sandbox.directory.store import Body

_MSIAM_ACCESS = "b9632174-c057-4f7e-951b-be3adc52bfe6"
_USER = "18d14569-c3bd-439b-9a66-3a2aee01d14f"


class OtherAdmin:
    """At work in the portal of a tenant that was set up."""

    def __init__(self, admin_session: AdminSession, upn: str | None = None) -> None:
        self._desk = admin_session
        self._does = (Portal(admin_session.tenant, upn) if upn else admin_session.portal).does
        made = admin_session.resources
        self.ids = {
            "app": made["application_object_id"],
            "principal": made["service_principal_id"],
            "group": made["admin_group_id"],
            "job": made["job_id"],
            "redirect": admin_session.tenant.sheet_values.redirect_uri,
            "grant": self._grant()["id"],
        }

    def tampers(self, by: dict[str, Any]) -> None:
        """Do what a case says under ``by`` or ``undo``."""
        if "call" in by:
            method, path, *body = by["call"]
            self._does(method, self.filled(path), self.filled(body[0]) if body else None)
        for target, source in by.get("map", {}).items():
            self._changes_rows(partial(_with, target, source))
        for target, change in by.get("row", {}).items():
            self._changes_rows(partial(_changed, target, change))
        for kind, change in by.get("mapping", {}).items():
            self._changes_mapping(kind, partial(_merged, change))
        if "deed" in by:
            getattr(self, by["deed"])()

    def filled(self, value: Any) -> Any:
        """With the ids of this tenant."""
        if isinstance(value, str):
            return value.format(**self.ids)
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        return {key: self.filled(one) for key, one in value.items()} if isinstance(value, dict) else value

    def upload_a_certificate(self) -> None:
        """One that is valid, next to one that has expired since it was uploaded."""
        path = f"applications/{self.ids['app']}"
        self._does("PATCH", path, {"keyCredentials": [Signer(name="Somebody").credential]})
        app = self._desk.tenant.store.applications.truth(self.ids["app"])
        assert app
        gone = {"keyId": str(uuid4()), "displayName": "CN=Somebody who left", "endDateTime": "2020-01-01T00:00:00Z"}
        app["keyCredentials"] = [*app["keyCredentials"], {**app["keyCredentials"][0], **gone}]

    def unassign_the_group(self) -> None:
        self._unassign(self.ids["group"])

    def assign_the_group_with_another_role(self) -> None:
        self.unassign_the_group()
        self._assign(self.ids["group"], _MSIAM_ACCESS)

    def unassign_cleo(self) -> None:
        self._unassign(self._person("cleo@contoso.com"))

    def assign_cleo_directly(self) -> None:
        self._assign(self._person("cleo@contoso.com"))

    def add_bo(self) -> None:
        self._add_member(self._person("bo@contoso.com"))

    def remove_bo(self) -> None:
        self._remove_member(self._person("bo@contoso.com"))

    def assign_bo_directly(self) -> None:
        self._assign(self._person("bo@contoso.com"))

    def unassign_bo(self) -> None:
        self._unassign(self._person("bo@contoso.com"))

    def restore_the_group(self) -> None:
        """Its assignment does not come back with it."""
        self._does("POST", f"directory/deletedItems/{self.ids['group']}/restore")
        self._assign(self.ids["group"])

    def revoke_the_application_permission(self) -> None:
        path = f"servicePrincipals/{self.ids['principal']}/appRoleAssignments"
        for one in self._does("GET", path)["value"]:
            self._does("DELETE", f"{path}/{one['id']}")

    def withdraw_email(self) -> None:
        self._consent_to("openid profile")

    def consent_to_more_but_not_to_email(self) -> None:
        self._consent_to("openid profile User.Read")

    def consent_to_what_is_needed(self) -> None:
        self._consent_to("openid profile email")

    def delete_the_secret(self) -> None:
        self._delete_secrets("TOTAL integration")

    def replace_the_secret(self) -> None:
        """By one of the same name, which never reaches TOTAL."""
        (before,) = self._does("GET", f"applications/{self.ids['app']}")["passwordCredentials"]
        body = {"passwordCredential": {"displayName": "TOTAL integration"}}
        self._does("POST", f"applications/{self.ids['app']}/addPassword", body)
        self._does("POST", f"applications/{self.ids['app']}/removePassword", {"keyId": before["keyId"]})

    def delete_the_secret_made_by_hand(self) -> None:
        self._delete_secrets("by hand")

    def store_address_and_token_alone(self) -> None:
        told = self._desk.tenant.sheet_values
        pairs = {"BaseAddress": told.scim_url, "SecretToken": told.scim_token}
        body = {"value": [{"key": key, "value": value} for key, value in pairs.items()]}
        self._does("PUT", f"servicePrincipals/{self.ids['principal']}/synchronization/secrets", body)

    def distrust_everybody(self) -> None:
        path = f"applications/{self.ids['app']}/federatedIdentityCredentials"
        for one in self._does("GET", path)["value"]:
            self._does("DELETE", f"{path}/{one['id']}")

    def take_the_principals_password_away(self) -> None:
        path = f"servicePrincipals/{self.ids['principal']}"
        for one in self._does("GET", path)["passwordCredentials"]:
            self._does("POST", f"{path}/removePassword", {"keyId": one["keyId"]})

    def let_cleo_own_the_group(self) -> None:
        cleo = self._person("cleo@contoso.com")
        reference = {"@odata.id": f"{self._desk.tenant.addresses.graph}/v1.0/users/{cleo}"}
        self._does("POST", f"groups/{self.ids['group']}/owners/$ref", reference)

    def take_cleos_ownership_away(self) -> None:
        self._does("DELETE", f"groups/{self.ids['group']}/owners/{self._person('cleo@contoso.com')}/$ref")

    def delete_the_second_job(self) -> None:
        path = f"servicePrincipals/{self.ids['principal']}/synchronization/jobs"
        for one in self._does("GET", path)["value"]:
            if one["id"] != self.ids["job"]:
                self._does("DELETE", f"{path}/{one['id']}")

    def remove_ada(self) -> None:
        self._remove_member(self._person("ada@contoso.com"))

    def remove_the_owner(self) -> None:
        for one in self._desk.tenant.store.owners[self.ids["app"]].copy():
            self._does("DELETE", f"applications/{self.ids['app']}/owners/{one}/$ref")

    def nest_a_group(self) -> None:
        made = self._desk.portal.create_group_in_portal("Interns")
        self._add_member(made["id"])

    def take_the_nested_group_out(self) -> None:
        (interns,) = self._desk.portal.called("groups", "Interns")
        self._remove_member(interns["id"])
        self._does("DELETE", f"groups/{interns['id']}")

    def _person(self, upn: str) -> str:
        users = self._desk.tenant.store.users.all_current()
        return str(next(user["id"] for user in users if user["userPrincipalName"] == upn))

    def _grant(self) -> Body:
        principal = self._desk.resources["service_principal_id"]
        grants = self._does("GET", f"servicePrincipals/{principal}/oauth2PermissionGrants")["value"]
        found: Body = next(one for one in grants if one["consentType"] == "AllPrincipals")
        return found

    def _consent_to(self, scope: str) -> None:
        self._does("PATCH", f"oauth2PermissionGrants/{self.ids['grant']}", {"scope": scope})

    def _add_member(self, object_id: str) -> None:
        reference = {"@odata.id": f"{self._desk.tenant.addresses.graph}/v1.0/directoryObjects/{object_id}"}
        self._does("POST", f"groups/{self.ids['group']}/members/$ref", reference)

    def _remove_member(self, object_id: str) -> None:
        self._does("DELETE", f"groups/{self.ids['group']}/members/{object_id}/$ref")

    def _assign(self, principal_id: str, role_id: str = _USER) -> None:
        body = {"principalId": principal_id, "resourceId": self.ids["principal"], "appRoleId": role_id}
        self._does("POST", f"servicePrincipals/{self.ids['principal']}/appRoleAssignedTo", body)

    def _unassign(self, principal_id: str) -> None:
        path = f"servicePrincipals/{self.ids['principal']}/appRoleAssignedTo"
        for one in self._does("GET", path)["value"]:
            if one["principalId"] == principal_id:
                self._does("DELETE", f"{path}/{one['id']}")

    def _delete_secrets(self, name: str) -> None:
        path = f"applications/{self.ids['app']}"
        for one in self._does("GET", path)["passwordCredentials"]:
            if one["displayName"] == name:
                self._does("POST", f"{path}/removePassword", {"keyId": one["keyId"]})

    def _changes_rows(self, change: Callable[[list[Body]], Iterable[Body]]) -> None:
        """Those of the mapping of people."""

        def changed(mapping: Body) -> Body:
            return mapping | {"attributeMappings": list(change(mapping["attributeMappings"]))}

        self._changes_mapping("User", changed)

    def _changes_mapping(self, kind: str, change: Callable[[Body], Body]) -> None:
        """As the mapping's page in the portal writes it."""
        path = f"servicePrincipals/{self.ids['principal']}/synchronization/jobs/{self.ids['job']}/schema"
        schema = self._does("GET", path)
        for rule in schema["synchronizationRules"]:
            rule["objectMappings"] = [
                change(mapping) if mapping["sourceObjectName"] == kind else mapping
                for mapping in rule["objectMappings"]
            ]
        schema.pop("@odata.context", None)
        self._does("PUT", path, {"@odata.type": "#microsoft.graph.synchronizationSchema", **schema})


def _changed(target: str, change: Body, rows: list[Body]) -> Iterator[Body]:
    for row in rows:
        yield row | change if row["targetAttributeName"] == target else row


def _with(target: str, source: str | None, rows: list[Body]) -> Iterator[Body]:
    for row in rows:
        if row["targetAttributeName"] != target:
            yield row
        elif source:
            yield row | {"source": {"expression": f"[{source}]", "name": source, "parameters": [], "type": "Attribute"}}


def _merged(change: Body, mapping: Body) -> Body:
    return mapping | change
