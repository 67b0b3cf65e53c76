"""Problems, explanations and personas in the JSON document, apart from what only commands in a tenant report."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from total_onboard.core.errors import OnboardError


class Problem(BaseModel):
    """Reason why something could not be done, and the one next thing to do."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    remedy: str
    request_id: str | None = None

    @classmethod
    def of(cls, error: OnboardError) -> Problem:
        """Describe an error with the same message, details and remedy as on the screen."""
        return cls(code=error.code, message=str(error), remedy=error.remedy, request_id=error.request_id)


class PreparedObject(BaseModel):
    """Object that exists in a sandbox from the start. ``client_id`` is an application's."""

    model_config = ConfigDict(frozen=True)

    kind: str
    object_id: str
    client_id: str | None


class PersonaFacts(BaseModel):
    """Persona of the sandbox. ``findings`` are the outcomes of check-prereqs by check, without checks that pass."""

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    findings: dict[str, str]
    objects: tuple[PreparedObject, ...]


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
