"""``synchronization/secrets`` and ``validateCredentials``: written, tested, never read back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.synchronization import errors
from total_onboard.sandbox.provisioning.mapping.mapping import matching_targets, object_mapping
from total_onboard.sandbox.provisioning.scim.scim_client import ScimClient
from total_onboard.sandbox.provisioning.scim.scim_failures import ScimFailure
from total_onboard.sandbox.provisioning.service import SynchronizationService

_BEARER: Final = frozenset({"SecretToken"})
_OAUTH: Final = frozenset({"Oauth2ClientId", "Oauth2ClientSecret", "Oauth2TokenExchangeUri"})
_OTHERS: Final = frozenset(
    {
        "BaseAddress",
        "SyncAll",
        "SyncNotificationSettings",
        "SkipOutOfScopeDeletions",
        "AuthenticationType",
    }
)


def saved_secrets(service: SynchronizationService, principal: Body) -> list[dict[str, str | None]]:
    """Return the keys that are stored; a star stands for every value, and an empty one shows as such."""
    star = "*" if service.store.persona.readings.shown_scim_value == "asterisk" else None
    return [{"key": key, "value": star if value else ""} for key, value in service.secrets[principal["id"]].items()]


def save_secrets(service: SynchronizationService, principal: Body, body: Body) -> None:
    """Replace the stored secrets. Raises GraphRefusal."""
    _only(body, {"value"})
    given = _pairs(body.get("value"), "value")
    readings = service.store.persona.readings
    if readings.incomplete_scim_values == "dropped" and not given.keys() >= {"SyncAll", "SyncNotificationSettings"}:
        return
    kept = readings.empty_scim_value == "kept_empty"
    service.secrets[principal["id"]] = {key: value for key, value in given.items() if value or kept}


async def validate(service: SynchronizationService, principal: Body, body: Body, *, has_job: bool) -> None:
    """Call the SCIM endpoint with the credentials given or saved. Raises GraphRefusal when that fails."""
    _only(body, {"applicationIdentifier", "templateId", "useSavedCredentials", "credentials"})
    if not has_job and not body.get("templateId"):
        raise errors.missing_parameter("templateId")
    credentials = _credentials(service, principal, body)
    try:
        async with ScimClient(credentials, service.tls) as end:
            await end.probe(_matching(service, principal))
    except ScimFailure as failure:
        passed_through = service.store.persona.readings.unavailable_endpoint == "passed_through"
        if passed_through and failure.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise errors.endpoint_unavailable(failure) from None
        raise errors.credentials_failed(failure) from None


def _credentials(service: SynchronizationService, principal: Body, body: Body) -> dict[str, str]:
    saved, given = body.get("useSavedCredentials", False), body.get("credentials") or []
    if not isinstance(saved, bool):
        raise errors.bad_request("useSavedCredentials is a boolean.")
    if saved:
        return service.secrets[principal["id"]] | _pairs(given, "credentials")
    if not given:
        raise errors.missing_parameter("credentials")
    return _pairs(given, "credentials")


def _matching(service: SynchronizationService, principal: Body) -> str:
    """Return the attribute that the test asks for: the one by which the mapping matches people."""
    jobs = list(service.jobs[principal["id"]].values())
    mapping = object_mapping(jobs[0].schema, "User") if jobs else None
    return matching_targets(mapping)[0] if mapping else "userName"


def _pairs(value: Any, name: str) -> dict[str, str]:  # noqa: ANN401
    if not isinstance(value, list):
        raise errors.missing_parameter(name)
    pairs = {}
    for one in value:
        if not isinstance(one, dict) or not isinstance(one.get("key"), str) or not isinstance(one.get("value"), str):
            raise errors.bad_request(f"Every entry of {name} has a key and a value, both text.")
        _only(one, {"key", "value"})
        if one["key"] not in _BEARER | _OAUTH | _OTHERS:
            raise errors.unknown_key(one["key"])
        pairs[one["key"]] = one["value"]
    if pairs.keys() & _BEARER and pairs.keys() & _OAUTH:
        raise errors.unknown_key(sorted(pairs.keys() & _OAUTH)[0])
    return pairs


def _only(body: Body, known: set[str]) -> None:
    if strangers := [key for key in body if key not in known and "@odata." not in key]:
        raise errors.bad_request(f"The property '{strangers[0]}' does not exist here.")
