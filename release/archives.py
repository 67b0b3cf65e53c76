"""Pack the folder with the program: zip, tar.xz and deb, each the same for the same folder and date."""

from __future__ import annotations

import gzip
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from total_onboard import __version__

_PLATFORM: Final = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
_MACHINE: Final = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine().lower())
_DEBIAN_MACHINE: Final = {"x86_64": "amd64"}.get(_MACHINE, _MACHINE)
_EXECUTABLE: Final = 0o755
_READABLE: Final = 0o644


@dataclass(frozen=True)
class Release:
    """The folder with the program, and the date that all its files get."""

    program: Path
    date: int
    name: str = f"total-onboard-{__version__}-{_PLATFORM}-{_MACHINE}"
    folder: str = f"total-onboard-{__version__}"
    """What an archive unpacks to; short, for Windows."""

    def files(self) -> list[Path]:
        """Return all files and links, relative to the folder, in a fixed order."""
        found = (path for path in self.program.rglob("*") if path.is_file() or path.is_symlink())
        return sorted(path.relative_to(self.program) for path in found)


def default_formats() -> list[str]:
    """Return the formats of this platform; on Linux the zip serves to compare."""
    return ["zip", "tar.xz", "deb"] if _PLATFORM == "linux" else ["zip"]


def zip_of(release: Release, to: Path) -> Path:
    """Write a zip file. Links become files, because Windows has none."""
    path = to / f"{release.name}.zip"
    date = time.gmtime(release.date)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in release.files():
            entry = zipfile.ZipInfo(f"{release.folder}/{file.as_posix()}", date)
            entry.external_attr = (0o100000 | _mode(release.program / file)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, (release.program / file).read_bytes())
    return path


def tar_of(release: Release, to: Path) -> Path:
    """Write a tar.xz file."""
    path = to / f"{release.name}.tar.xz"
    with tarfile.open(path, "w:xz", preset=6, format=tarfile.GNU_FORMAT) as archive:
        for file in release.files():
            member = archive.gettarinfo(release.program / file, f"{release.folder}/{file.as_posix()}")
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = release.date
            member.mode = _mode(release.program / file)
            if member.isreg():
                with (release.program / file).open("rb") as source:
                    archive.addfile(member, source)
            else:
                archive.addfile(member)
    return path


def deb_of(release: Release, to: Path) -> Path:
    """Write a Debian package, with man pages and completions where Debian's programs look for them."""
    path = to / f"total-onboard_{__version__}_{_DEBIAN_MACHINE}.deb"
    tree = to / "work" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    _lay_out(release, tree)
    environment = {"SOURCE_DATE_EPOCH": str(release.date), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    options = ["--root-owner-group", "-Zxz", "-z6", "--threads-max=1", "--build"]
    subprocess.run(["dpkg-deb", *options, tree, path], env=environment, check=True, capture_output=True)
    return path


def _lay_out(release: Release, tree: Path) -> None:
    library, share = tree / "usr/lib/total-onboard", tree / "usr/share"
    shutil.copytree(release.program, library, symlinks=True)
    manual, completions = library / "man", library / "completions"
    for page in sorted(manual.iterdir()):
        _write(share / "man/man1" / f"{page.name}.gz", gzip.compress(page.read_bytes(), mtime=0))
    for source, target in (
        ("total-onboard.bash", "bash-completion/completions/total-onboard"),
        ("_total-onboard", "zsh/vendor-completions/_total-onboard"),
        ("total-onboard.fish", "fish/vendor_completions.d/total-onboard.fish"),
    ):
        _write(share / target, (completions / source).read_bytes())
    for source, target in (("LICENSE", "copyright"), ("THIRD-PARTY-LICENSES.txt", "THIRD-PARTY-LICENSES.txt")):
        _write(share / "doc/total-onboard" / target, (library / source).read_bytes())
    shutil.rmtree(manual)
    shutil.rmtree(completions)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/total-onboard").symlink_to("../lib/total-onboard/total-onboard")
    _write(tree / "DEBIAN/control", _control(library).encode())
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(_EXECUTABLE if path.is_dir() else _mode(path))


def _control(library: Path) -> str:
    size = sum(path.stat().st_size for path in library.rglob("*") if path.is_file()) // 1024
    fields = {
        "Package": "total-onboard",
        "Version": __version__,
        "Architecture": _DEBIAN_MACHINE,
        "Maintainer": "TOTAL <https://yourtotal.com>",
        "Installed-Size": str(size),
        "Depends": f"libc6 (>= {platform.libc_ver()[1]})",
        "Section": "admin",
        "Priority": "optional",
        "Homepage": "https://yourtotal.com",
        "Description": "Connects a Microsoft Entra tenant to TOTAL in two minutes, safely.",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _mode(path: Path) -> int:
    executable = path.name == "total-onboard" and path.parent.name != "completions"
    return _EXECUTABLE if executable else _READABLE


PACKERS: Final[dict[str, Callable[[Release, Path], Path]]] = {"zip": zip_of, "tar.xz": tar_of, "deb": deb_of}
