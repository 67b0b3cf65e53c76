"""TOTAL's certificate: registered as it came in the value sheet, next to those that others added."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import uuid4

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import PrerequisiteMissing
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.create_once import ATTEMPTS, create_once
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import APPLICATION, Declared, DeclaredRequest, Lookup, literal
from total_onboard.engine.inspection.audit_matching import AuditedObject, AuditSignature, by_value
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import (
    BadRequest,
    secret_lives_too_long,
    secrets_are_forbidden,
)
from total_onboard.entra.resources.certificates_and_federation import SIGNS_IN
from total_onboard.entra.resources.non_secret_credentials import Certificate
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.access.scope_reasons import READ_APPLICATIONS, READ_POLICIES, WRITE_APPLICATIONS
from total_onboard.steps.credentials.certificate_list import CertificateList, CertificateOverwritten, list_of
from total_onboard.steps.credentials.choice import (
    is_chosen,
    no_credential,
    registered_certificate,
    registrations,
    selection,
    works_until,
)
from total_onboard.steps.credentials.superseded import still_accepted

_KEYS: Final = by_value("KeyDescription", value=r"(?:KeyIdentifier|DisplayName)=([^,\]]*)")
_KIND: Final = CredentialKind.CERTIFICATE


class CertificateForbidden(PrerequisiteMissing):
    """A policy that could not be seen before the first write doesn't allow the certificate."""

    code = "certificate-forbidden"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, error: BadRequest) -> None:
        super().__init__(
            f"This tenant's app management policy doesn't allow TOTAL's certificate. Microsoft said: "
            f"{error.graph_message}",
            remedy="Ask the owner of the policy to exempt this application, then run the same command again.",
        )
        self.request_id = error.request_id


class RegisterCertificate(Step):
    """Its content identifies it; its key ID is chosen and journaled before it is sent."""

    id: ClassVar[StepId] = StepId.CERTIFICATE
    title: ClassVar[str] = "Certificate"
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (READ_APPLICATIONS, READ_POLICIES)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_APPLICATIONS,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/credentials/update",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(
        r"certificate|credential", _KEYS, AuditedObject.APPLICATION
    )
    portal_page: ClassVar[PortalPage] = PortalPage("Certificates & secrets", "Credentials")
    removed_by: ClassVar[StepId] = StepId.CERTIFICATE
    # The hand-off names it and the groups.
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION, StepId.GROUPS)
    observe_after: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)

    async def observe(self, tenant: TenantClient, desired: DesiredState, state: RunState) -> None:
        """Read the certificates, if one is desired or any was added from here."""
        app = state.observed.application
        if (
            app is None
            or app.deleted_date_time
            or not (self.is_desired(desired) or state.history.requested_credentials)
        ):
            return
        state.observed.certificates = await tenant.application_credentials.certificates(app.id)

    def is_desired(self, desired: DesiredState) -> bool:
        """Return whether TOTAL accepts one."""
        return _KIND in desired.credential.preference

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Keep it, or register it if it is the chosen credential."""
        old = still_accepted(_KIND, desired, state)
        if not is_chosen(_KIND, desired, state):
            return [*no_credential(_KIND, desired, state), *old]
        certificate, found = _certificate(desired), registered_certificate(desired, state)
        if found:
            return [self._kept(certificate, works_until(found, certificate)), *old]
        because = selection(desired, state).because
        if ended := registrations(desired, state):
            because = f", in place of its registration that has ended (key ID {ended[0].key_id}){because}"
        return [self._creation(certificate, because), *old]

    def _kept(self, certificate: PublicCertificate, end: datetime) -> Change:
        return Change(
            step=self.id,
            resource=f"certificate {certificate.thumbprint}",
            action=Action.NONE,
            summary=f"TOTAL's certificate is registered, until {format_date(end)}",
        )

    def _creation(self, certificate: PublicCertificate, because: str) -> Change:
        end = format_date(certificate.not_after)
        return Change(
            step=self.id,
            resource=f"certificate {certificate.thumbprint}",
            action=Action.CREATE,
            summary=f"Register TOTAL's certificate, which expires on {end}{because}",
            after=f"thumbprint {certificate.thumbprint}, valid until {end}",
            item=f"expires on {end}{because}",
        )

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the certificate next to those that exist."""
        if not self.is_desired(desired):
            return []
        certificate = _certificate(desired)
        body = credential_body(certificate, desired.secret_name, now)
        return [
            DeclaredRequest(
                purpose=f"Register TOTAL's certificate, which expires on {format_date(certificate.not_after)}.",
                call=lambda tenant: tenant.application_credentials.set_certificates(APPLICATION, [body]),
                body_from=Lookup(
                    lambda tenant: tenant.application_credentials.certificates(APPLICATION), _with(body, certificate)
                ),
                is_additive=True,
            )
        ]

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return what the portal shows of it after the upload."""
        if not self.is_desired(desired):
            return []
        certificate = _certificate(desired)
        return [
            PortalValue("Certificate", certificate.der),
            PortalValue("Description", desired.secret_name),
            PortalValue("Thumbprint", certificate.thumbprint),
        ]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Add it to those that exist. Raises CertificateForbidden, CertificateOverwritten."""
        certificate, key_id = _certificate(desired), str(uuid4())
        body = credential_body(certificate, desired.secret_name, state.identity.now) | {"keyId": key_id}
        ended = {one.key_id for one in registrations(desired, state)}
        try:
            made = await self._register(run, list_of(run, state), body, ended)
        except BadRequest as error:
            if secrets_are_forbidden(error) or secret_lives_too_long(error):
                raise CertificateForbidden(error) from error
            raise
        left = (one for one in state.observed.certificates if one.key_id not in ended)
        state.observed.certificates = (*left, made)
        state.history.has_receipt(self.id, key_id)
        state.history.requested_credentials |= {key_id}
        return StepResult(StepOutcome.CREATED, f"valid until {format_date(certificate.not_after)}, key ID {key_id}")

    async def _register(
        self, run: ExecutionContext, there: CertificateList, body: dict[str, Any], without: Collection[str]
    ) -> Certificate:
        """Add it again if a change by others removed it in the same moment. Raises CertificateOverwritten."""
        key_id = str(body["keyId"])
        for _ in range(ATTEMPTS):
            made = await create_once(run, self.id, key_id, lambda: there.add(body, without), lambda: there.find(key_id))
            if await there.keeps(key_id):
                return made
        raise CertificateOverwritten(ATTEMPTS)


def _certificate(desired: DesiredState) -> PublicCertificate:
    certificate = desired.credential.certificate
    assert certificate is not None
    return certificate


def credential_body(certificate: PublicCertificate, name: str, now: datetime) -> dict[str, Any]:
    """Return it as Graph takes it: from now on, because a policy may count its life from its first day."""
    start = max(now.replace(microsecond=0), certificate.not_before)
    return {
        **SIGNS_IN,
        "displayName": name,
        "key": certificate.der,
        "startDateTime": _text(start),
        "endDateTime": _text(certificate.not_after),
    }


_MEMBERS: Final = ("customKeyIdentifier", "displayName", "endDateTime", "keyId", "startDateTime", "type", "usage")


def _with(body: dict[str, Any], certificate: PublicCertificate) -> str:
    """Return the query that makes the new collection, or leaves everything as it is if the certificate is in it."""
    kept = ", ".join(f"{name}: {name}" for name in _MEMBERS)
    added = json.dumps([body]).replace("`", "\\`")
    is_there = f"keyCredentials[?key == {literal(certificate.der)}]"
    return f"{is_there} && @ || {{keyCredentials: [keyCredentials[].{{{kept}}}, `{added}`][]}}"


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
