"""Explanation of a code, as a member of the JSON document."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class CodeKind(StrEnum):
    """Kind of a code. The same ID can be a step and a verification."""

    PROBLEM = "problem"
    SIGN_IN = "sign-in"
    CHECK = "check"
    VERIFICATION = "verification"
    STEP = "step"


class Explanation(BaseModel):
    """Meaning of a code, the usual reason, the one next thing to do, and a page that says more."""

    model_config = ConfigDict(frozen=True)

    code: str
    kind: CodeKind
    meaning: str
    why: str
    next: str
    docs: str
