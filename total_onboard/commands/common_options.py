"""The options that every command shares which talks to a tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class SignInMethod(StrEnum):
    """How the admin signs in: with a code on any device, or in a browser on this one."""

    DEVICE_CODE = "device-code"
    BROWSER = "browser"


class Output(StrEnum):
    """Sentences for people, or one JSON document."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class CommonOptions:
    """As they were typed; None where nothing was said, so that the environment and the files may speak."""

    tenant: str | None = None
    cloud: str | None = None
    sandbox: bool = False
    persona: str | None = None
    sign_in: SignInMethod | None = None
    output: Output = Output.TEXT
    yes: bool = False
    no_input: bool = False
    verbose: bool = False
    log_file: Path | None = None

    def given(self) -> dict[str, object]:
        """Those that are settings."""
        return {"tenant": self.tenant, "cloud": self.cloud}


@dataclass(frozen=True)
class Practice:
    """A practice tenant that was opened for this run: how to reach it, and the values of its sheet."""

    persona: str
    settings: Mapping[str, object]
    values: Mapping[str, object]
    page_url: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
