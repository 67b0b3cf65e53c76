"""The first minutes of an application at Microsoft's provisioning service, which refuses what it will soon accept.

Its 401 and 403 say "not known yet" to a new application and "not allowed" to everybody else, in the same words
(microsoft-graph-docs-contrib#8800). So the first such answer leads to a look at roles and scopes: only who has the
right waits for it to be honored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from total_onboard.core.errors import OnboardError
from total_onboard.engine.polling import PROVISIONING_WARM_UP, PollPolicy
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import Forbidden, ProvisioningRefused, is_warming_up
from total_onboard.entra.role_ids import MAY_MANAGE_APPLICATIONS

T = TypeVar("T")

SCOPE: Final = "Synchronization.ReadWrite.All"
# Assumption custom-role.
_RIGHT_UNKNOWN: Final = PollPolicy(limit=45.0)
"""A custom role may give the right and does not show here."""


async def retry_until_ready(run: ExecutionContext, sentence: str, call: Callable[[], Awaitable[T]]) -> T:
    """Repeat ``call`` while the provisioning service may only be slow; past the limit its own error stands."""
    try:
        return await call()
    except OnboardError as error:
        if not is_warming_up(error):
            raise
        policy = await _patience(run, error)
    return await run.poller.retry_while(sentence, call, is_warming_up, policy)


async def _patience(run: ExecutionContext, error: OnboardError) -> PollPolicy:
    """Return how long it is worth waiting. Raises the error itself if the sign-in lacks the scope."""
    if not isinstance(error, ProvisioningRefused | Forbidden):
        return PROVISIONING_WARM_UP
    if run.granted is not None and SCOPE not in run.granted:
        raise error
    return PROVISIONING_WARM_UP if await _has_the_role(run) else _RIGHT_UNKNOWN


async def _has_the_role(run: ExecutionContext) -> bool:
    try:
        roles = await run.tenant.directory_roles.active_for_me()
    except OnboardError:
        return True
    return any(role.role_template_id in MAY_MANAGE_APPLICATIONS for role in roles)
