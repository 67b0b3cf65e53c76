"""Properties of a change in the audit log: names as Microsoft spells them, each value as JSON in a string.

Not every attribute is shown. An entry for another one says that the object was updated, and not in what.

Sources: https://learn.microsoft.com/graph/api/resources/targetresource
         https://github.com/Azure/Azure-Sentinel/blob/master/Detections/AuditLogs/ApplicationRedirectURLUpdate.yaml
         https://github.com/splunk/security_content (azure_ad_fullaccessasapp_permission_assigned.yml)
         https://office365itpros.com/2023/08/08/audit-user-account-changes/ (not every attribute)
"""

from __future__ import annotations

import json
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body, Store

Shown = dict[str, list[Any]]

_CHANGED: Final = "Included Updated Properties"
_WEB: Final = 1
_ON_BEHALF_OF_A_PERSON: Final = 20


def shown(store: Store, object_id: str) -> Shown:
    """Return what the log would show of an object as it is now."""
    if application := store.applications.truth(object_id):
        return {
            "AppAddress": _addresses((application.get("web") or {}).get("redirectUris", [])),
            "AppIdentifierUri": list(application.get("identifierUris", [])),
            "DisplayName": [application["displayName"]],
            "RequiredResourceAccess": [_access(one) for one in application.get("requiredResourceAccess", [])],
        }
    if principal := store.service_principals.truth(object_id):
        return {
            "AccountEnabled": [principal.get("accountEnabled")],
            "AppAddress": _addresses(principal.get("replyUrls", [])),
            "DisplayName": [principal["displayName"]],
        }
    group = store.groups.truth(object_id)
    return {"DisplayName": [group["displayName"]]} if group else {}


def keys(application: Body | None) -> Shown:
    """Return the secrets of an application, as the log describes them."""
    secrets = (application or {}).get("passwordCredentials", [])
    return {"KeyDescription": [_key(secret) for secret in secrets]}


def difference(before: Shown, after: Shown) -> list[Body]:
    """Return the properties in which they differ, and a last one that lists their names."""
    names = [name for name in after if after[name] != before.get(name, [])]
    modified = [_modified(name, _compact(before.get(name, [])), _compact(after[name])) for name in names]
    return [*modified, _modified(_CHANGED, None, json.dumps(", ".join(names)))]


def relation(*, added: bool, **values: str) -> list[Body]:
    """Return what an entry shows of a link that was added or removed; ``A__B`` is the property ``A.B``."""
    quoted = {name.replace("__", "."): json.dumps(value) for name, value in values.items()}
    return [_modified(name, *((None, value) if added else (value, None))) for name, value in quoted.items()]


def rewritten(name: str, before: str | None, after: str) -> Body:
    """Return a property with its value before and after."""
    return _modified(name, before if before is None else json.dumps(before), json.dumps(after))


def _modified(name: str, before: str | None, after: str | None) -> Body:
    return {"displayName": name, "oldValue": before, "newValue": after}


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _addresses(uris: list[str]) -> list[Body]:
    return [
        {
            "AddressType": 0,
            "Address": uri,
            "ReplyAddressClientType": _WEB,
            "ReplyAddressIndex": None,
            "IsReplyAddressDefault": False,
        }
        for uri in uris
    ]


def _access(access: Body) -> Body:
    permissions = [_permission(one["id"], one["type"]) for one in access.get("resourceAccess", [])]
    return {"ResourceAppId": access["resourceAppId"], "RequiredAppPermissions": permissions, "EncodingVersion": 1}


def _permission(permission_id: str, kind: str) -> Body:
    is_role = kind == "Role"
    behalf = [] if is_role else [_ON_BEHALF_OF_A_PERSON]
    return {"EntitlementId": permission_id, "DirectAccessGrant": is_role, "ImpersonationAccessGrants": behalf}


def _key(secret: Body) -> str:
    name = secret.get("displayName") or ""
    return f"[KeyIdentifier={secret['keyId']},KeyType=Password,KeyUsage=Verify,DisplayName={name}]"
