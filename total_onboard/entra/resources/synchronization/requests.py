"""Provisioning: the job that keeps TOTAL's accounts equal to the groups, and what it needs to do so.

Reference: https://learn.microsoft.com/graph/api/resources/synchronization-overview
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from total_onboard.entra.graph.model import DirectoryObject
from total_onboard.entra.resources.synchronization.models import (
    OnDemandOutcome,
    ScimCredentials,
    StoredSecret,
    SynchronizationJob,
)
from total_onboard.entra.resources.synchronization.request_bodies import (
    empty_pairs,
    on_demand_body,
    raw_get,
    raw_put,
    restart_body,
    secret_pairs,
)
from total_onboard.entra.resources.synchronization.schema import RawSchema

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

__all__ = ["OnDemandOutcome", "ScimCredentials", "Synchronization", "SynchronizationJob"]

_SCHEMA_TYPE: Final = "#microsoft.graph.synchronizationSchema"


class Synchronization:
    """Provisioning requests, each on a service principal's object ID. Each of them can raise GraphError;
    in the first minutes of a service principal :func:`is_warming_up` recognizes the transient ones.
    """

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    def _service(self, principal_id: str) -> Any:  # noqa: ANN401
        return self._graph.client.service_principals.by_service_principal_id(principal_id).synchronization

    def _job(self, principal_id: str, job_id: str) -> Any:  # noqa: ANN401
        return self._service(principal_id).jobs.by_synchronization_job_id(job_id)

    async def template_ids(self, principal_id: str) -> list[str]:
        """Return the templates that a job can be made from; for up to two minutes after instantiate there are none."""
        request = self._service(principal_id).templates.to_get_request_information()
        return [template.id for template in await self._graph.pages(request, DirectoryObject)]

    async def jobs(self, principal_id: str) -> list[SynchronizationJob]:
        """List all jobs, also those that others created."""
        request = self._service(principal_id).jobs.to_get_request_information()
        return await self._graph.pages(request, SynchronizationJob)

    async def job(self, principal_id: str, job_id: str) -> SynchronizationJob | None:
        """Return one job and how it fares."""
        request = self._job(principal_id, job_id).to_get_request_information()
        return await self._graph.find(request, SynchronizationJob)

    async def create_job(self, principal_id: str, template_id: str) -> SynchronizationJob:
        """Make a job, which does nothing until it is started."""
        from msgraph.generated.models.synchronization_job import SynchronizationJob as Body

        request = self._service(principal_id).jobs.to_post_request_information(Body(template_id=template_id))
        return await self._graph.create(request, SynchronizationJob)

    # Assumption validation-answer.
    async def validate_credentials(self, principal_id: str, template_id: str, credentials: ScimCredentials) -> None:
        """Let Microsoft call the SCIM address with this token; works before a job exists. BadRequest if it fails."""
        from msgraph.generated.service_principals.item.synchronization.jobs.validate_credentials import (
            validate_credentials_post_request_body as bodies,
        )

        pairs = secret_pairs(credentials)
        body = bodies.ValidateCredentialsPostRequestBody(template_id=template_id, credentials=pairs)
        builder = self._service(principal_id).jobs.validate_credentials
        await self._graph.try_out(builder.to_post_request_information(body))

    async def validate_saved_credentials(self, principal_id: str, job_id: str, template_id: str) -> None:
        """Validate the stored credentials, which shows that they were stored. BadRequest if it fails."""
        from msgraph.generated.service_principals.item.synchronization.jobs.item.validate_credentials import (
            validate_credentials_post_request_body as bodies,
        )

        body = bodies.ValidateCredentialsPostRequestBody(template_id=template_id, use_saved_credentials=True)
        builder = self._job(principal_id, job_id).validate_credentials
        await self._graph.try_out(builder.to_post_request_information(body))

    async def stored_secrets(self, principal_id: str) -> list[StoredSecret]:
        """Return what is stored; Graph hides values, the address included, behind an asterisk."""
        return await self._graph.pages(raw_get(self._service(principal_id).secrets), StoredSecret)

    async def secret_keys(self, principal_id: str) -> frozenset[str]:
        """Return the names of what is stored. Assumption empty-scim-value: a key without a value counts as removed."""
        return frozenset(secret.key for secret in await self.stored_secrets(principal_id) if secret.value != "")

    # Assumption incomplete-scim-values.
    async def store_secrets(self, principal_id: str, credentials: ScimCredentials) -> None:
        """Replace everything stored. All four keys go together: fewer were accepted and silently not kept."""
        from msgraph.generated.service_principals.item.synchronization.secrets.secrets_put_request_body import (
            SecretsPutRequestBody,
        )

        body = SecretsPutRequestBody(value=secret_pairs(credentials))
        await self._graph.write(self._service(principal_id).secrets.to_put_request_information(body))

    async def erase_secrets(self, principal_id: str) -> None:
        """Overwrite everything stored with nothing: a key without a value is not kept (terraform-provider-azuread)."""
        from msgraph.generated.service_principals.item.synchronization.secrets.secrets_put_request_body import (
            SecretsPutRequestBody,
        )

        body = SecretsPutRequestBody(value=empty_pairs())
        await self._graph.write(self._service(principal_id).secrets.to_put_request_information(body))

    async def schema(self, principal_id: str, job_id: str) -> dict[str, Any]:
        """Return the mapping as Graph's own JSON, so that a change to it loses nothing that we do not know.

        What has not the shape of a schema is refused, as an answer that cannot be understood.
        """
        request = self._job(principal_id, job_id).schema.to_get_request_information()
        return (await self._graph.read(request, RawSchema)).model_extra or {}

    # Assumption schema-version.
    async def replace_schema(self, principal_id: str, job_id: str, schema: dict[str, Any]) -> None:
        """Replace the mapping as a whole; what is not in ``schema`` is gone afterwards."""
        document = {"@odata.type": _SCHEMA_TYPE}
        document |= {name: value for name, value in schema.items() if name != "@odata.context"}
        builder = self._job(principal_id, job_id).schema
        await self._graph.write(raw_put(builder, json.dumps(document).encode()))

    async def start(self, principal_id: str, job_id: str) -> None:
        """Start or resume a job; harmless on a job that runs."""
        await self._graph.write(self._job(principal_id, job_id).start.to_post_request_information())

    async def pause(self, principal_id: str, job_id: str) -> None:
        """Pause it after the cycle that runs now."""
        await self._graph.write(self._job(principal_id, job_id).pause.to_post_request_information())

    async def restart(self, principal_id: str, job_id: str, reset_scope: str) -> None:
        """Begin anew; ``reset_scope`` is one or more of Graph's flags, such as ``Full``, joined by commas."""
        builder = self._job(principal_id, job_id).restart
        await self._graph.write(builder.to_post_request_information(restart_body(reset_scope)))

    async def provision_on_demand(
        self, principal_id: str, job_id: str, rule_id: str, group_id: str, member_ids: Sequence[str]
    ) -> OnDemandOutcome:
        """Provision a group with at most five of its members now. Five calls in ten seconds are allowed.

        Repeating it changes nothing, so it may be retried like a read.
        """
        builder = self._job(principal_id, job_id).provision_on_demand
        request = builder.to_post_request_information(on_demand_body(rule_id, group_id, member_ids))
        return await self._graph.read(request, OnDemandOutcome)

    async def provision_user_on_demand(
        self, principal_id: str, job_id: str, rule_id: str, user_id: str
    ) -> OnDemandOutcome:
        """Provision one person now, whose outcome then is that person's own. Counts as one of the five calls."""
        builder = self._job(principal_id, job_id).provision_on_demand
        request = builder.to_post_request_information(on_demand_body(rule_id, None, [user_id]))
        return await self._graph.read(request, OnDemandOutcome)
