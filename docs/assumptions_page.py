"""The register of assumptions about Microsoft as a page: ``docs/assumptions.md``, from ``assumptions.toml``."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.sandbox.unsettled_behavior import alternatives

REGISTER: Final = Path(__file__).parent / "assumptions.toml"
PAGE: Final = REGISTER.with_suffix(".md")
_PACKAGE: Final = REGISTER.parents[1] / "total_onboard"
_MARKER: Final = re.compile(r"Assumptions?:?\s+((?:[a-z]+(?:-[a-z]+)+(?:,\s+)?)+)")
_BEGINNING: Final = """# Assumptions about Microsoft

Generated from `docs/assumptions.toml` by `python -m docs.generate`; do not edit.

No public source settles these questions. The tool handles every answer to each of them.
`sandbox serve --reading NAME=VALUE` plays the other answers. Tests set up a tenant under each of them, and under
random combinations. The first value is the sandbox's default.

*Decided by* names the request and the member that show the answer in a recording of a real tenant. In the code, the
comment `Assumption NAME` marks where an answer matters.
"""


class Assumption(BaseModel):
    """One open question; ``no_switch`` is why the sandbox can't play another answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    known: str
    handled: str
    decided_by: tuple[str, ...]
    no_switch: str = ""


def register() -> dict[str, Assumption]:
    """Return the entries by name. Raises ValidationError."""
    entries = tomllib.loads(REGISTER.read_text(encoding="utf-8"))
    return {name: Assumption.model_validate(entry) for name, entry in entries.items()}


def switches() -> dict[str, tuple[str, ...]]:
    """Return the sandbox's readings under the register's names."""
    return {name.replace("_", "-"): values for name, values in alternatives().items()}


def marked_modules() -> dict[str, tuple[str, ...]]:
    """Return the modules with a marker, by the name of the assumption."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted((*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.toml"))):
        for names in _MARKER.findall(file.read_text(encoding="utf-8")):
            for name in re.split(r",\s+", names.strip()):
                found[name].append(file.relative_to(_PACKAGE.parent).as_posix())
    return {name: tuple(dict.fromkeys(modules)) for name, modules in found.items()}


def page() -> str:
    """Return the whole page."""
    modules = marked_modules()
    return "\n".join([_BEGINNING, *(line for name, one in register().items() for line in _section(name, one, modules))])


def _section(name: str, one: Assumption, modules: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield f"**{one.question}**"
    yield ""
    yield f"- Known: {one.known}"
    yield f"- Handled: {one.handled}"
    yield f"- Code: {', '.join(f'`{module}`' for module in modules.get(name, ()))}"
    yield f"- Sandbox: {_switch(name, one)}"
    yield f"- Decided by: {', '.join(f'`{line}`' for line in one.decided_by)}"
    yield ""


def _switch(name: str, one: Assumption) -> str:
    if one.no_switch:
        return f"no switch. {one.no_switch}"
    return f"`{name.replace('-', '_')}` = {', '.join(f'`{value}`' for value in switches()[name])}"
