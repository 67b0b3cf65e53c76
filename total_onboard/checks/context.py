"""What the checks may look at: everything was read before, at the same time, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from total_onboard.desired_state import ScimEnd
    from total_onboard.engine.facts import TenantFacts


@dataclass(frozen=True)
class CheckContext:
    """The tenant's facts, and TOTAL's SCIM end as far as it is known."""

    facts: TenantFacts
    scim: ScimEnd | None
    trust: ssl.SSLContext
