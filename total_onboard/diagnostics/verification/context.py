"""Context of the verifications, and the command lines that they name."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.secret import SecretText
from total_onboard.engine.command_line import (
    command_line,
    local_options,
    run_with,
    scim_options,
    targeting_options,
)
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.polling import PollPolicy, RateLimiter
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.synchronization.models import SECONDS_BETWEEN_ORDERS
from total_onboard.entra.sign_in.browser.controlled_browser import AutomatedBrowser
from total_onboard.scim.removal_test import RemovalTester


@dataclass
class MemberRemovalTest:
    """Who is let go. ``interrupted`` is one that an earlier run began; ``out`` is whether the person is in no
    group of ours, as far as is known."""

    group: Group
    user_id: str
    who: str
    name: str = ""
    interrupted: bool = False
    out: bool = True


@dataclass(frozen=True)
class HandoffReference:
    """Which of the application's client secrets a hand-off holds, and when it was written."""

    key_id: str
    at: datetime


@dataclass(frozen=True)
class VerificationContext:
    """One setup to verify.

    ``client_secret`` is None if it is not available, and ``why_no_secret`` says why; ``handed_off`` identifies it, if
    known. ``missing`` are the steps of the setup that are not done, ``left_out`` those that this run excludes,
    ``unread`` the unavailable ones, ``absent`` are problems with the named people.
    ``window`` is the browser for signing in, and ``member_test`` the requested removal test;
    ``ordered`` is the id of the member who was confirmed to be provisioned on
    demand, empty for nobody and None for any; ``asked`` are the options that a next ``verify`` has to repeat.
    ``removal_test`` tests TOTAL's SCIM endpoint, if that is allowed; with ``accepts_earlier_test``, one that passed
    before is enough. ``tenant`` is the one that the command line or a sheet names.
    """

    run: ExecutionContext
    desired: DesiredState
    state: RunState
    trust: ssl.SSLContext
    ca_bundle: Path | None
    client_secret: SecretText | None
    policy: PollPolicy
    missing: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    unread: Mapping[str, OnboardError] = field(default_factory=dict)
    absent: tuple[OnboardError, ...] = ()
    why_no_secret: str = ""
    handed_off: HandoffReference | None = None
    window: AutomatedBrowser | None = None
    member_test: MemberRemovalTest | None = None
    ordered: str | None = None
    removal_test: RemovalTester | None = None
    asked: tuple[str, ...] = ()
    tenant: str = ""
    accepts_earlier_test: bool = False
    pace: RateLimiter = field(default_factory=lambda: RateLimiter(SECONDS_BETWEEN_ORDERS))

    @property
    def scim_again(self) -> tuple[str, ...]:
        """The options that give TOTAL's SCIM address and token again."""
        return scim_options(self.desired, self.run.journal.entries())

    def line(self, command: str, *words: str) -> str:
        """Return the command to run, for this tenant and this application; without the IDs that the journal knows."""
        asked = self.asked if command == "verify" else ()
        which = local_options(self.desired, self.state, self.tenant) if self._known_here else self._targets
        return run_with(words, command_line(command, *asked, *words, *which))

    @property
    def _targets(self) -> tuple[str, ...]:
        return targeting_options(self.desired, self.state)

    @property
    def _known_here(self) -> bool:
        """Whether the journal of this machine knows every object that was found."""
        here, observed = known_objects(self.state), self.state.observed
        found = (observed.application, *(one.group for one in observed.groups.values()))
        return all(here.is_in_journal(one) for one in found if one)
