"""``synchronization/templates``: what a job can be made of."""

from __future__ import annotations

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import GraphRefusal
from total_onboard.sandbox.graph.synchronization import errors
from total_onboard.sandbox.graph.synchronization.known_principal import offers_provisioning
from total_onboard.sandbox.provisioning.mapping.default_schema import default_schema
from total_onboard.sandbox.provisioning.service import TEMPLATE_ID, SynchronizationService


def templates(service: SynchronizationService, principal: Body) -> list[Body]:
    """Return the templates of an application: none for a while, then the SCIM one."""
    if not offers_provisioning(service.store, principal):
        return []
    return [
        {
            "id": TEMPLATE_ID,
            "applicationId": principal.get("applicationTemplateId"),
            "default": True,
            "description": "SCIM 2.0 provisioning for an application without a gallery entry",
            "discoverable": True,
            "factoryTag": "CustomSCIM",
            "metadata": [],
        }
    ]


def template(service: SynchronizationService, principal: Body, template_id: str) -> Body:
    """Return one template. Raises GraphRefusal, with other readings than the default also at the first request."""
    is_first = principal["id"] not in service.asked_for_templates
    service.asked_for_templates.add(principal["id"])
    if is_first and service.store.persona.readings.missing_template != "not_found":
        raise _not_offered(service, template_id)
    for one in templates(service, principal):
        if one["id"] == template_id:
            return one
    raise _not_offered(service, template_id)


def template_schema(service: SynchronizationService, principal: Body, template_id: str) -> Body:
    """Return the schema that a new job gets. Raises GraphRefusal."""
    template(service, principal, template_id)
    return default_schema(template_id, service.store.persona.readings)


def _not_offered(service: SynchronizationService, template_id: str) -> GraphRefusal:
    match service.store.persona.readings.missing_template:
        case "not_found":
            return errors.no_such(template_id)
        case "unsupported":
            return errors.unsupported_template(template_id)
        case _:
            return errors.bad_request(f"The template '{template_id}' is not valid for this application.")
