"""Settings that keep everybody out of TOTAL, and that only a person can repair or confirm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.steps.application.adoption import SWITCH_IT_ON, WHO_CAN_SIGN_IN, sign_in_disabled
from total_onboard.steps.client_secret.client_secret import all_unexpired

ADDRESSES: Final = "the redirect URIs, because the expected ones are unknown (--redirect-uri or --sheet)"

WHICH_IS_IN_USE: Final = "the client secrets, because only the machine that ran setup knows which one TOTAL uses"


def sign_in_blockers(desired: DesiredState, state: RunState) -> Iterator[Drift]:
    """Yield that nobody can sign in to an existing application. Pure."""
    if sentence := sign_in_disabled(state):
        yield _blocked(StepId.APPLICATION, "Enterprise application", WHO_CAN_SIGN_IN, sentence, SWITCH_IT_ON)
    app = state.observed.application
    if app and not app.deleted_date_time and not app.redirect_uris and not desired.redirect_uris:
        sentence = f"{app.display_name} has no redirect URI, so nobody can sign in to TOTAL."
        remedy = "total-onboard status --repair --redirect-uri URI, with the address from TOTAL."
        yield _blocked(StepId.REDIRECT_URIS, "Redirect URIs", "web.redirectUris", sentence, remedy)


def not_compared(desired: DesiredState, state: RunState) -> tuple[str, ...]:
    """Return what is there and can't be compared, because this machine doesn't know how it should be. Pure."""
    there = state.observed.application.redirect_uris if state.observed.application else ()
    parts = {
        ADDRESSES: bool(there and not desired.redirect_uris),
        WHICH_IS_IN_USE: secret_is_not_compared(state),
    }
    return tuple(part for part, holds in parts.items() if holds)


def secret_is_not_compared(state: RunState) -> bool:
    """Return whether a secret is valid and the application is known here by an option alone. Pure."""
    app = state.observed.application
    return app is not None and app.id not in state.history.baselines and bool(all_unexpired(state))


def _blocked(step: StepId, title: str, resource: str, sentence: str, remedy: str) -> Drift:
    return Drift(step=step, title=title, resource=resource, kind=DriftKind.BLOCKED, sentence=sentence, remedy=remedy)
