"""The options that every command shares which talks to a tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.entra.sign_in_method import SignInMethod

if TYPE_CHECKING:
    from total_onboard.commands.inputs.output_files import OutputFile
    from total_onboard.exchange.handoff.model import Handoff


class Output(StrEnum):
    """Sentences for people, or one JSON document."""

    TEXT = "text"
    JSON = "json"


class StatusOutput(StrEnum):
    """Output formats of ``status``: those of all commands, and metrics for monitoring."""

    TEXT = "text"
    JSON = "json"
    PROMETHEUS = "prometheus"


class ExportFormat(StrEnum):
    """Formats of ``export``."""

    AZ = "az"
    TERRAFORM = "terraform"


class GuideFormat(StrEnum):
    """Formats of ``guide``."""

    MARKDOWN = "md"
    HTML = "html"


@dataclass(frozen=True)
class GlobalOptions:
    """Options as typed; None if not given, so that the environment and the files apply.

    ``typed`` are all options of the command line that differ from their defaults, by name.
    """

    tenant: str | None = None
    cloud: str | None = None
    config: Path | None = None
    sandbox: bool = False
    persona: str | None = None
    app_id: str | None = None
    group_id: Sequence[str] | None = None
    allow_unsigned: bool = False
    allow_older: bool = False
    sign_in: SignInMethod | None = None
    output: Output | StatusOutput = Output.TEXT
    yes: bool = False
    no_input: bool = False
    verbose: bool = False
    explain_permissions: bool = False
    log_file: Path | None = None
    record: Path | None = None
    outputs: tuple[OutputFile, ...] = ()
    inputs: Mapping[str, Path] = field(default_factory=dict)
    typed: Mapping[str, object] = field(default_factory=dict)

    def given(self) -> dict[str, object]:
        """Return the options that are settings."""
        known = {"app_id": self.app_id, "group_id": tuple(self.group_id or ())}
        return {"tenant": self.tenant, "cloud": self.cloud, "config": self.config, **known}


@dataclass(frozen=True)
class SandboxConnection:
    """Sandbox that was opened for this run: how to reach it, and the content of its value sheet.

    ``take_handoff`` does what TOTAL's representative does with the values; ``consents`` is an account whose role
    allows a tenant-wide consent. ``receives_handoffs_at`` is the address of its stand-in for TOTAL.
    """

    persona: str
    settings: Mapping[str, object]
    scim: Mapping[str, object]
    redirect_uris: tuple[str, ...]
    admins: tuple[str, ...]
    page_url: str
    take_handoff: Callable[[Handoff], None]
    consents: str = ""
    receives_handoffs_at: str = ""
