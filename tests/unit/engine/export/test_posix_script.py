"""No value from outside is ever run by the shell."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from total_onboard.engine.export.posix_script import comment, document, double_quoted

HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "\\$(touch pwned)\\",
    "${HOME}",
    "line\nEND\ntouch pwned\n",
    "back\\slash",
)


def run(script: str, folder: Path) -> str:
    ended = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert list(folder.iterdir()) == []
    return ended.stdout


@pytest.mark.parametrize("value", HOSTILE)
def test_double_quoted_value_reaches_a_command_unchanged(value: str, tmp_path: Path) -> None:
    assert run(f"printf %s {double_quoted(value, {})}", tmp_path) == value


@pytest.mark.parametrize("value", HOSTILE)
def test_document_in_a_here_document_stays_json(value: str, tmp_path: Path) -> None:
    assert json.loads(run(f"cat <<END\n{document({'name': value}, {})}\nEND\n", tmp_path)) == {"name": value}


@pytest.mark.parametrize("value", HOSTILE)
def test_comment_of_any_value_is_one_line_that_does_nothing(value: str, tmp_path: Path) -> None:
    assert run(f"{comment(value)}\necho after", tmp_path) == "after\n"


def test_reference_becomes_a_variable_of_the_script(tmp_path: Path) -> None:
    text = double_quoted("/groups/REF?$select=id", {"REF": "group"})
    assert run(f"group=one; printf %s {text}", tmp_path) == "/groups/one?$select=id"
