"""Try the .deb file in a Debian system without Python, as root: ``python -m release.clean_debian [--of FOLDER]``.

debootstrap makes the system in a temporary folder, from Debian's mirror. The package is installed there with dpkg, and
the smoke script types its commands in it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from release.contents import ROOT

SUITE: Final = "bookworm"
"""The oldest Debian that the .deb file is meant for."""
PROGRAM: Final = "/usr/bin/total-onboard"


def main() -> int:
    """Make the system, install the package, and run the smoke script; 1 if a command failed."""
    parser = argparse.ArgumentParser(prog="python -m release.clean_debian", description=__doc__)
    parser.add_argument("--of", type=Path, default=ROOT / "dist" / "release")
    (package,) = parser.parse_args().of.glob("*.deb")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "debian"
        make_system(root)
        install(package, root)
        with mounted_proc(root):
            command = [sys.executable, "-m", "release.smoke", "--root", str(root), "--program", PROGRAM]
            return subprocess.run(command, cwd=ROOT, check=False).returncode


def make_system(root: Path) -> None:
    """Make the smallest Debian system, and make sure that it has no Python."""
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, root], check=True, stdout=subprocess.DEVNULL)
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")
    found = sorted(path.name for path in (root / "usr/bin").glob("python*"))
    assert not found, f"The system has Python: {found}"


def install(package: Path, root: Path) -> None:
    """Install the package as an administrator does, without a package index."""
    (root / "tmp" / package.name).write_bytes(package.read_bytes())
    subprocess.run(["chroot", root, "dpkg", "--install", f"/tmp/{package.name}"], check=True)


@contextmanager
def mounted_proc(root: Path) -> Iterator[None]:
    """Mount /proc, which the program's libraries read."""
    subprocess.run(["mount", "--types", "proc", "proc", root / "proc"], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", root / "proc"], check=True)


if __name__ == "__main__":
    sys.exit(main())
