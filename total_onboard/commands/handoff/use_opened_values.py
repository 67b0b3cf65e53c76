"""Export of an opened hand-off's values: to the clipboard, or the environment of a command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.child_environment import child_environment
from total_onboard.exchange.clipboard import copy
from total_onboard.ui.console import Screen

if TYPE_CHECKING:
    from total_onboard.ui.output.exchange_documents import OpenedHandoff


def copy_values(screen: Screen, values: OpenedHandoff) -> None:
    """Raise ClipboardMissing."""
    copy(values.model_dump_json(indent=2))
    screen.say("The values are in the clipboard; paste them, then copy something else.")


def run_with_values(screen: Screen, command: Sequence[str], values: OpenedHandoff) -> ExitStatus:
    """Run a command with ``TOTAL_TENANT_ID``, ``TOTAL_CLIENT_SECRET`` and so on. Raises BadValue for none."""
    try:
        ended = subprocess.run(list(command), env=child_environment() | environment_of(values), check=False)  # noqa: S603
    except OSError as error:
        raise BadValue(
            f"{command[0]} cannot be run: {error.strerror}.", remedy="Check the command after --."
        ) from error
    if ended.returncode == 0:
        return ExitStatus.DONE
    screen.say(f"{command[0]} exited with {ended.returncode}.")
    return ExitStatus.FAILED


def environment_of(values: OpenedHandoff) -> dict[str, str]:
    """Return one variable for each value that there is; those that are no text are JSON."""
    there = values.model_dump(mode="json", exclude_none=True)
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in there.items()}
    return {f"TOTAL_{name.upper()}": text for name, text in texts.items()}
