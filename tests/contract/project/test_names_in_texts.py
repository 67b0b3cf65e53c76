"""Texts name files and identifiers that exist: a move or a rename leaves no old name in a page or a docstring."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "total_onboard"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MODULES = sorted(PACKAGE.rglob("*.py"))
DATA = (".toml", ".json", ".j2", ".html")
FOLDERS = {"total_onboard", "tests", "docs", "benchmarks", "tools", "release"} | {
    entry.name for entry in PACKAGE.iterdir() if entry.is_dir()
}
OTHERS_FILES = {"authority.py"}
EXAMPLES = {"A__B", "münchen.example", "TOTAL_TENANT_ID"}


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _files() -> frozenset[str]:
    there = [
        *PACKAGE.rglob("*"),
        *(path for name in ("tests", "docs", "benchmarks", "tools", "release") for path in (ROOT / name).rglob("*")),
    ]
    return frozenset(f"/{_relative(path)}" for path in [*there, *ROOT.glob("*"), *(ROOT / ".ci").glob("*")])


def _exists(name: str) -> bool:
    return any(file.endswith(f"/{name.rstrip('/')}") for file in _files())


def _named_files(text: str) -> Iterator[str]:
    """Paths in backticks that begin with a folder of ours, and modules."""
    for name in re.findall(r"`([\w./-]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)):
        if name.endswith(".py") or ("/" in name and name.split("/")[0] in FOLDERS):
            yield name


@pytest.mark.parametrize("page", PAGES, ids=_relative)
def test_pages_name_files_that_exist(page: Path) -> None:
    assert [name for name in _named_files(page.read_text("utf-8")) if not _exists(name)] == []


def _docstrings(tree: ast.AST) -> list[str]:
    return [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]


@cache
def _identifiers() -> frozenset[str]:
    """Every word of the code, of its strings and of the data, docstrings and comments aside."""
    words: set[str] = set()
    for module in MODULES:
        source = module.read_text(encoding="utf-8")
        docstrings = set(_docstrings(ast.parse(source)))
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type != tokenize.COMMENT and token.string.strip('"') not in docstrings:
                words |= set(re.findall(r"\w+", token.string))
    for file in PACKAGE.rglob("*"):
        if file.suffix in DATA:
            words |= set(re.findall(r"\w+", file.read_text(encoding="utf-8")))
    return frozenset(words)


def _named_identifiers(docstring: str) -> Iterator[str]:
    for name in re.findall(r"(?:`|:\w+:`~?)([A-Za-z_][\w.]*)`", docstring):
        if "_" in name or "." in name or name[0].isupper():
            yield name


def test_docstrings_name_identifiers_that_exist() -> None:
    missing = [
        f"{_relative(module)}: {name}"
        for module in MODULES
        for docstring in _docstrings(ast.parse(module.read_text(encoding="utf-8")))
        for name in _named_identifiers(docstring)
        if name not in EXAMPLES and not set(filter(None, name.split("."))) <= _identifiers()
    ]
    assert missing == []


def test_docstrings_name_files_that_exist() -> None:
    missing = [
        f"{_relative(module)}: {name}"
        for module in MODULES
        for name in re.findall(r"\b(?:[a-z_]+/)*[a-z_]+\.py\b", module.read_text(encoding="utf-8"))
        if name not in OTHERS_FILES and not _exists(name)
    ]
    assert missing == []
