"""Environment of the checks outside the tenant, as far as it is known before reading it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.entra.clouds import Cloud
from total_onboard.scim.removal_test import RemovalTester
from total_onboard.settings import Settings


@dataclass(frozen=True)
class CheckEnvironment:
    """Microsoft's addresses, what is wanted, what the admin decided, and TOTAL's SCIM endpoint as far as it is known.

    ``settings`` say how all of them are reached, ``trust`` whose certificates are believed. ``removal_test`` is None
    if nobody allowed one.
    """

    cloud: Cloud
    desired: DesiredState
    decisions: AdoptionDecisions
    scim: ScimEndpoint | None
    trust: ssl.SSLContext
    settings: Settings
    removal_test: RemovalTester | None = field(default=None, kw_only=True)
