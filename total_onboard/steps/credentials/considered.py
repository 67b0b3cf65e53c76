"""The choice of a credential for scripts: each kind that TOTAL accepts, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.steps.credentials.choice import STEPS, Selection, exists, selection

_UNREAD: Final = "this command doesn't read the tenant's app management policy"


class Consideration(StrEnum):
    """What became of a kind: ``unknown`` without the tenant's policy, ``not-needed`` if another kind is chosen."""

    CHOSEN = "chosen"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not-needed"


class ConsideredCredential(BaseModel):
    """One kind that TOTAL accepts."""

    model_config = ConfigDict(frozen=True)

    kind: CredentialKind
    outcome: Consideration
    reason: str


class ChosenCredential(BaseModel):
    """What TOTAL signs in with: ``kind`` is null if nothing is possible, ``considered`` in the order of preference."""

    model_config = ConfigDict(frozen=True)

    kind: CredentialKind | None
    considered: tuple[ConsideredCredential, ...]


def chosen_credential(desired: DesiredState, state: RunState, observed: Set[str]) -> ChosenCredential | None:
    """Return the choice with the reason for each kind; None if not all of their steps are observed. Pure."""
    if not observed >= {STEPS[kind] for kind in desired.credential.preference}:
        return None
    found = selection(desired, state)
    return ChosenCredential(kind=found.kind, considered=tuple(_considered(found, desired, state)))


def _considered(found: Selection, desired: DesiredState, state: RunState) -> Iterator[ConsideredCredential]:
    passed, reasons = True, dict(zip(desired.credential.preference, found.reasons, strict=False))
    for kind in desired.credential.preference:
        if kind is found.kind:
            passed = False
            yield ConsideredCredential(kind=kind, outcome=Consideration.CHOSEN, reason=_why(kind, desired, state))
        else:
            outcome, reason = _why_not(found.kind, reasons.get(kind, ""), passed=passed, keeps=_keeps_secret(state))
            yield ConsideredCredential(kind=kind, outcome=outcome, reason=reason)


def _why(kind: CredentialKind, desired: DesiredState, state: RunState) -> str:
    """Return why it is the one."""
    if kind is CredentialKind.SECRET and _keeps_secret(state):
        return "--keep-secret names one"
    if exists(kind, desired, state):
        return "it exists"
    if kind is CredentialKind.FEDERATED:
        return "no policy forbids it"
    return "the tenant allows it" if state.identity.policy_is_known else f"none exists, and {_UNREAD}"


def _why_not(chosen: CredentialKind | None, reason: str, *, passed: bool, keeps: bool) -> tuple[Consideration, str]:
    """Return what became of another one; ``passed`` says that TOTAL prefers it to the chosen one."""
    if reason:
        return Consideration.IMPOSSIBLE, reason
    if passed and not keeps:
        return Consideration.UNKNOWN, f"it doesn't exist, and {_UNREAD}"
    return Consideration.NOT_NEEDED, "--keep-secret names a client secret" if passed else f"TOTAL prefers {chosen}"


def _keeps_secret(state: RunState) -> bool:
    return bool(state.choices.adoption.keep_secret)
