"""What pip installs is whole: every file of the package that is no code is in the wheel too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[3]
NEEDED = {
    "entra/graph/graph_operations.toml": "what each call of Graph needs",
    "entra/sign_in/aadsts.toml": "what Microsoft's refusals mean",
    "exchange/ledger/migrations/env.py": "the ledger's migrations",
    "exchange/ledger/migrations/versions/0001_sheets_and_handoffs.py": "the ledger's migrations",
    "py.typed": "that it is typed",
    "sandbox/personas/ready.toml": "the sandbox's circumstances",
    "exchange/page/fonts/DejaVuSans.ttf": "the PDF's font",
    "exchange/schemas/value-sheet.v1.schema.json": "the schemas of files",
    "exchange/keys/trusted/README.md": "the folder for TOTAL's keys",
    "ui/output/schemas/total-onboard.v2.schema.json": "the schema of documents",
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return {name.removeprefix("total_onboard/") for name in ZipFile(wheel).namelist()}


def tracked() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "total_onboard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name.removeprefix("total_onboard/") for name in listed.stdout.split("\0") if name}


def test_everything_of_the_package_is_shipped(shipped: set[str]) -> None:
    assert tracked() - shipped == set()


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_read_at_run_time_is_there(shipped: set[str], name: str) -> None:
    assert name in shipped, NEEDED[name]
