"""Tasks for the next administrator, by command and in the portal; the texts are in ``afterwards.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from total_onboard.engine.command_line import command_line, targeting_options
from total_onboard.report.inputs import ReportInput
from total_onboard.report.model import Instruction


def instructions_of(known: ReportInput) -> tuple[Instruction, ...]:
    """Return the tasks; their commands name tenant, application and groups, so that they work from any machine."""
    desired = known.desired
    which = targeting_options(desired, known.state, known.cloud.name)
    names = {
        "application": desired.application_name,
        "group": desired.admin_group.name,
        "groups": ", ".join(group.name for group in desired.groups),
    }
    return tuple(_instruction(words, which, names) for words in _sentences())


def _instruction(words: dict[str, Any], which: Iterable[str], names: dict[str, str]) -> Instruction:
    portal_steps = tuple(one.format_map(names) for one in words.get("portal_steps", ()))
    command, finish = (command_line(words[one], *which) if one in words else "" for one in ("command", "finish"))
    return Instruction(words["title"], words["text"], command, portal_steps, words.get("when", ""), finish)


def _sentences() -> list[dict[str, Any]]:
    document = tomllib.loads((files(__package__) / "afterwards.toml").read_text("utf-8"))
    return list(document["instruction"])
