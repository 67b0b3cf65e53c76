"""Build the self-contained program for this platform: ``python -m release.build [--to FOLDER] [--formats zip,deb]``.

It needs the packages of ``requirements/packaging.txt`` and the package itself. The result depends on the commit, the
machine's Python and its system libraries, and on nothing else: no time, no order of files, no folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from release import documents
from release.archives import PACKERS, Release, default_formats
from release.checksums import write_checksums
from release.contents import ROOT
from release.sbom import write_sbom

SPEC: Final = ROOT / "release" / "total_onboard.spec"
NAME: Final = "total-onboard"


def build(to: Path, formats: list[str]) -> list[Path]:
    """Build the program and its artifacts into a folder, which is replaced. Return the artifacts."""
    shutil.rmtree(to, ignore_errors=True)
    program = freeze(to / "work", to / "program")
    documents.add(program, to / "work" / "components.json")
    return pack(program, to, formats)


def freeze(work: Path, to: Path) -> Path:
    """Run PyInstaller. Return the folder with the program."""
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": str(source_date()),
        "PYTHONHASHSEED": "1",
        "PYTHONPATH": str(ROOT),
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
    }
    folders = ["--distpath", str(to), "--workpath", str(work)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, str(SPEC)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    shutil.copyfile(work / SPEC.stem / "components.json", work / "components.json")
    return to / NAME


def pack(program: Path, to: Path, formats: list[str]) -> list[Path]:
    """Pack the folder in each format, with a list of components for each, and the checksums of all."""
    release = Release(program, source_date())
    artifacts = [PACKERS[kind](release, to) for kind in formats]
    components = program / documents.SBOM
    for artifact in artifacts:
        write_sbom(artifact, components)
    write_checksums(to, artifacts)
    return artifacts


def source_date() -> int:
    """Return the date of all files: that of the commit, or the one that the environment names."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=True, capture_output=True, text=True)
    return int(shown.stdout)


def main() -> None:
    """Build, and name what was built."""
    parser = argparse.ArgumentParser(prog="python -m release.build", description=build.__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / "release")
    parser.add_argument("--formats", type=lambda text: text.split(","), default=default_formats())
    parser.add_argument("--pack", action="store_true", help="Only pack what was built before.")
    chosen = parser.parse_args()
    to = chosen.to.resolve()
    for artifact in pack(to / "program" / NAME, to, chosen.formats) if chosen.pack else build(to, chosen.formats):
        print(artifact)


if __name__ == "__main__":
    main()
