"""The request bodies of provisioning that take more than a line to build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from total_onboard.entra.resources.synchronization.models import ScimCredentials

if TYPE_CHECKING:
    from kiota_abstractions.request_information import RequestInformation


def secret_pairs(credentials: ScimCredentials) -> list[Any]:
    """Return the four credentials of a SCIM application; ``SyncAll`` is false for "assigned users and groups only"."""
    token = credentials.secret_token.reveal(to="Microsoft's provisioning service")
    return _pairs(credentials.base_address, token, "false", credentials.notification_settings.as_json())


def empty_pairs() -> list[Any]:
    """Build the four key-value pairs with empty values."""
    return _pairs("", "", "", "")


def _pairs(address: str, token: str, sync_all: str, notifications: str) -> list[Any]:
    from msgraph.generated.models.synchronization_secret import SynchronizationSecret as Key
    from msgraph.generated.models.synchronization_secret_key_string_value_pair import (
        SynchronizationSecretKeyStringValuePair as Pair,
    )

    values = {
        Key.BaseAddress: address,
        Key.SecretToken: token,
        Key.SyncAll: sync_all,
        Key.SyncNotificationSettings: notifications,
    }
    return [Pair(key=key, value=value) for key, value in values.items()]


def restart_body(reset_scope: str) -> Any:  # noqa: ANN401
    """Return a restart; the SDK's enum holds one flag only, so that several go as plain data."""
    from msgraph.generated.models.synchronization_job_restart_criteria import SynchronizationJobRestartCriteria
    from msgraph.generated.service_principals.item.synchronization.jobs.item.restart import (
        restart_post_request_body as bodies,
    )

    criteria = SynchronizationJobRestartCriteria(additional_data={"resetScope": reset_scope})
    return bodies.RestartPostRequestBody(criteria=criteria)


def on_demand_body(rule_id: str, group_id: str | None, member_ids: Sequence[str]) -> Any:  # noqa: ANN401
    """Return one group as the subject, its members as links; without a group, a person as the subject."""
    from msgraph.generated.models.synchronization_job_application_parameters import (
        SynchronizationJobApplicationParameters,
    )
    from msgraph.generated.models.synchronization_job_subject import SynchronizationJobSubject as Subject
    from msgraph.generated.models.synchronization_linked_objects import SynchronizationLinkedObjects
    from msgraph.generated.service_principals.item.synchronization.jobs.item.provision_on_demand import (
        provision_on_demand_post_request_body as bodies,
    )

    if group_id:
        members = [Subject(object_id=member, object_type_name="User") for member in member_ids]
        links = SynchronizationLinkedObjects(members=members)
        subjects = [Subject(object_id=group_id, object_type_name="Group", links=links)]
    else:
        subjects = [Subject(object_id=member, object_type_name="User") for member in member_ids]
    parameters = SynchronizationJobApplicationParameters(rule_id=rule_id, subjects=subjects)
    return bodies.ProvisionOnDemandPostRequestBody(parameters=[parameters])


def raw_get(builder: Any) -> RequestInformation:  # noqa: ANN401
    """Return a GET of a builder's address, because the SDK offers none."""
    return _raw("GET", builder)


def raw_put(builder: Any, content: bytes) -> RequestInformation:  # noqa: ANN401
    """Return a PUT of our own bytes to a builder's address, because the SDK offers none."""
    request = _raw("PUT", builder)
    request.set_stream_content(content, "application/json")
    return request


def _raw(method: str, builder: Any) -> RequestInformation:  # noqa: ANN401
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    request = RequestInformation(Method[method], builder.url_template, builder.path_parameters)
    request.headers.try_add("Accept", "application/json")
    return request
