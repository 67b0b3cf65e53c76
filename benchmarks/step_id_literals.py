"""Find strings that are written like the ID of a step, outside the enum of them.

Many IDs are usual words: an application, a certificate and a group have other IDs, kinds and members of the same
name. A string isn't counted where something else than a step's ID is expected, which its place shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from typing import Final

STEP_NAMES: Final = frozenset(
    {"step", "steps", "step_id", "step_ids", "needs", "reads", "comes_after", "observe_after", "removed_by", "chosen"}
)
"""Arguments and members that contain IDs of steps."""


def step_id_literals(tree: ast.AST, ids: Set[str]) -> list[ast.Constant]:
    """Return the strings of a module that may stand for a step."""
    elsewhere = {id(one) for node in ast.walk(tree) for one in _never_a_step(node, ids)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in ids and id(node) not in elsewhere
    ]


def _never_a_step(node: ast.AST, ids: Set[str]) -> Iterator[ast.AST]:
    """Yield parts of a node in whose place no ID of a step is expected.

    These are docstrings and parts of f-strings; members of enums, ``StepId`` included; types, indexes and the JSON
    names that pydantic reads; arguments and operands of a comparison that are not called as in :data:`STEP_NAMES`; and
    entries of a display of which others are no IDs. mypy checks the arguments without a name.
    """
    yield from _entries_of_mixed(node, ids)
    match node:
        case ast.Expr(value=value) | ast.Subscript(slice=value):
            yield value
        case ast.JoinedStr(values=values):
            yield from values
        case ast.ClassDef(bases=[ast.Name(id="StrEnum")], body=body):
            yield from (one.value for one in body if isinstance(one, ast.Assign))
        case ast.Call(func=ast.Name(id="AliasChoices" | "_status"), args=args):
            yield from args
        case ast.keyword(arg=str() as name, value=value) if name not in STEP_NAMES:
            yield value
        case ast.Compare(left=left, comparators=others) if _name(left) not in {"", *STEP_NAMES}:
            yield from others


def _entries_of_mixed(node: ast.AST, ids: Set[str]) -> Iterator[ast.AST]:
    match node:
        case ast.Tuple(elts=entries) | ast.List(elts=entries) | ast.Set(elts=entries) if not _are_ids(entries, ids):
            yield from entries
        case ast.Dict(keys=keys) if not _are_ids(keys, ids):
            yield from (key for key in keys if key is not None)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _are_ids(entries: list[ast.expr] | list[ast.expr | None], ids: Set[str]) -> bool:
    return all(isinstance(one, ast.Constant) and one.value in ids for one in entries)
