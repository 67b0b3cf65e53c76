"""Credentials that a setup from here made, and that TOTAL no longer needs once it uses another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.plan import BlockedItem
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.steps.credentials.choice import changed_trust, registered_certificate, registered_trust, selection

FINISH: Final = "total-onboard rotate-secret --finish"
NAMES: Final = {
    CredentialKind.SECRET: "client secret",
    CredentialKind.CERTIFICATE: "certificate",
    CredentialKind.FEDERATED: "federated credential",
}


class Superseded(NamedTuple):
    """A credential: ``id`` is how Graph knows it, ``name`` how people do, ``works`` says until when it works."""

    kind: CredentialKind
    id: str
    name: str
    works: str

    @property
    def description(self) -> str:
        """``client secret (key ID …)``."""
        return f"{NAMES[self.kind]} ({self.name})"


def superseded(desired: DesiredState, state: RunState) -> tuple[Superseded, ...]:
    """Return those of other kinds than the chosen one, and of its kind those with other content. Pure.

    Which of several client secrets is an old one is for the rotation to know.
    """
    chosen = selection(desired, state).kind
    if chosen is None:
        return ()
    secrets = () if chosen is CredentialKind.SECRET else _secrets(state)
    return (*secrets, *_certificates(desired, state, chosen), *_trusts(desired, state, chosen))


def still_accepted(kind: CredentialKind, desired: DesiredState, state: RunState) -> list[BlockedItem]:
    """Return what the step of a kind says about its superseded credentials: TOTAL must use the other first. Pure."""
    chosen = selection(desired, state).kind
    old = [one for one in superseded(desired, state) if one.kind is kind]
    return [
        BlockedItem(
            step=StepId.OLD_CREDENTIALS,
            sentence=f"TOTAL must still switch to {_new(chosen)}. The {one.description} also works{one.works}.",
            remedy=f"Once TOTAL says that it uses the new one: {FINISH}",
        )
        for one in old
        if chosen
    ]


def _new(kind: CredentialKind) -> str:
    return f"the new {NAMES[kind]}" if kind is CredentialKind.CERTIFICATE else f"the {NAMES[kind]}"


def _secrets(state: RunState) -> Iterator[Superseded]:
    """Yield those that were handed off from here, unless they have expired."""
    app, delivered = state.observed.application, state.history.delivered_key_ids
    for one in app.password_credentials if app else ():
        end = one.end_date_time
        if one.key_id in delivered and (end is None or end > state.identity.now):
            works = f" until {format_date(end)}" if end else ""
            yield Superseded(CredentialKind.SECRET, one.key_id, f"key ID {one.key_id}", works)


def _certificates(desired: DesiredState, state: RunState, chosen: CredentialKind) -> Iterator[Superseded]:
    """Yield those that were registered from here, unless they have expired."""
    current = registered_certificate(desired, state) if chosen is CredentialKind.CERTIFICATE else None
    for one in state.observed.certificates:
        if (
            one.can_sign_in_at(state.identity.now)
            and one is not current
            and one.key_id in state.history.requested_credentials
        ):
            works = f" until {format_date(one.end_date_time)}" if one.end_date_time else ""
            yield Superseded(CredentialKind.CERTIFICATE, one.key_id, f"key ID {one.key_id}", works)


def _trusts(desired: DesiredState, state: RunState, chosen: CredentialKind) -> Iterator[Superseded]:
    current = registered_trust(desired, state) if chosen is CredentialKind.FEDERATED else None
    corrected = changed_trust(desired, state) if chosen is CredentialKind.FEDERATED else None
    for one in state.observed.federated_credentials:
        if one not in (current, corrected) and one.name in state.history.requested_credentials:
            yield Superseded(CredentialKind.FEDERATED, one.id, one.name, "")
