"""The self-contained program has the modules that it needs, and its artifacts don't depend on when they are packed."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from release.archives import Release, tar_of, zip_of
from release.checksums import checksum, write_checksums
from release.contents import EXCLUDED, is_used, modules, msgraph_modules
from release.sbom import components_of, document
from release.smoke import steps
from release.version_resource import details

ROOT = Path(__file__).parents[3]
VERBS = "tests/unit/entra/test_verbs.py"
LOADED = f"""
import pytest, sys
assert pytest.main(["-q", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", {VERBS!r}]) == 0
print("\\n" + " ".join(sorted(name for name in sys.modules if name.split(".")[0] == "msgraph")))
"""


def test_list_of_sdk_modules_is_what_all_requests_load() -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1].split() == msgraph_modules()


def test_excluded_modules_are_none_of_those_that_are_needed() -> None:
    left_out = [name for name in modules() if name in EXCLUDED or not is_used(name)]

    assert left_out == []


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "_internal").mkdir(parents=True)
    (folder / "total-onboard").write_bytes(b"\x7fELF")
    (folder / "_internal" / "data.json").write_text("{}")
    return folder


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_archives_of_the_same_files_are_the_same_at_any_time(pack: object, program: Path, tmp_path: Path) -> None:
    sums = []
    for number, time in enumerate((1_000_000_000, 1_700_000_000)):
        target = tmp_path / str(number)
        target.mkdir()
        os.utime(program / "total-onboard", (time, time))
        sums.append(checksum(pack(Release(program, 1_600_000_000), target)))  # type: ignore[operator]

    assert sums[0] == sums[1]


def test_checksums_are_those_that_sha256sum_reads(program: Path, tmp_path: Path) -> None:
    archive = zip_of(Release(program, 1_600_000_000), tmp_path)
    write_checksums(tmp_path, [archive])

    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)


def test_list_of_components_names_version_and_license_of_each() -> None:
    listed = components_of(["fpdf2", "msal"], ["libssl.so.3"])

    assert [one.get("licenses") for one in listed[:2]] == [
        [{"expression": "LGPL-3.0-only"}],
        [{"license": {"name": "MIT"}}],
    ]
    assert all(one["purl"].endswith(one["version"]) for one in listed[:2])
    assert document(listed) == document(listed)


def test_smoke_script_types_about_thirty_commands() -> None:
    assert len(steps()) >= 30


def test_windows_shows_version_and_product_of_the_program() -> None:
    shown: dict[str, str] = {}
    fixed: dict[str, object] = {}
    read = {
        "VSVersionInfo": dict,
        "FixedFileInfo": fixed.update,
        "StringStruct": shown.__setitem__,
        **dict.fromkeys(("StringFileInfo", "StringTable", "VarFileInfo", "VarStruct"), lambda *parts: parts),
    }
    eval(details(), read)  # noqa: S307: PyInstaller reads it so

    assert fixed["filevers"] == fixed["prodvers"]
    assert shown["FileVersion"] == shown["ProductVersion"] == version("total-onboard")
    assert shown["FileVersion"].split(".") == [str(number) for number in fixed["filevers"][:3]]  # type: ignore[index]
    assert shown["OriginalFilename"] == "total-onboard.exe"
    assert all(shown.values())
