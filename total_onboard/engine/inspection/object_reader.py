"""Inspection of an object's content, concurrent; a part that cannot be read is named, never left out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from total_onboard.engine.inspection.object_contents import (
    InspectedCredential,
    InspectedEntry,
    InspectedPerson,
    InspectedRole,
    InspectedTrust,
    InspectedUri,
    Inspection,
)
from total_onboard.entra.graph.errors import GraphError
from total_onboard.entra.resources.applications import Application, PasswordCredential
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.non_secret_credentials import Credential, NonSecretCredentials
from total_onboard.entra.resources.service_principals import AppRole
from total_onboard.entra.tenant_client import TenantClient

Answer = TypeVar("Answer")
MOST_INSPECTED: Final = 10
"""Of more objects of one name only so many are looked into."""


@dataclass
class _Reading:
    unavailable: dict[str, str] = field(default_factory=dict)

    async def attempt(self, part: str, question: Awaitable[Answer], instead: Answer) -> Answer:
        try:
            return await question
        except GraphError as error:
            self.unavailable[part] = error.message
            return instead


async def inspect_application(tenant: TenantClient, app: Application) -> Inspection:
    """Return an application and its service principal; of a deleted one only what is shown in the recycle bin."""
    reading = _Reading()
    found = await reading.attempt("servicePrincipal", tenant.service_principals.find_by_app_id(app.app_id), None)
    principal = found.id if found else ""
    other, nobody = tenant.other_credentials, list["Member"]()
    owners, credentials, federated, their_owners, principal_credentials = await asyncio.gather(
        reading.attempt("owners", tenant.applications.owners(app.id), nobody),
        reading.attempt("keyCredentials", other.of_application(app.id), NonSecretCredentials()),
        reading.attempt("federatedIdentityCredentials", other.federated(app.id), []),
        reading.attempt("servicePrincipal.owners", _owners_of(tenant, principal), nobody),
        reading.attempt("servicePrincipal.credentials", _credentials_of(tenant, principal), NonSecretCredentials()),
    )
    return Inspection(
        kind="application",
        object_id=app.id,
        client_id=app.app_id,
        display_name=app.display_name,
        unique_name=app.unique_name,
        template_id=app.application_template_id,
        sign_in_audience=app.sign_in_audience,
        created=app.created_date_time,
        owners=_people(owners),
        redirect_uris=(
            *_uris("web", app.redirect_uris),
            *_uris("spa", credentials.spa_addresses),
            *_uris("publicClient", credentials.native_addresses),
        ),
        secrets=_credentials(app.password_credentials),
        certificates=_credentials(credentials.certificates),
        federated=tuple(
            InspectedTrust(id=one.id, name=one.name, issuer=one.issuer, subject=one.subject) for one in federated
        ),
        app_roles=_roles(credentials.app_roles),
        principal_owners=_people(their_owners),
        principal_credentials=_credentials((*principal_credentials.passwords, *principal_credentials.certificates)),
        other=tuple(InspectedEntry(called=called, value=entry) for called, entry in found.addable) if found else (),
        unavailable=reading.unavailable,
    )


async def inspect_group(tenant: TenantClient, group: Group) -> Inspection:
    """Return a group: who owns it, and who is in it, directly."""
    reading = _Reading()
    nobody = list["Member"]()
    owners, members = await asyncio.gather(
        reading.attempt("owners", tenant.groups.owners(group.id), nobody),
        reading.attempt("members", tenant.groups.members(group.id), nobody),
    )
    return Inspection(
        kind="group",
        object_id=group.id,
        display_name=group.display_name,
        unique_name=group.unique_name,
        created=group.created_date_time,
        owners=_people(owners),
        members=_people(members),
        unavailable=reading.unavailable,
    )


async def _owners_of(tenant: TenantClient, principal_id: str) -> list[Member]:
    return await tenant.service_principals.owners(principal_id) if principal_id else []


async def _credentials_of(tenant: TenantClient, principal_id: str) -> NonSecretCredentials:
    if not principal_id:
        return NonSecretCredentials()
    return await tenant.other_credentials.of_service_principal(principal_id)


def _people(found: Iterable[Member]) -> tuple[InspectedPerson, ...]:
    return tuple(
        InspectedPerson(
            id=one.id,
            display_name=one.display_name,
            user_principal_name=one.user_principal_name,
            kind=one.odata_type.removeprefix("#microsoft.graph.") or "user",
        )
        for one in found
    )


def _uris(platform: str, uris: Iterable[str]) -> tuple[InspectedUri, ...]:
    return tuple(InspectedUri(platform=platform, uri=uri) for uri in uris)


def _credentials(found: Sequence[Credential | PasswordCredential]) -> tuple[InspectedCredential, ...]:
    return tuple(
        InspectedCredential(
            key_id=one.key_id,
            display_name=one.display_name,
            hint=getattr(one, "hint", None),
            end=one.end_date_time,
        )
        for one in found
    )


def _roles(found: Iterable[AppRole]) -> tuple[InspectedRole, ...]:
    return tuple(InspectedRole(id=one.id, display_name=one.display_name, value=one.value) for one in found)
