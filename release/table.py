"""Measure the artifacts: ``python -m release.table [--of FOLDER] [--second FOLDER] [--without-smoke]``.

One line for each: its size, files, longest path, the time of ``--help`` and of a whole setup in the sandbox, the result
of the smoke script, and whether a second build has the same checksum. Each artifact is unpacked and tried by itself.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from release.checksums import checksum
from release.contents import ROOT
from release.smoke import Machine, smoke

HEAD: Final = ("artifact", "MB", "files", "longest path", "--help s", "setup --sandbox s", "smoke", "second build")
RUNS: Final = 5
_KINDS: Final = ("*.zip", "*.tar.xz", "*.deb")


def main() -> int:
    """Print the table; 1 where a command failed or a checksum differs."""
    parser = argparse.ArgumentParser(prog="python -m release.table", description=__doc__)
    parser.add_argument("--of", type=Path, default=ROOT / "dist" / "release")
    parser.add_argument("--second", type=Path, help="Folder with a second build, to compare.")
    parser.add_argument("--without-smoke", action="store_true")
    chosen = parser.parse_args()
    rows = [HEAD, *(row(path, chosen.second, not chosen.without_smoke) for path in artifacts(chosen.of))]
    for one in rows:
        print("| " + " | ".join(one) + " |", flush=True)
    return int(any("failed" in row[6] or row[7] == "differs" for row in rows))


def artifacts(folder: Path) -> list[Path]:
    """Return the artifacts in a folder."""
    return sorted(path for kind in _KINDS for path in folder.glob(kind))


def row(artifact: Path, second: Path | None, with_smoke: bool) -> tuple[str, ...]:
    """Return the line of one artifact."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "unpacked"
        unpack(artifact, top)
        files = [path for path in top.rglob("*") if path.is_file()]
        program = _program(top)
        return (
            artifact.name,
            f"{artifact.stat().st_size / 1e6:.1f}",
            str(len(files)),
            str(max(len(str(path.relative_to(top))) for path in files)),
            f"{statistics.median(_timed(program, folder, '--help') for _ in range(RUNS)):.2f}",
            f"{_timed(program, folder, 'setup', '--sandbox', '--yes'):.1f}",
            _smoke_result(program, Path(folder)) if with_smoke else "not run",
            _compared(artifact, second),
        )


def unpack(artifact: Path, to: Path) -> None:
    """Unpack an artifact into a folder, as its user would."""
    if artifact.suffix == ".zip":
        with zipfile.ZipFile(artifact) as archive:
            archive.extractall(to)
        _program(to).chmod(0o755)
    elif artifact.suffix == ".deb":
        subprocess.run(["dpkg-deb", "--extract", artifact, to], check=True)
    else:
        with tarfile.open(artifact) as archive:
            archive.extractall(to, filter="data")


def _program(top: Path) -> Path:
    names = {"total-onboard", "total-onboard.exe"}
    found = [path for path in top.rglob("total-onboard*") if path.name in names and path.is_file()]
    return next(path for path in found if (path.parent / "_internal").is_dir())


def _timed(program: Path, home: str, *words: str) -> float:
    environment = os.environ | {"HOME": home, "USERPROFILE": home, "TOTAL_ONBOARD_STATE_DIR": f"{home}/state"}
    begin = time.perf_counter()
    subprocess.run([program, *words], env=environment, cwd=home, check=True, capture_output=True)
    return time.perf_counter() - begin


def _smoke_result(program: Path, folder: Path) -> str:
    home = folder / "smoke"
    home.mkdir()
    results = list(smoke(Machine(str(program), home)))
    for words, _, wrong in _failures(results):
        print(f"{program.name} {words}: {wrong}", file=sys.stderr)
    failed = len(list(_failures(results)))
    return f"{failed} of {len(results)} failed" if failed else f"{len(results)} of {len(results)}"


def _failures(results: list[tuple[str, float, str]]) -> Iterator[tuple[str, float, str]]:
    return (result for result in results if result[2])


def _compared(artifact: Path, second: Path | None) -> str:
    mine = checksum(artifact)
    if second is None:
        return f"not built; this is {mine[:12]}"
    return f"same, {mine[:12]}" if checksum(second / artifact.name) == mine else "differs"


if __name__ == "__main__":
    sys.exit(main())
