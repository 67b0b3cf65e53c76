"""CONTRIBUTING.md's worked examples work: each is followed in a copy of the repository, as it is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^## Example: (.+?)\n(.*?)(?=^## [A-Z]|\Z)", PAGE, re.MULTILINE | re.DOTALL))
COPIED = ("total_onboard", "tests", "docs", "benchmarks", "tools", "requirements", "release")


class Block(NamedTuple):
    """A block of an example: a new file, a text to append, a difference to apply, or commands to run."""

    language: str
    target: str
    text: str

    def follow(self, copy: Path) -> None:
        """Do what the reader would do with the block."""
        file = copy / self.target.removeprefix(">> ")
        if self.target == "check":
            run(self.text, copy)
        elif self.language == "diff":
            file.write_text(changed(file.read_text("utf-8"), self.text), encoding="utf-8")
        elif self.target.startswith(">> "):
            file.write_text(file.read_text("utf-8") + self.text, encoding="utf-8")
        else:
            assert not file.exists(), f"{self.target} exists"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """The blocks that say in their first line to which file they belong."""
    return [Block(*found) for found in re.findall(r"^```(\w+) ([^\n]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def changed(content: str, diff: str) -> str:
    """Apply hunks that `@@` separates; each must fit exactly one place."""
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        assert content.count(before) == 1, f"not in one place:\n{before}"
        content = content.replace(before, "".join(line[1:] for line in lines if line[0] != "-"))
    return content


def run(commands: str, copy: Path) -> None:
    """Run commands in the copy, whose modules are found before those of this repository."""
    environment = os.environ | {"PYTHONPATH": str(copy), "TOTAL_ONBOARD_STATE_DIR": str(copy / "state")}
    for command in commands.splitlines():
        done = subprocess.run(
            ["sh", "-c", command], cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what a contributor has cloned and installed."""
    leave_out = shutil.ignore_patterns("__pycache__", "node_modules", "*.egg-info")
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave_out)
    for file in (*ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".gitignore"):
        shutil.copy(file, tmp_path)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.mark.sweep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("example", EXAMPLES)
def test_example_followed_as_written_passes(example: str, copy: Path) -> None:
    steps = blocks(EXAMPLES[example])
    assert {"python", "diff", "sh"} <= {step.language for step in steps}
    for step in steps:
        step.follow(copy)


def test_differences_of_examples_fit_the_files_of_today() -> None:
    differences = [block for text in EXAMPLES.values() for block in blocks(text) if block.language == "diff"]
    assert len(differences) > 3
    for block in differences:
        changed((ROOT / block.target).read_text("utf-8"), block.text)


RESOURCE = "total_onboard/steps/home_page/"
BESIDES_ITS_FOLDER = {
    "total_onboard/engine/step_id.py",
    "total_onboard/entra/resources/applications.py",
    "total_onboard/steps/__init__.py",
}


def test_new_resource_touches_its_folder_and_three_files_of_the_package() -> None:
    targets = {block.target.removeprefix(">> ") for block in blocks(EXAMPLES["add a resource"])} - {"check"}
    package = {path for path in targets if path.startswith("total_onboard/")}
    assert {path for path in package if not path.startswith(RESOURCE)} == BESIDES_ITS_FOLDER
    assert {path.split("/")[0] for path in targets - package} == {"tests", "docs"}


def test_tasks_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = dict(re.findall(r"^(\w+):.*## (.+)$", makefile, re.MULTILINE))
    named = set(re.findall(r"^\| `make (\w+)` \|", PAGE, re.MULTILINE))
    assert named == set(targets)
    assert {"lint", "types", "test", "sweep", "docs", "bench", "words", "structure"} <= named
