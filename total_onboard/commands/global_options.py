"""The options that every command shares which talks to a tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.entra.sign_in.request import SignInMethod

if TYPE_CHECKING:
    from total_onboard.commands.inputs.output_files import OutputFile
    from total_onboard.exchange.handoff.model import Handoff


class Output(StrEnum):
    """Sentences for people, or one JSON document."""

    TEXT = "text"
    JSON = "json"


class StatusOutput(StrEnum):
    """What ``status`` can be told as: the same, and metrics for those who watch."""

    TEXT = "text"
    JSON = "json"
    PROMETHEUS = "prometheus"


@dataclass(frozen=True)
class GlobalOptions:
    """As they were typed; None where nothing was said, so that the environment and the files may speak."""

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
    log_file: Path | None = None
    outputs: tuple[OutputFile, ...] = ()
    inputs: Mapping[str, Path] = field(default_factory=dict)

    def given(self) -> dict[str, object]:
        """Those that are settings."""
        known = {"app_id": self.app_id, "group_id": tuple(self.group_id or ())}
        return {"tenant": self.tenant, "cloud": self.cloud, "config": self.config, **known}


@dataclass(frozen=True)
class SandboxConnection:
    """A practice tenant that was opened for this run: how it is reached, and what its value sheet would say.

    ``take_handoff`` does what TOTAL's representative does with the values.
    """

    persona: str
    settings: Mapping[str, object]
    scim: Mapping[str, object]
    redirect_uris: tuple[str, ...]
    admins: tuple[str, ...]
    page_url: str
    take_handoff: Callable[[Handoff], None]
