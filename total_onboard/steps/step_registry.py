"""The steps of all commands by their ID; where a step of teardown has the ID of one of setup, the latter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from total_onboard.engine.step import Step
from total_onboard.steps import REPAIR_STEPS
from total_onboard.steps.client_secret.remove_old import RemoveOldSecrets
from total_onboard.steps.teardown import TEARDOWN_STEPS

STEPS_BY_ID: Final[Mapping[str, Step]] = {
    step.id: step for step in (*TEARDOWN_STEPS, RemoveOldSecrets(), *REPAIR_STEPS)
}
