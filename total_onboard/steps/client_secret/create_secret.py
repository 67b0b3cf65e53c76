"""Minting a client secret: the one answer that shows it may get lost, and a policy may allow only a shorter life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from total_onboard.core.errors import PrerequisiteMissing, SignInFailed
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.create_once import ATTEMPTS, find_lost_object, run_shielded
from total_onboard.engine.journal.entry import Created, CreateRefused, CreateRequested
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.graph.errors import (
    AmbiguousAnswer,
    BadRequest,
    GraphError,
    is_not_replicated_yet,
    secret_lives_too_long,
    secrets_are_forbidden,
)
from total_onboard.entra.resources.applications import PasswordCredential

STEP: Final = StepId.CLIENT_SECRET
FORBIDDEN: Final = "This tenant's app management policy forbids client secrets, and TOTAL's sign-in needs one."
EXEMPT: Final = "Ask the owner of the policy to exempt this application, then run the same command again."
_SHORTER: Final = tuple(timedelta(days=days) for days in (365, 180, 90, 60, 30))


class SecretsForbidden(PrerequisiteMissing):
    """A policy that could not be seen before the first write forbids client secrets."""

    code = "secrets-forbidden"
    exit_status = ExitStatus.INCOMPLETE

    def __init__(self, error: BadRequest) -> None:
        super().__init__(f"{FORBIDDEN} Microsoft said: {error.graph_message}", remedy=EXEMPT)
        self.request_id = error.request_id


async def create_client_secret(
    run: ExecutionContext, application_id: str, name: str, end: datetime, now: datetime
) -> PasswordCredential:
    """Create a secret that expires at ``end``, or earlier if a policy that could not be read before requires it.

    Its value is the step's output, and nowhere else. Raises SecretsForbidden.
    """
    shorter = [sooner for life in _SHORTER if (sooner := now + life) < end]
    for latest in (end, *shorter):
        try:
            return await _until(latest, run, application_id, name)
        except BadRequest as error:
            if secrets_are_forbidden(error):
                raise SecretsForbidden(error) from error
            if not secret_lives_too_long(error) or latest == (end, *shorter)[-1]:
                raise
    raise AssertionError("the loop returns or raises")


def expires_at(secret: PasswordCredential) -> datetime:
    """Return when it ends; far away for one that has no end."""
    return secret.end_date_time or datetime.max.replace(tzinfo=UTC)


def until(secret: PasswordCredential) -> str:
    """``until 3 November 2026``, and for one that has no end ``without an end``."""
    return f"until {format_date(secret.end_date_time)}" if secret.end_date_time else "without an end"


def secret_marker(end: datetime) -> str:
    """Return the end date as text, by which a secret whose answer was lost is identified.

    To the second: services differ in how many digits of a second they keep.
    """
    return f"{end:%Y-%m-%dT%H:%M:%SZ}"


async def _until(latest: datetime, run: ExecutionContext, application_id: str, name: str) -> PasswordCredential:
    """Retry until a secret's value arrives; one whose answer was lost is useless and removed."""
    for attempt in range(ATTEMPTS):
        end = latest - timedelta(seconds=attempt)
        run.journal.write(CreateRequested(step=STEP, search_key=secret_marker(end)))
        try:
            return await _add(run, application_id, name, end)
        except AmbiguousAnswer:
            await _remove_lost(run, application_id, secret_marker(end))
            run.journal.write(CreateRefused(step=STEP, search_key=secret_marker(end)))
            if attempt + 1 == ATTEMPTS:
                raise
        except (GraphError, SignInFailed):
            run.journal.write(CreateRefused(step=STEP, search_key=secret_marker(end)))
            raise
    raise AssertionError("the loop returns or raises")


async def _add(run: ExecutionContext, application_id: str, name: str, end: datetime) -> PasswordCredential:
    return await run.poller.retry_while(
        "the new application can have a secret",
        lambda: run_shielded(_added(run, application_id, name, end)),
        is_not_replicated_yet,
    )


async def _added(run: ExecutionContext, application_id: str, name: str, end: datetime) -> PasswordCredential:
    """Add a secret, whose value is in this answer only: it goes straight to the outputs, to be handed off."""
    made = await run.tenant.applications.add_password(application_id, name, end)
    run.outputs[STEP] = made
    run.journal.write(Created(step=STEP, search_key=secret_marker(end), object_id=made.key_id))
    return PasswordCredential(key_id=made.key_id, start_date_time=made.start, end_date_time=made.end)


async def _remove_lost(run: ExecutionContext, application_id: str, mark: str) -> None:
    async def find() -> PasswordCredential | None:
        app = await run.tenant.applications.get(application_id)
        secrets = app.password_credentials if app else ()
        return next((secret for secret in secrets if secret_marker(expires_at(secret)) == mark), None)

    lost = await find_lost_object(run, "create client secret", find)
    if lost:
        await run.tenant.applications.remove_password(application_id, lost.key_id)
