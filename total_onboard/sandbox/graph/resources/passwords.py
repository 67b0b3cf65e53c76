"""``addPassword`` and ``removePassword``: a secret is shown once, and kept as a hash."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from starlette.responses import Response

from total_onboard.sandbox.directory.client_secret_hashes import hash_password
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked
from total_onboard.sandbox.graph.errors import bad_request
from total_onboard.sandbox.graph.objects.app_management import check_new_password
from total_onboard.sandbox.graph.objects.object_lookup import Find
from total_onboard.sandbox.graph.request import Call, Handler, ODataResponse, no_content, operation
from total_onboard.sandbox.graph.resources import applications, service_principals

_LETTERS: Final = string.ascii_letters + string.digits + ".-_~"
_USUAL_LIFE: Final = relativedelta(years=2)


def _add(find: Find, restrictions: str) -> Handler:
    def add(call: Call) -> Response:
        body = find(call)
        given = checked(call.body or {}, "addPasswordParameters").get("passwordCredential") or {}
        credential = _credential(call, given)
        check_new_password(call.store, restrictions, body, credential)
        text = _secret()
        credential["hint"] = text[:3]
        body["passwordCredentials"] = [*body.get("passwordCredentials", []), credential]
        call.store.password_hashes[credential["keyId"]] = hash_password(text)
        context = f"{call.root}/$metadata#microsoft.graph.passwordCredential"
        return ODataResponse({"@odata.context": context, **credential, "secretText": text})

    return add


def _remove(find: Find) -> Handler:
    def remove(call: Call) -> Response:
        body = find(call)
        key_id = checked(call.body, "removePasswordParameters")["keyId"].lower()
        kept = [one for one in body.get("passwordCredentials", []) if one["keyId"].lower() != key_id]
        if len(kept) == len(body.get("passwordCredentials", [])):
            raise bad_request(f"No password credential found with keyId '{key_id}'.")
        body["passwordCredentials"] = kept
        call.store.password_hashes.pop(key_id, None)
        return no_content()

    return remove


def _credential(call: Call, given: Body) -> dict[str, Any]:
    """Return the new credential without its text. Raises GraphRefusal."""
    if set_by_service := [name for name in ("keyId", "secretText", "hint") if given.get(name) is not None]:
        raise bad_request(f"Property '{set_by_service[0]}' is read-only and cannot be set.")
    start = _date(given.get("startDateTime")) or call.store.clock.now()
    end = _date(given.get("endDateTime")) or start + _USUAL_LIFE
    if end <= start or end <= call.store.clock.now() - timedelta(minutes=5):
        raise bad_request("Key credential end date is invalid.", "KeyCredentialsInvalidEndDate")
    return {
        "customKeyIdentifier": given.get("customKeyIdentifier"),
        "displayName": given.get("displayName"),
        "endDateTime": _text(end),
        "keyId": call.store.new_id(),
        "startDateTime": _text(start),
    }


def _date(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(date: datetime) -> str:
    return date.isoformat().replace("+00:00", "Z")


def _secret() -> str:
    """Generate forty characters; the fourth to sixth are like Entra's."""
    return (
        "".join(secrets.choice(string.ascii_letters) for _ in range(3))
        + "8Q~"
        + "".join(secrets.choice(_LETTERS) for _ in range(34))
    )


_APPLICATION: Final = "applicationRestrictions"

ROUTES = [
    operation("POST", "/applications/{id}/addPassword", _add(applications.found_by_id, _APPLICATION)),
    operation("POST", "/applications/{id}/removePassword", _remove(applications.found_by_id)),
    operation("POST", "/applications(appId='{app_id}')/addPassword", _add(applications.found_by_app_id, _APPLICATION)),
    operation("POST", "/applications(appId='{app_id}')/removePassword", _remove(applications.found_by_app_id)),
    operation(
        "POST",
        "/servicePrincipals/{id}/addPassword",
        _add(service_principals.found_by_id, "servicePrincipalRestrictions"),
    ),
    operation("POST", "/servicePrincipals/{id}/removePassword", _remove(service_principals.found_by_id)),
]
