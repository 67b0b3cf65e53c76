"""Creates of an interrupted run: the objects may exist and not be shown yet (docs/decisions/0043)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from total_onboard.engine.events import NoResponse
from total_onboard.engine.journal.queries import existing_creates, pending_creates
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step_id import StepId
from total_onboard.steps.client_secret.create_secret import STEP as CLIENT_SECRET
from total_onboard.steps.client_secret.create_secret import expires_at, secret_marker

_SHOWN_LATE: Final = frozenset(
    {
        StepId.APPLICATION,
        CLIENT_SECRET,
        StepId.CERTIFICATE,
        StepId.FEDERATED_CREDENTIAL,
        StepId.PROVISIONING_JOB,
    }
)
"""What is created without a key that would make a repetition harmless."""
_LISTED_WITHIN: Final = 30.0
"""Seconds to wait for a created application. An assumption: Microsoft documents no limit, and replicas usually need a
few seconds. One that others deleted permanently never appears, so the wait must be short."""
_REQUEST: Final = "a request of the interrupted run"


async def wait_for_lost_creates(reconciler: Reconciler, state: RunState) -> None:
    """Observe again until lost creates are found or replication must have shown them; without any, return immediately.

    Otherwise this run would create a second one of something that the first has created.
    """

    run = reconciler.run

    async def seen() -> bool | None:
        await reconciler.observe(state)
        return None if _unseen(reconciler, state) else True

    if unseen := _unseen(reconciler, state):
        with suppress(PollTimeout):
            await run.poller.until(_REQUEST, seen, replace(run.lost_response_policy, limit=max(unseen)), NoResponse)


def _unseen(reconciler: Reconciler, state: RunState) -> list[float]:
    """Return for each thing how many seconds are worth waiting."""
    limit, now = reconciler.run.lost_response_policy.limit, datetime.now(UTC)
    awaited = [
        *((at, limit) for at in _without_answer(reconciler, state)),
        *((at, min(_LISTED_WITHIN, limit)) for at in _not_listed_yet(reconciler, state)),
    ]
    # A clock that was set back since must not make it longer.
    left = [seconds - max((now - at).total_seconds(), 0) for at, seconds in awaited]
    return [seconds for seconds in left if seconds > 0]


def _without_answer(reconciler: Reconciler, state: RunState) -> list[datetime]:
    """Return when each thing was requested that may exist, because no answer came."""
    seen, steps = set(_seen(state)), _SHOWN_LATE & reconciler.chosen
    pending = pending_creates(reconciler.run.journal.entries()).items()
    return [at for (step, key), at in pending if step in steps and (step, key) not in seen]


def _not_listed_yet(reconciler: Reconciler, state: RunState) -> list[datetime]:
    """Return when each application was created here, if no replica shows any of them."""
    observed = state.observed
    if (
        StepId.APPLICATION not in reconciler.chosen
        or observed.application
        or observed.leftovers
        or observed.unclear_applications
    ):
        return []
    return list(existing_creates(reconciler.run.journal.entries(), StepId.APPLICATION).values())


def _seen(state: RunState) -> Iterator[tuple[str, str]]:
    """Yield step and search key, as the journal names it."""
    apps = [
        *(one.application for one in state.observed.leftovers),
        *([state.observed.application] if state.observed.application else []),
        *state.observed.unclear_applications,
    ]
    for app in apps:
        yield StepId.APPLICATION, app.display_name
        yield from ((CLIENT_SECRET, secret_marker(expires_at(secret))) for secret in app.password_credentials)
    yield from ((StepId.CERTIFICATE, one.key_id) for one in state.observed.certificates)
    yield from ((StepId.FEDERATED_CREDENTIAL, one.name) for one in state.observed.federated_credentials)
    if state.observed.job:
        yield StepId.PROVISIONING_JOB, state.observed.job.template_id
