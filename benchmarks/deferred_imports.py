"""Find imports for type checking alone, and which heavy packages each keeps from being loaded.

``if TYPE_CHECKING:`` is allowed only to start faster: for a heavy package itself, or for a module that loads one which
the importing module doesn't load otherwise. A package may also defer its own modules, which import it while they load.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from benchmarks.structure import PACKAGE, Module, Structure

HEAVY: Final = frozenset(
    {
        *("azure", "cryptography", "httpx", "icalendar", "joserfc", "keyring", "kiota_abstractions", "kiota_http"),
        *("msal", "msgraph", "msgraph_core", "playwright", "pydantic", "pydantic_settings", "rich", "scim2_server"),
        *("sqlalchemy", "starlette", "trustme", "uvicorn"),
    }
)
"""Packages that take milliseconds to load, each of which some command does without."""


class DeferredImport(NamedTuple):
    """A module's import for type checking, and the heavy packages that it would load."""

    module: str
    target: str
    heavy: frozenset[str]

    @property
    def is_justified(self) -> bool:
        """Whether it is or keeps out something heavy, or is a package's import of its own module."""
        is_heavy = self.target.partition(".")[0] in HEAVY
        return is_heavy or bool(self.heavy) or self.target.startswith(f"{self.module}.")


def deferred_imports(structure: Structure) -> Iterator[DeferredImport]:
    """Return all imports for type checking."""
    loaded = _Loaded(structure)
    for name, module in structure.modules.items():
        already = loaded.by(name)
        for block in (node for node in module.tree.body if _is_for_type_checking(node)):
            for target in sorted(_targets(ast.walk(block), structure.modules)):
                yield DeferredImport(name, target, (loaded.by(target) - already) & HEAVY)


class _Loaded:
    """What importing a module loads: modules of the package, and other packages."""

    def __init__(self, structure: Structure) -> None:
        modules = structure.modules
        self._direct = {name: _loaded_directly(module, modules) for name, module in modules.items()}

    def by(self, name: str) -> frozenset[str]:
        """Return everything that an import of this module loads, itself included."""
        found: set[str] = set()
        ahead = {name}
        while ahead:
            found |= ahead
            ahead = set().union(*(self._direct.get(one, ()) for one in ahead)) - found
        return frozenset(one if one.startswith(PACKAGE) else one.partition(".")[0] for one in found)


def _loaded_directly(module: Module, modules: Iterable[str]) -> set[str]:
    targets = _targets(_at_import(module.tree.body), modules)
    return {part for target in targets for part in (target, *_parents(target))} & {*modules, *targets}


def _parents(name: str) -> Iterator[str]:
    """Yield the packages that a module is in; they are loaded before it."""
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is imported."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _is_for_type_checking(node):
            continue
        yield node
        for name in ("body", "orelse", "finalbody"):
            yield from _at_import(getattr(node, name, ()))


def _is_for_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING"


def _targets(nodes: Iterable[ast.AST], modules: Iterable[str]) -> set[str]:
    """Return the modules that import statements name."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in modules else node.module for name in below}
    return found
