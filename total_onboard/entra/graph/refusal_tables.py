"""Tables about Graph's refusals: reasons other than a role or a scope, and codes that pass without a change."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Final

_ANY: Final = "*"
_OF_RIGHTS: Final = frozenset(
    {
        "",
        "accessdenied",
        "authentication_msgraphpermissionmissing",
        "authorization_requestdenied",
        "authorizationfailed",
        "forbidden",
        "insufficientpermissions",
        "insufficientprivileges",
        "permissionscopenotgranted",
        "unauthorized",
        "unauthorizedaccessexception",
        "unknownerror",
    }
)
"""The codes of a 403 that mean a missing role or scope, or nothing at all."""


@dataclass(frozen=True)
class Reason:
    """One row: the pattern, its meaning, and the next thing to do."""

    message: str
    remedy: str
    codes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    in_details: bool = False

    def matches(self, code: str, message: str) -> bool:
        """Return whether Graph's code or message gives this reason."""
        named = any(fnmatchcase(code.casefold(), each.casefold()) for each in self.codes)
        return named or any(part in message.casefold() for part in self.says)


_ANOTHER: Final = Reason(
    "The reason is not a missing role or permission (scope).",
    "Show Microsoft's message to your Entra administrator: a policy or a limit of the tenant blocks this. "
    "Then run the same command again.",
)


@cache
def _reasons() -> tuple[Reason, ...]:
    table = tomllib.loads((files(__package__) / "refusal_reasons.toml").read_text("utf-8"))["reason"]
    return tuple(
        Reason(
            row["message"],
            row["remedy"],
            tuple(row.get("codes", ())),
            tuple(row.get("says", ())),
            row.get("in_details", False),
        )
        for row in table
    )


def reason_in_details(codes: Iterable[str], message: str) -> Reason | None:
    """Return the reason of a 400 or 422 that a code in the error's details or its message names."""
    known = [row for row in _reasons() if row.in_details]
    return next((row for row in known if any(row.matches(code, message) for code in ("", *codes))), None)


def refusal_reason(code: str, message: str) -> Reason | None:
    """Return the reason of a 403, or None if a role or a scope may be missing."""
    known = next((row for row in _reasons() if row.matches(code, message)), None)
    return known or (None if code.casefold() in _OF_RIGHTS else _ANOTHER)


@dataclass(frozen=True)
class Transient:
    """One row; ``nothing_done`` is whether even a creating request can be sent again."""

    code: str
    statuses: frozenset[int]
    path: str = ""
    nothing_done: bool = False

    def matches(self, status: int, code: str, path: str) -> bool:
        """Return whether a refusal is of this kind."""
        return status in self.statuses and self.code in (code, _ANY) and self.path in path


@cache
def _transients() -> tuple[Transient, ...]:
    table = tomllib.loads((files(__package__) / "transient_codes.toml").read_text("utf-8"))["transient"]
    return tuple(Transient(**{**row, "statuses": frozenset(row["statuses"])}) for row in table)


def transient(status: int, code: str, path: str) -> Transient | None:
    """Return the row for a refusal, or None if it doesn't pass without a change."""
    return next((row for row in _transients() if row.matches(status, code, path)), None)
