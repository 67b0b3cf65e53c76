"""Choice of a credential: the first kind that TOTAL accepts and that the tenant's policy allows."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.engine.access.credential_obstacles import expiry_obstacle, is_expired, policy_obstacle
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Blocker
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.non_secret_credentials import Certificate, FederatedCredential

STEPS: Final = {
    CredentialKind.SECRET: StepId.CLIENT_SECRET,
    CredentialKind.CERTIFICATE: StepId.CERTIFICATE,
    CredentialKind.FEDERATED: StepId.FEDERATED_CREDENTIAL,
}
NONE_POSSIBLE: Final = "None of the credentials that TOTAL accepts is possible"
ANOTHER: Final = (
    "Ask your TOTAL representative for a value sheet with another credential, for example federated, then run the "
    "same command with it."
)
RENEW: Final = (
    "Ask your TOTAL representative for a value sheet with a new certificate, then run the same command with it."
)


@dataclass(frozen=True)
class Selection:
    """The kind to use, None if none is possible; ``reasons`` say why kinds that TOTAL prefers aren't used."""

    kind: CredentialKind | None
    reasons: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """The reasons as the end of a sentence, or nothing."""
        return f", because {' and '.join(self.reasons)}" if self.reasons else ""


def selection(desired: DesiredState, state: RunState) -> Selection:
    """Choose. Pure.

    A run that didn't read the policy takes what exists, because an earlier run may have chosen it by the policy;
    no policy forbids federated credentials.
    """
    kinds = desired.credential.preference
    if state.choices.adoption.keep_secret and CredentialKind.SECRET in kinds:
        return Selection(CredentialKind.SECRET)
    if not state.identity.policy_is_known and len(kinds) > 1:
        possible = (kind for kind in kinds if kind is CredentialKind.FEDERATED or exists(kind, desired, state))
        return Selection(next(possible, kinds[0]))
    reasons: list[str] = []
    for kind in kinds:
        if reason := _obstacle(kind, desired, state):
            reasons.append(reason)
        else:
            return Selection(kind, tuple(reasons))
    return Selection(None, tuple(reasons))


def unused_steps(desired: DesiredState) -> frozenset[StepId]:
    """Return the steps of the kinds that TOTAL doesn't accept. Pure."""
    return frozenset(step for kind, step in STEPS.items() if kind not in desired.credential.preference)


def with_selected(desired: DesiredState, state: RunState) -> DesiredState:
    """Return the desired state with the chosen kind alone, for what names only what is used. Pure."""
    kind = selection(desired, state).kind
    if kind is None:
        return desired
    choice = desired.credential.model_copy(update={"preference": (kind,)})
    return desired.model_copy(update={"credential": choice})


def is_chosen(kind: CredentialKind, desired: DesiredState, state: RunState) -> bool:
    """Return whether this kind is to be used. Pure."""
    return selection(desired, state).kind is kind


def no_credential(kind: CredentialKind, desired: DesiredState, state: RunState) -> list[Blocker]:
    """Return what the step of the kind that TOTAL prefers says if no kind is possible; nothing otherwise. Pure."""
    found, kinds = selection(desired, state), desired.credential.preference
    if found.kind or kinds[0] is not kind:
        return []
    sentence = f"{NONE_POSSIBLE}: {' and '.join(found.reasons)}."
    needs_renewal = kinds == (CredentialKind.CERTIFICATE,) and is_expired(desired.credential, state.identity.now)
    return [Blocker(STEPS[kind], sentence, RENEW if needs_renewal else ANOTHER)]


def _obstacle(kind: CredentialKind, desired: DesiredState, state: RunState) -> str:
    """Return why a kind can't be used; one that exists was allowed, unless it has expired."""
    choice, identity = desired.credential, state.identity
    if (expired := expiry_obstacle(kind, choice, identity.now)) or exists(kind, desired, state):
        return expired
    return policy_obstacle(kind, choice, identity.secret_policy, identity.certificate_policy, identity.now)


def exists(kind: CredentialKind, desired: DesiredState, state: RunState) -> bool:
    """Return whether TOTAL has one of this kind already. Pure."""
    if kind is CredentialKind.CERTIFICATE:
        return registered_certificate(desired, state) is not None
    if kind is CredentialKind.FEDERATED:
        return registered_trust(desired, state) is not None
    return any(_delivered_secrets(state))


def _delivered_secrets(state: RunState) -> Iterator[str]:
    known = {*state.history.delivered_key_ids} - state.history.forgotten_keys
    for one in state.observed.application.password_credentials if state.observed.application else ():
        if one.key_id in known and (one.end_date_time is None or one.end_date_time > state.identity.now):
            yield one.key_id


def registered_certificate(desired: DesiredState, state: RunState) -> Certificate | None:
    """Return TOTAL's certificate as the application has it, also if others added it, while it lets in. Pure."""
    now = state.identity.now
    return next((one for one in registrations(desired, state) if one.can_sign_in_at(now)), None)


def registrations(desired: DesiredState, state: RunState) -> tuple[Certificate, ...]:
    """Return every registration of TOTAL's certificate for signing in; those that ended let nobody in. Pure."""
    certificate = desired.credential.certificate
    if certificate is None:
        return ()
    return tuple(one for one in state.observed.certificates if one.usage != "Sign" and is_of(one, certificate))


def works_until(found: Certificate, certificate: PublicCertificate) -> datetime:
    """Return when the certificate or its registration ends, whichever is first. Pure."""
    return min(found.end_date_time or certificate.not_after, certificate.not_after)


def is_of(one: Certificate, certificate: PublicCertificate) -> bool:
    """Compare the content; if it isn't shown, the thumbprint, which Graph writes in two forms."""
    if one.key:
        return one.key == certificate.der
    binary = base64.b64encode(bytes.fromhex(certificate.thumbprint)).decode()
    return (one.custom_key_identifier or "") in (binary, certificate.thumbprint, certificate.thumbprint.lower())


def registered_trust(desired: DesiredState, state: RunState) -> FederatedCredential | None:
    """Return the federated credential that takes exactly TOTAL's tokens. Pure."""
    trust = desired.credential.federated
    if trust is None:
        return None
    found = state.observed.federated_credentials
    return next((one for one in found if one.takes(trust.issuer, trust.subject, trust.audience)), None)


def changed_trust(desired: DesiredState, state: RunState) -> FederatedCredential | None:
    """Return the federated credential of our name that takes other tokens than TOTAL's. Pure."""
    trust = desired.credential.federated
    if trust is None:
        return None
    named = (one for one in state.observed.federated_credentials if one.name == desired.federated_name)
    return next((one for one in named if not one.takes(trust.issuer, trust.subject, trust.audience)), None)
