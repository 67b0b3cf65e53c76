"""What pip installs is whole: every file of the package that is no code is in the wheel too."""

from __future__ import annotations

import re
import subprocess
import sys
from email.message import Message
from email.parser import Parser
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
    "exchange/sheet_page/fonts/DejaVuSans.ttf": "the PDF's font",
    "exchange/schemas/value-sheet.v1.schema.json": "the schemas of files",
    "exchange/keys/trusted/README.md": "the folder for TOTAL's keys",
    "dashboard/static/htmx.LICENSE": "the license of what the dashboard's pages load",
    "dashboard/static/htmx.min.js": "what the dashboard's pages load",
    "dashboard/templates/base.html": "the dashboard's pages",
    "ui/output/schemas/total-onboard.v2.schema.json": "the schema of documents",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """A wheel that is built here, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return ZipFile(built)


@pytest.fixture(scope="module")
def shipped(wheel: ZipFile) -> set[str]:
    return {name.removeprefix("total_onboard/") for name in wheel.namelist()}


@pytest.fixture(scope="module")
def metadata(wheel: ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


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


def test_license_and_addresses_are_in_the_metadata(wheel: ZipFile, metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
    assert {line.split(",")[0] for line in metadata.get_all("Project-URL", [])} >= {"Homepage", "Documentation"}


def test_links_of_the_description_work_on_a_package_index(metadata: Message) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", str(metadata.get_payload()))
    assert targets
    assert [target for target in targets if not target.startswith("https://docs.yourtotal.com/")] == []
    assert [target for target in targets if target.endswith(".md")] == []


@pytest.mark.parametrize("library", ["starlette", "fpdf2", "psycopg", "playwright", "requests"])
def test_main_install_comes_without_what_an_extra_brings(metadata: Message, library: str) -> None:
    needed = metadata.get_all("Requires-Dist", [])
    assert not any(re.match(rf"{library}\b", line) and "extra ==" not in line for line in needed)
