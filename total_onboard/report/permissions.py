"""Each permission of TOTAL with its reason, its worst case and its limit; the texts are a data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState
from total_onboard.report.model import Attribute, Permission, ReportLine, Severity
from total_onboard.steps.attribute_mapping.find_mappings import NoUserMapping, user_mapping
from total_onboard.steps.consent.consent import not_consented_to

_KINDS: Final = {"application": "application", "delegated": "delegated"}
_ATTRIBUTE: Final = re.compile(r"\[(\w+)\]")
"""An attribute as it stands in a mapping's expression, which may join several."""
_UNKNOWN: Final = "See Microsoft's permissions reference."


def permissions_of(desired: DesiredState, state: RunState, *, read: bool) -> tuple[Permission, ...]:
    """Return the permissions, the most powerful first; ``read`` is whether the consent could be read."""
    missing = not_consented_to(desired, state) if read and state.observed.microsoft_graph else None
    names = [("application", name) for name in desired.application_permissions]
    names += [("delegated", name) for name in desired.delegated_permissions]
    return tuple(_permission(kind, name, _consent(name, missing)) for kind, name in names)


def attributes_of(schema: dict[str, Any] | None) -> tuple[Attribute, ...]:
    """Return what Microsoft sends to TOTAL of each person, by the mapping as it was read."""
    try:
        rows = (user_mapping(schema).get("attributeMappings") or []) if schema else []
    except NoUserMapping:
        return ()
    return tuple(_attributes(rows))


def _attributes(rows: list[dict[str, Any]]) -> Iterator[Attribute]:
    for row in rows:
        sources = _ATTRIBUTE.findall(str((row.get("source") or {}).get("expression") or ""))
        if sources:
            yield Attribute(", ".join(dict.fromkeys(sources)), row["targetAttributeName"].rpartition("2.0:User:")[2])


def _permission(kind: str, name: str, state: ReportLine) -> Permission:
    words = _sentences()[kind].get(name, {"reason": _UNKNOWN, "worst": _UNKNOWN, "never": _UNKNOWN})
    return Permission(name, _KINDS[kind], state, words["reason"], words["worst"], words["never"])


def _consent(name: str, missing: list[str] | None) -> ReportLine:
    if missing is None:
        return ReportLine(Severity.QUIET, "Unavailable", name)
    if name in missing:
        return ReportLine(Severity.CAUTION, "Not consented", name)
    return ReportLine(Severity.GOOD, "Consented", name)


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "texts" / "permissions.toml").read_text("utf-8"))
