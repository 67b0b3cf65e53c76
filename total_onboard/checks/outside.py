"""The checks that ask other hosts than Graph: they need not wait for what Graph says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from total_onboard.checks import redirect_uri, scim_end, scim_removal, tls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from total_onboard.checks.check import Check, Finding, Verdict
    from total_onboard.checks.surroundings import Surroundings

_LOOKS: Final = (
    (scim_end.SCIM_END, scim_end.look),
    (scim_removal.SCIM_REMOVAL, scim_removal.look),
    (redirect_uri.REDIRECT_URI, redirect_uri.look),
    (tls.TLS, tls.look),
)


async def look_outside(around: Surroundings, only: str = "") -> tuple[Finding, ...]:
    """What they find, all at the same time; or ``only`` the one of this id."""
    looks = [(check, look) for check, look in _LOOKS if only in ("", check.id)]
    return tuple(await asyncio.gather(*(_found(check, look, around) for check, look in looks)))


async def _found(check: Check, look: Callable[[Surroundings], Awaitable[Verdict]], around: Surroundings) -> Finding:
    return check.finding(await look(around))
