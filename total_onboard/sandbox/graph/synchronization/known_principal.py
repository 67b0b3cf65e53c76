"""The service principal that a call is about, as far as the synchronization service knows it by now."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.synchronization import errors

_UNKNOWN: Final = 0.5
_WITHOUT_RIGHTS: Final = 1.0
WITHOUT_TEMPLATES: Final = 2.0
"""How long the service lags behind the directory, in multiples of the persona's longest replication lag: first it does
not know the application, then it has no rights there, then it offers no template."""


def known_principal(store: Store, principal_id: str) -> Body:
    """Return the service principal. Raises GraphRefusal while it is not there, or too new for this service."""
    if not (principal := store.service_principals.seen(principal_id)):
        raise errors.no_such(principal_id)
    age = store.service_principals.age(principal_id)
    reading = store.persona.readings.warm_up
    if reading != "unauthorized_then_forbidden" and age < _WITHOUT_RIGHTS * _lag(store):
        raise errors.no_such(principal_id) if reading == "not_found" else errors.replicas_differ()
    if age < _UNKNOWN * _lag(store):
        raise errors.not_known_or_not_allowed()
    if age < _WITHOUT_RIGHTS * _lag(store):
        raise errors.too_new()
    return principal


def principal_of_application(store: Store, application_id: str) -> Body:
    """Return the service principal of an application, by the application's object id. Raises GraphRefusal."""
    if not (application := store.applications.seen(application_id)):
        raise errors.no_such(application_id)
    for principal in store.service_principals.all_replicated():
        if principal["appId"] == application["appId"]:
            return known_principal(store, principal["id"])
    raise errors.no_such(application_id)


def offers_provisioning(store: Store, principal: Body) -> bool:
    """Return whether there is a template: only an instance of the non-gallery template has one, after a delay."""
    is_instance = principal.get("applicationTemplateId") in NON_GALLERY_TEMPLATES.values()
    return is_instance and store.service_principals.age(principal["id"]) >= WITHOUT_TEMPLATES * _lag(store)


def _lag(store: Store) -> float:
    return store.persona.replication_lag[1]
