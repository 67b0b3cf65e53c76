"""What lies beside the program: license, licenses of others, man pages, completions, list of components."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from release.contents import ROOT
from release.licenses import licenses
from release.sbom import components_of, document

SBOM: Final = "components.cdx.json"
LICENSES: Final = "THIRD-PARTY-LICENSES.txt"
_COMPLETIONS: Final = {
    "bash": "total-onboard.bash",
    "zsh": "_total-onboard",
    "fish": "total-onboard.fish",
    "powershell": "total-onboard.ps1",
}


def add(program: Path, components: Path) -> None:
    """Write them into the program's folder."""
    found = json.loads(components.read_text(encoding="utf-8"))
    shutil.copyfile(ROOT / "LICENSE", program / "LICENSE")
    shutil.copytree(ROOT / "docs" / "man", program / "man")
    _add_completions(program)
    _write(program / LICENSES, "\n".join(licenses(found["distributions"], found["libraries"])))
    _write(program / SBOM, document(components_of(found["distributions"], found["libraries"])))


def _add_completions(program: Path) -> None:
    folder = program / "completions"
    folder.mkdir()
    for shell, name in _COMPLETIONS.items():
        command = [sys.executable, "-m", "total_onboard", "completion", shell]
        printed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
        _write(folder / name, printed.stdout)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
