"""Licenses of what the program contains, with their texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

_FILES: Final = ("license", "licence", "copying", "notice", "authors")
_LINE: Final = "=" * 78


def licenses(names: list[str], libraries: list[str]) -> Iterator[str]:
    """Yield the lines of the file with all licenses."""
    yield "The self-contained program contains these packages, and libraries of the system it was built on:"
    yield ", ".join(one for one in libraries if not one.startswith("_") and "cpython" not in one) or "none"
    yield ""
    yield "fpdf2 has the LGPL-3.0 license. Its files lie in _internal/fpdf; you may replace them."
    for name in names:
        one = distribution(name)
        yield from (_LINE, f"{one.name} {one.version}: {license_of(one)}", "")
        yield from _texts(one)
    yield from (_LINE, f"Python {sys.version.split()[0]}: PSF-2.0", "")
    yield from _python_license()


def license_of(one: Distribution) -> str:
    """Return the license that a distribution declares, in one line."""
    declared = field_of(one, "License-Expression") or field_of(one, "License")
    classified = [text.split(" :: ")[-1] for text in one.metadata.get_all("Classifier") or () if "License ::" in text]
    return declared if declared and "\n" not in declared else ", ".join(classified) or "see the text"


def field_of(one: Distribution, name: str) -> str:
    """Return a field of a distribution's metadata, or nothing."""
    return next(iter(one.metadata.get_all(name) or ()), "")


def _texts(one: Distribution) -> Iterator[str]:
    for file in sorted(one.files or (), key=str):
        inside = ".dist-info" in str(file.parent)
        if inside and file.name.lower().startswith(_FILES) and Path(str(one.locate_file(file))).is_file():
            yield Path(str(one.locate_file(file))).read_text(encoding="utf-8", errors="replace")


def _python_license() -> Iterator[str]:
    places = (Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for place in (*places, Path(sys.base_prefix) / "lib" / version / "LICENSE.txt"):
        if place.is_file():
            yield place.read_text(encoding="utf-8", errors="replace")
            return
