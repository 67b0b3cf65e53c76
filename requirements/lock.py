"""Write the lock files: pinned versions with hashes, and no index.

Run it where `uv` is installed: ``python requirements/lock.py``; further arguments go to ``uv pip compile``, for example
``--upgrade-package httpx``. A package that is asked for with an extra is pinned twice, with the extra and without it:
pip before 24 accepts the one for the other no more than any pip accepts a version without a hash.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
_WITH_EXTRA: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)\[[^\]]+\](?P<pin>==.*\n(?:    --hash=.*\n)+)", re.MULTILINE
)
_COMPILE: Final = (
    *("uv", "pip", "compile", "--universal", "--generate-hashes", "--no-strip-extras"),
    *("--no-emit-index-url", "--quiet", "--python-version", "3.11"),
    *("--custom-compile-command", "python requirements/lock.py"),
)
_FILES: Final[dict[str, tuple[str, ...]]] = {
    "dev.txt": (
        "pyproject.toml",
        "--extra",
        "sandbox",
        "--extra",
        "pdf",
        "--extra",
        "postgresql",
        "--extra",
        "browser",
        "--extra",
        "notify",
        "--extra",
        "dashboard",
        "--group",
        "dev",
    ),
    "docs.txt": ("--group", "docs", "-c", "requirements/dev.txt"),
    "clients/scim.txt": ("--group", "scim-clients"),
    "clients/azure-cli-core.txt": ("--group", "azure-cli-core"),
    "clients/azure-cli.txt": ("--group", "azure-cli", "--no-deps"),
    "packaging.txt": (
        "pyproject.toml",
        "--extra",
        "sandbox",
        "--extra",
        "pdf",
        "--extra",
        "notify",
        "--extra",
        "dashboard",
        "--group",
        "packaging",
        "-c",
        "requirements/dev.txt",
    ),
    "sandbox.txt": ("pyproject.toml", "--extra", "sandbox", "--group", "build", "-c", "requirements/dev.txt"),
}


def pinned_without_extras_too(lock: str) -> str:
    """Add to each pin with an extra the same pin without it; one that is there is kept."""
    plain = set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))

    def both(match: re.Match[str]) -> str:
        name, pin = match["name"], match["pin"]
        return match[0] if name in plain else f"{name}{pin}{match[0]}"

    return _WITH_EXTRA.sub(both, lock)


def main(arguments: list[str]) -> None:
    """Compile the files."""
    for name, chosen in _FILES.items():
        path = FOLDER / name
        subprocess.run([*_COMPILE, *chosen, *arguments, "-o", f"requirements/{name}"], cwd=FOLDER.parent, check=True)  # noqa: S603
        path.write_text(pinned_without_extras_too(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
