"""The options of ``rotate-secret``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from total_onboard.commands.inputs.load_inputs import CliOverrides


@dataclass(frozen=True)
class RotationOptions:
    """Options of ``rotate-secret``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    handoff: Path | None = None
    clipboard: bool = False
    finish: bool = False
    again: bool = False
    scim_token: bool = False
    receipt: Path | None = None
    total_uses_it: bool = False
