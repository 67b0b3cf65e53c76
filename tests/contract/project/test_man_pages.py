"""The manual pages are whole: one for each command, and one that readers of man(7) accept without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Final

import pytest
from typer.main import get_command

from docs.man_pages import FOLDER, man_pages, name_of
from total_onboard.cli.app import app
from total_onboard.cli.help.arrangement import examples, leaves
from total_onboard.settings import Settings

COMMANDS: Final = leaves(get_command(app))
PAGES: Final = {file.stem: text for file, text in man_pages().items()}


def rendered(name: str) -> str:
    if shutil.which("mandoc") is None:
        if os.environ.get("CI"):
            pytest.fail("mandoc is not installed, although this is CI")
        pytest.skip("mandoc is not installed here (apt-get install mandoc)")
    command = ["mandoc", "-T", "ascii", "-O", "width=500", str(FOLDER / f"{name}.1")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(".\b", "", printed)


def test_folder_has_the_pages_of_all_commands_and_no_others() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(PAGES) == {"total-onboard", *map(name_of, COMMANDS)}


def test_pages_are_accepted_without_a_warning() -> None:
    rendered("total-onboard")
    files = [str(file) for file in FOLDER.iterdir()]
    found = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *files], capture_output=True, text=True).stdout
    assert [line for line in found.splitlines() if "missing date" not in line] == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_page_of_a_command_has_its_options_and_examples(words: tuple[str, ...]) -> None:
    page = PAGES[name_of(words)].replace("\\", "")
    shown = [one for one in COMMANDS[words].params if not one.hidden]
    assert [name for one in shown for name in one.opts if name.startswith("-") and f"fB{name}fR" not in page] == []
    assert [line for _, line in examples(" ".join(words)) if line.replace("~", "(ti") not in page] == []


def test_rendered_page_reads_as_the_help_does() -> None:
    text = rendered("total-onboard-handoff-open")
    assert "total-onboard handoff open [options] FILE [COMMAND]" in text
    assert "total-onboard handoff open contoso.totalhandoff --run -- ./store-secret.sh" in text
    assert "--accept-tenant-change" in text


def test_overview_lists_commands_and_variables() -> None:
    page = PAGES["total-onboard"].replace("\\", "")
    assert [words for words in COMMANDS if f"fB{' '.join(words)}fR" not in page] == []
    assert [name for name in Settings.model_fields if f"TOTAL_ONBOARD_{name.upper()}" not in page] == []
