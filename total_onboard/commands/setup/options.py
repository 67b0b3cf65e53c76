"""The options of ``setup``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from total_onboard.commands.inputs.load_inputs import CliOverrides


@dataclass(frozen=True)
class SetupOptions:
    """Options of ``setup``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    dry_run: bool = False
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    handoff: Path | None = None
    clipboard: bool = False
    wait_for_consent: bool = False
    receipt: Path | None = None
    report: Path | None = None
    summary: Path | None = None
    accept: frozenset[str] = frozenset()
    wait_for_roles: bool = False
    keep_secret: str = ""
    test_removal: bool = False
