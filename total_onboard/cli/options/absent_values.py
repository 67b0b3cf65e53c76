"""Options that nobody gave are not parsed: Typer builds a validator for each, and a setup has forty options."""

from __future__ import annotations

from functools import partial
from typing import Any


def skip_absent_values(command: Any) -> None:  # noqa: ANN401
    """Let a command parse only the values that there are, given or by default."""
    for parameter in command.params:
        if not parameter.required and parameter.callback is None:
            vars(parameter)["process_value"] = partial(_processed, parameter, parameter.process_value)


def _processed(parameter: Any, process: Any, context: Any, value: Any) -> Any:  # noqa: ANN401
    """Return what Typer makes of an absent value, without a validator."""
    if value is not None:
        return process(context, value)
    return () if parameter.multiple or parameter.nargs == -1 else None
