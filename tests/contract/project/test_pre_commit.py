"""The hooks before a commit use the programs of this environment and download nothing."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from pathlib import Path

import pytest

from tests.support.yaml_text import read_yaml

ROOT = Path(__file__).parents[3]
REPOSITORIES = read_yaml((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
HOOKS = {hook["id"]: hook for repository in REPOSITORIES for hook in repository["hooks"]}


def test_hooks_come_from_no_remote_repository() -> None:
    assert [repository["repo"] for repository in REPOSITORIES] == ["local"]
    assert {hook["language"] for hook in HOOKS.values()} == {"system"}
    assert set(HOOKS) == {"ruff", "ruff-format", "mypy", "lint-imports", "words"}


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_names_a_program_of_the_environment(hook: str) -> None:
    program, *arguments = shlex.split(HOOKS[hook]["entry"])
    folder, name = Path(program).parent.as_posix(), Path(program).name
    assert folder == ".venv/bin"
    assert (Path(sys.prefix) / "bin" / name).exists()
    if name == "python":
        assert arguments[0] == "-m"
        assert importlib.util.find_spec(arguments[1])
