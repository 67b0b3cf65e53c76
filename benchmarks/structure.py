"""Measure how the package is laid out: ``python -m benchmarks.structure [--at COMMIT]…``.

Without a commit it measures the working tree.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.step_id_literals import step_id_literals

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "total_onboard"
FEW_LINES, MANY_LINES = 40, 250
STEP_FOLDERS = {"steps", "undo"}


@dataclass(frozen=True)
class Module:
    """A module of the package with its syntax tree."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.source.splitlines())

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def top(self) -> str:
        """The top-level package, or the top-level module."""
        return self.name.removeprefix(PACKAGE).removeprefix(".").split(".")[0]

    def imports(self, names: Iterable[str]) -> set[str]:
        """The modules of the package that it imports, anywhere and for whatever purpose."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                below = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name if name in names else node.module for name in below}
        return (found & set(names)) - {self.name}

    def step_ids(self) -> Iterator[str]:
        """The ids that it declares: those of its step classes, and members of an enum of them."""
        constants = dict(_assignments(self.tree.body))
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef):
                for name, value in _assignments(node.body):
                    if node.name == "StepId" or (name == "id" and self.path.parts[1] in STEP_FOLDERS):
                        found = constants.get(value.id) if isinstance(value, ast.Name) else value
                        if isinstance(found, ast.Constant) and isinstance(found.value, str):
                            yield found.value


def _assignments(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value


@dataclass(frozen=True)
class Structure:
    """What is measured of a checkout."""

    root: Path

    @cached_property
    def modules(self) -> dict[str, Module]:
        modules = (_module(path, path.relative_to(self.root)) for path in (self.root / PACKAGE).rglob("*.py"))
        return {module.name: module for module in sorted(modules, key=lambda module: module.name)}

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        return {name: module.imports(self.modules) for name, module in self.modules.items()}

    @cached_property
    def arrows(self) -> set[tuple[str, str]]:
        """Which top-level package imports which."""
        tops = {name: module.top for name, module in self.modules.items()}
        pairs = {(tops[name], tops[other]) for name, others in self.imports.items() for other in others}
        return {(one, other) for one, other in pairs if one and other and one != other}

    @cached_property
    def circles(self) -> list[tuple[str, ...]]:
        """Modules that import each other in circles, type-checking imports included."""
        return list(_circles(self.imports))

    @cached_property
    def entries(self) -> Counter[str]:
        """Modules and folders in each folder, without what Python puts there."""
        files = (path.relative_to(self.root) for path in (self.root / PACKAGE).rglob("*"))
        kept = (path for path in files if path.name != "__init__.py" and "__pycache__" not in path.parts)
        return Counter(path.parent.as_posix() for path in kept)

    def step_id_literals(self) -> int:
        """Strings that may stand for a step, by their place, outside the enum of step ids."""
        ids = {name for module in self.modules.values() for name in module.step_ids()}
        modules = (module for module in self.modules.values() if module.top != "sandbox")
        return sum(len(step_id_literals(module.tree, ids)) for module in modules)

    def rows(self) -> dict[str, str]:
        """The measures, with their names."""
        sizes = [module.lines for module in self.modules.values()]
        short = [one for one in self.modules.values() if one.lines < FEW_LINES and one.path.name != "__init__.py"]
        top = [one for one in self.modules.values() if one.name.count(".") == 1]
        largest = self.entries.most_common(5)
        typing = [module for module in self.modules.values() if "if TYPE_CHECKING:" in module.source]
        return {
            "packages at the top": str(sum(one.is_package for one in top)),
            "modules at the top": str(sum(not one.is_package for one in top)),
            "Python files": str(len(sizes)),
            "lines": f"{sum(sizes):,}",
            f"files below {FEW_LINES} lines, without `__init__.py`": str(len(short)),
            f"files above {MANY_LINES} lines": str(sum(size > MANY_LINES for size in sizes)),
            "most entries in a folder": ", ".join(f"{folder.removeprefix(f'{PACKAGE}/')} {n}" for folder, n in largest),
            "arrows between packages": str(len(self.arrows)),
            "import circles": str(len(self.circles)),
            "literals that may stand for a step": str(self.step_id_literals()),
            "files with TYPE_CHECKING": str(len(typing)),
        }


def _module(path: Path, relative: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    return Module(name, relative, source, ast.parse(source))


def _circles(graph: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Groups of modules each of which imports every other, directly or through others."""
    found: set[str] = set()
    for name in sorted(graph):
        if name not in found:
            circle = {other for other in _reached(graph, name) if name in _reached(graph, other)}
            found |= circle
            if circle:
                yield tuple(sorted(circle))


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    ahead = set(graph[start])
    while ahead:
        reached |= ahead
        ahead = set().union(*(graph[name] for name in ahead)) - reached
    return reached


def at(commit: str, folder: Path) -> Path:
    """Write the package as of a commit into a folder."""
    command = ["git", "-C", str(ROOT), "archive", commit, PACKAGE]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def table(columns: Mapping[str, Mapping[str, str]]) -> str:
    """Render columns of measures as a table for a document."""
    rows = [["measure", *columns], ["---"] * (len(columns) + 1)]
    rows += [[name, *(column[name] for column in columns.values())] for name in next(iter(columns.values()))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> int:
    """Print a column of measures for each commit. Returns 1 if the working tree has circles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", action="append", default=[], metavar="COMMIT")
    commits: list[str] = parser.parse_args().at
    if not commits:
        here = Structure(ROOT)
        print(table({"working tree": here.rows()}))
        for circle in here.circles:
            print(" ⇄ ".join(circle))
        return 1 if here.circles else 0
    columns = {}
    for commit in commits:
        with tempfile.TemporaryDirectory() as folder:
            columns[commit] = Structure(at(commit, Path(folder))).rows()
    print(table(columns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
