"""Which distributions the files of the program come from: the basis of the SBOM and of the licenses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

Entries = Iterable[tuple[str, str, str]]


def write_components(tables: Iterable[Entries], path: Path) -> None:
    """Write the names of the distributions, and of the files that belong to none, as JSON."""
    owners = {file: one.name for one in distributions() for file in _files(one)}
    sources = {_real(entry[1]) for table in tables for entry in table if entry[1]}
    found = sorted({owners[source] for source in sources if source in owners})
    others = sorted({Path(source).name for source in sources - set(owners) if _is_library(source)})
    path.write_text(json.dumps({"distributions": found, "libraries": others}, indent=1) + "\n", encoding="utf-8")


def _files(distribution: Distribution) -> Iterator[str]:
    top = _real(str(distribution.locate_file("")))
    for file in distribution.files or ():
        yield f"{top}/{file.as_posix()}"


def _real(source: str) -> str:
    # The copied subset of msgraph-sdk stands for the whole.
    path = Path(source)
    if "msgraph-subset" in path.parts:
        return _installed(path)
    return path.resolve().as_posix()


def _installed(copied: Path) -> str:
    inside = copied.parts[copied.parts.index("msgraph-subset") + 1 :]
    import msgraph

    return (Path(msgraph.__path__[0]).resolve().parent / Path(*inside)).as_posix()


def _is_library(source: str) -> bool:
    name = Path(source).name
    return ".so" in name or name.endswith((".dll", ".dylib"))
