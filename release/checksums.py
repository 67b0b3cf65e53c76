"""SHA-256 checksums of the artifacts, as ``sha256sum --check`` reads them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

FILE: Final = "SHA256SUMS"


def checksum(path: Path) -> str:
    """Return a file's SHA-256 checksum."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(to: Path, artifacts: list[Path]) -> None:
    """Write the checksums of the artifacts and of their lists of components."""
    files = sorted([*artifacts, *to.glob("*.cdx.json")])
    (to / FILE).write_text(
        "".join(f"{checksum(path)}  {path.name}\n" for path in files), encoding="utf-8", newline="\n"
    )
