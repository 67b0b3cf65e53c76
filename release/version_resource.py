"""The details that Windows shows of the program: version, product and company, from ``pyproject.toml``.

Windows Explorer, Defender's alerts and AppLocker's publisher rules read them. The format is that of PyInstaller's
option ``--version-file``; its fields are those of Microsoft's VERSIONINFO resource.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from release.contents import ROOT

_TEXT: Final = """VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 0x04B0])]),
  ],
)
"""
"""United States English in UTF-16; a program (type 1) for 32-bit and 64-bit Windows NT."""


def write(to: Path) -> Path:
    """Write the details into a file that PyInstaller reads."""
    to.write_text(details(), encoding="utf-8")
    return to


def details() -> str:
    """Return the details as PyInstaller reads them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    strings = "\n".join(f"      StringStruct({name!r}, {value!r})," for name, value in _strings(project).items())
    return _TEXT.format(numbers=_numbers(project["version"]), strings=strings)


def _strings(project: dict[str, Any]) -> dict[str, str]:
    company = project["authors"][0]["name"]
    return {
        "CompanyName": company,
        "FileDescription": project["description"],
        "FileVersion": project["version"],
        "InternalName": project["name"],
        "LegalCopyright": f"{company}, {project['license']}",
        "OriginalFilename": f"{project['name']}.exe",
        "ProductName": project["name"],
        "ProductVersion": project["version"],
    }


def _numbers(version: str) -> tuple[int, ...]:
    """Return four numbers; a suffix such as ``rc1`` isn't part of them."""
    numbers = [int(part) for part in version.split(".") if part.isdigit()]
    return tuple((numbers + [0] * 4)[:4])
