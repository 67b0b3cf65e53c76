"""Doors into TOTAL that set-up did not make: who may sign in as the application, and who fills the admin group."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from total_onboard.entra.other_credentials import BesideTheSecrets
from total_onboard.status.foreign import foreign
from total_onboard.status.report import Drift, Kind
from total_onboard.steps.owner import Owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.groups import Member
    from total_onboard.entra.other_credentials import Credential, FederatedCredential
    from total_onboard.entra.tenant import Tenant
    from total_onboard.status.reading import Reading

WHO_MAY_SIGN_IN: Final = "who may sign in"
OF_THE_PRINCIPAL: Final = "application"
"""The step under which the audit log has what was done to the service principal."""


@dataclass(frozen=True)
class OtherDoors:
    """Empty where nothing is there, or it could not be read, which is told."""

    application: BesideTheSecrets = field(default_factory=BesideTheSecrets)
    principal: BesideTheSecrets = field(default_factory=BesideTheSecrets)
    federated: Sequence[FederatedCredential] = ()
    owners: Sequence[Member] = ()


async def look_for_doors(tenant: Tenant, wanted: DesiredState, picture: Picture, reading: Reading) -> OtherDoors:
    """All at the same time; of an application that is not there nothing is asked."""
    app, principal, credentials = picture.application, picture.service_principal, tenant.other_credentials
    if app is None or app.deleted_date_time or principal is None:
        return OtherDoors(owners=await _owners(tenant, wanted, picture, reading))
    of_app, of_principal, federated, owners = await asyncio.gather(
        reading.attempt(
            "certificates", "Certificates of the application", credentials.of_application(app.id), step="application"
        ),
        reading.attempt(
            "principal", "Credentials beside it", credentials.of_service_principal(principal.id), step="application"
        ),
        reading.attempt("federated", "Federated credentials", credentials.federated(app.id), step="application"),
        _owners(tenant, wanted, picture, reading),
    )
    return OtherDoors(of_app or BesideTheSecrets(), of_principal or BesideTheSecrets(), federated or (), owners)


async def _owners(tenant: Tenant, wanted: DesiredState, picture: Picture, reading: Reading) -> Sequence[Member]:
    group, name = picture.group(wanted.admin_group.name).group, wanted.admin_group.name
    if group is None or group.deleted_date_time:
        return ()
    return await reading.attempt("owners", f"Owners of {name}", tenant.groups.owners(group.id), step="groups") or ()


def other_doors(wanted: DesiredState, picture: Picture, doors: OtherDoors) -> Iterator[Drift]:
    """Each that somebody else opened. Pure."""
    for certificate in _open(doors.application.certificates, picture):
        yield _credential("client-secret", "a certificate", certificate.display_name or certificate.key_id)
    for one in _open((*doors.principal.passwords, *doors.principal.certificates), picture):
        yield _credential(OF_THE_PRINCIPAL, "a credential of the service principal", one.display_name or one.key_id)
    for trust in doors.federated:
        yield _credential("client-secret", f"a federated credential for {trust.issuer}", trust.name)
    for uri in (*doors.application.spa_addresses, *doors.application.native_addresses):
        yield _address(uri)
    for job in picture.other_jobs:
        yield _job(job.id)
    yield from _owned(wanted, picture, doors.owners)


def _open(credentials: Sequence[Credential], picture: Picture) -> list[Credential]:
    return [one for one in credentials if one.lets_in(picture.now)]


def _credential(step: str, kind: str, name: str) -> Drift:
    sentence = f"There is {kind}, {name}: who holds it can sign in as the application."
    resource = WHO_MAY_SIGN_IN if step == OF_THE_PRINCIPAL else name
    return foreign(step, "Client secret", resource, name, sentence, "Certificates & secrets")


def _address(uri: str) -> Drift:
    sentence = f"Sign-in may also return to {uri}, of a platform that TOTAL does not use."
    return foreign("redirect-uris", "Redirect addresses", "redirectUris", uri, sentence, "Authentication")


def _job(job_id: str) -> Drift:
    sentence = f"There is another provisioning job, {job_id}, which may take people elsewhere."
    return foreign("provisioning-job", "Provisioning job", job_id, job_id, sentence, "Provisioning")


def _owned(wanted: DesiredState, picture: Picture, owners: Sequence[Member]) -> Iterator[Drift]:
    """Compare owners with the baseline: to own the application, or to be a member, makes nobody known."""
    group, app, name = picture.group(wanted.admin_group.name).group, picture.application, wanted.admin_group.name
    expected = {picture.me.id, *(one.what for one in picture.added if one.step == Owner.id)}
    if group and (baseline := picture.baselines.get(group.id)):
        for owner in owners:
            if owner.id not in {*expected, *baseline.owners}:
                who = owner.display_name or owner.id
                sentence = f"{who} may make anybody an administrator of TOTAL, as an owner of {name}."
                yield _owner("members", "Members", name, who, sentence, "Groups")
    if app and (baseline := picture.baselines.get(app.id)):
        for object_id in sorted(picture.owner_ids - expected - {*baseline.owners}):
            sentence = f"{object_id} may add credentials to {app.display_name}, as an owner of it."
            yield _owner(Owner.id, Owner.title, app.display_name, object_id, sentence, "App registrations")


def _owner(step: str, title: str, resource: str, found: str, sentence: str, place: str) -> Drift:
    remedy = f"See whether that is meant; if not, take the owner out (Entra admin center, {place}, Owners)."
    return Drift(
        step=step, title=title, resource=resource, kind=Kind.FOREIGN, found=found, sentence=sentence, remedy=remedy
    )
