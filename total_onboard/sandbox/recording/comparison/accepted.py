"""Accepted differences: those that are known, each with the reason why the sandbox keeps them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.sandbox.recording.comparison.differences import Difference


class Accepted(BaseModel):
    """One accepted difference. All but ``reason`` are regular expressions for the whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    path: str
    kind: str
    member: str
    reason: str = Field(min_length=20)

    def fits(self, one: Difference) -> bool:
        """Return whether a difference is this one."""
        found = (one.method, one.path, one.kind, one.member)
        return all(map(re.fullmatch, (self.method, self.path, self.kind, self.member), found))


@cache
def accepted_differences() -> tuple[Accepted, ...]:
    """Read the data file."""
    text = (resources.files(__package__) / "accepted.toml").read_text(encoding="utf-8")
    return tuple(Accepted.model_validate(one) for one in tomllib.loads(text)["accepted"])


def with_reason(one: Difference) -> Difference:
    """Return a difference with the reason why it is accepted, if it is."""
    found = next((each.reason for each in accepted_differences() if each.fits(one)), "")
    return replace(one, reason=found)
