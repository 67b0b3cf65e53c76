"""What an interrupted run asked for a moment ago: it may be there and not be shown yet (docs/decisions/0043)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from total_onboard.engine.events import NoResponse
from total_onboard.engine.journal.history import unanswered
from total_onboard.engine.polling import StillNotThere
from total_onboard.steps.client_secret.create_secret import STEP as CLIENT_SECRET
from total_onboard.steps.client_secret.create_secret import end_of, mark_of

if TYPE_CHECKING:
    from total_onboard.engine.reconciler import Onboarding
    from total_onboard.engine.state.observed_state import Picture

_SHOWN_LATE: Final = frozenset({"application", CLIENT_SECRET, "provisioning-job"})
"""What is created without a key that would make a repetition harmless."""
_REQUEST: Final = "a request of the interrupted run"


async def until_shown(onboarding: Onboarding, picture: Picture) -> None:
    """Look again, until all of it is in the picture or replication must have shown it; without a trace, at once.

    Otherwise this run would make a second one of something that the first has made.
    """

    run = onboarding.run

    async def seen() -> bool | None:
        await onboarding.observe(picture)
        return None if _unseen(onboarding, picture) else True

    if unseen := _unseen(onboarding, picture):
        with suppress(StillNotThere):
            await run.waiter.until(_REQUEST, seen, replace(run.lost_answer, limit=max(unseen)), NoResponse)


def _unseen(onboarding: Onboarding, picture: Picture) -> list[float]:
    """For each thing the seconds for which it is worth waiting still."""
    run, seen, steps = onboarding.run, set(_seen(picture)), _SHOWN_LATE & onboarding.chosen
    limit, asked_for = run.lost_answer.limit, unanswered(run.journal.entries()).items()
    asked = [at for (step, mark), at in asked_for if step in steps and (step, mark) not in seen]
    # A clock that was set back since must not make it longer.
    left = [limit - max((datetime.now(UTC) - at).total_seconds(), 0) for at in asked]
    return [seconds for seconds in left if seconds > 0]


def _seen(picture: Picture) -> Iterator[tuple[str, str]]:
    """By step and mark, as the journal names it."""
    apps = [
        *(one.application for one in picture.leftovers),
        *([picture.application] if picture.application else []),
        *picture.doubtful,
    ]
    for app in apps:
        yield "application", app.display_name
        yield from ((CLIENT_SECRET, mark_of(end_of(secret))) for secret in app.password_credentials)
    if picture.job:
        yield "provisioning-job", picture.job.template_id
