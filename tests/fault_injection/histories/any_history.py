"""What happens to one tenant, in any order: a machine of Hypothesis's, and how many histories of it are tried."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.fault_injection.histories.other_admin import OtherAdmin
from tests.fault_injection.setup.requests_of import Request
from tests.support.tally import TALLY
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

LAG: Final = 0.05
_ASKED_FOR: Final = int(os.environ.get("HISTORIES", "0"))
_SETTINGS: Final = settings(
    max_examples=_ASKED_FOR or 25,
    stateful_step_count=10,
    derandomize=not _ASKED_FOR,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


class AnyHistory(RuleBasedStateMachine):
    """One tenant that lags a little, and somebody else at work in it; ``home`` is the admin's.

    ``requests`` are those of a clean run, of which any may go wrong; ``count`` is what happened.
    """

    requests: ClassVar[list[Request]]
    count: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="history-", ignore_cleanup_errors=True)
        self.home = Path(self._folder.name)
        persona = load_persona("ready").model_copy(update={"consent_lag": LAG})
        self.tenant = SandboxTenant.start(persona, lag=(LAG, LAG), auto_approve=0.02)
        self.other = OtherAdmin(self.tenant)
        self.count["histories"] += 1

    def teardown(self) -> None:
        """The end of one history."""
        self.tenant.stop()
        self._folder.cleanup()


def try_histories(machine: type[AnyHistory], name: str, record_property: Callable[[str, object], None]) -> None:
    """As many as ``HISTORIES`` asks for, other ones each time; without it 25, the same ones each time."""
    begun = time.monotonic()
    run_state_machine_as_test(machine, settings=_SETTINGS)
    told = ", ".join(f"{number} {what}" for what, number in machine.count.items())
    record_property(TALLY, f"{name}: {told}, {time.monotonic() - begun:.0f} s")
