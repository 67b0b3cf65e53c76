"""What the checks may look at: most was read before, at the same time; nothing is ever written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from total_onboard.checks.survey import Survey

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from total_onboard.desired_state import DesiredState, ScimEnd
    from total_onboard.engine.facts import TenantFacts
    from total_onboard.entra.call_record import CallRecord
    from total_onboard.entra.tenant import Tenant
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class CheckContext:
    """The tenant and its facts, what is wanted of it, and TOTAL's SCIM end as far as it is known.

    ``settings`` say how all of them are reached; ``calls`` are the answers that Graph has given so far;
    ``survey`` is what only a preflight reads.
    """

    tenant: Tenant
    facts: TenantFacts
    wanted: DesiredState
    scim: ScimEnd | None
    trust: ssl.SSLContext
    settings: Settings
    calls: Sequence[CallRecord] = ()
    survey: Survey = field(default_factory=Survey)
