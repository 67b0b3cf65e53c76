"""Tables of explanations that ship with the package, and the codes in them; cheap to import, for completion."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from total_onboard.engine.step_texts import step_texts

PREFIX: Final = "AADSTS"
PROBLEMS: Final = "core/problem_codes.toml"
CHECKS: Final = "diagnostics/preflight/explanations.toml"
VERIFICATIONS: Final = "diagnostics/verification/explanations.toml"
REFUSALS: Final = "entra/sign_in/aadsts.toml"


@cache
def table(path: str) -> dict[str, Any]:
    """Read one table of the package."""
    return tomllib.loads(files("total_onboard").joinpath(path).read_text("utf-8"))


@cache
def refusals() -> dict[str, dict[str, Any]]:
    """Return the refusals of Microsoft's sign-in by number, as ``AADSTS50076``, and by name."""
    found: dict[str, dict[str, Any]] = {}
    for entry in table(REFUSALS)["refusal"]:
        found |= {f"{PREFIX}{number}": entry for number in entry.get("numbers", ())}
        found |= {str(name): entry for name in entry.get("names", ())}
    return found


@cache
def codes() -> tuple[str, ...]:
    """Return every code that can be explained, each once: problems, checks, verifications, steps, sign-in."""
    declared = (name for path in (PROBLEMS, CHECKS, VERIFICATIONS) for name in table(path))
    return tuple(dict.fromkeys((*declared, *step_texts(), *refusals())))
