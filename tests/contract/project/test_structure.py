"""The layout stays readable: no circles of imports, no folder with more entries than a page shows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.deferred_imports import deferred_imports
from benchmarks.step_id_literals import STEP_NAMES, step_id_literals
from benchmarks.structure import PACKAGE, Structure
from total_onboard.engine.step_id import StepId

ROOT = Path(__file__).parents[3]
MOST_ENTRIES = 16
SAME_SHAPED = {
    "": "a package for each layer of the import contract, which ARCHITECTURE.md shows",
    "cli/commands": "a folder or file for each command",
    "commands": "a folder or file for each command, and what all of them share",
    "dashboard/templates": "a template for each page",
    "entra/resources": "a file for each resource of Graph",
    "sandbox/graph/resources": "a file for each resource of Graph",
    "sandbox/personas": "a file for each tenant",
    "sandbox/personas/findings": "a file for each tenant",
    "steps": "a folder or file for each resource",
    "ui/views": "a file for each result that commands show",
}


@pytest.fixture(scope="module")
def structure() -> Structure:
    return Structure(ROOT)


def test_imports_of_the_package_form_no_circle(structure: Structure) -> None:
    assert len(structure.modules) > 500
    assert [" ⇄ ".join(circle) for circle in structure.circles] == []


def test_folders_stay_small_unless_their_files_have_one_shape(structure: Structure) -> None:
    large = {folder for folder, entries in structure.entries.items() if entries > MOST_ENTRIES}
    assert large - {f"{PACKAGE}/{folder}".rstrip("/") for folder in SAME_SHAPED} == set()


def test_circles_of_two_modules_are_found(tmp_path: Path) -> None:
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "one.py").write_text("from total_onboard import two")
    (package / "two.py").write_text("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import total_onboard.one")
    assert len(Structure(tmp_path).circles) == 1


def test_imports_for_type_checking_keep_heavy_packages_out(structure: Structure) -> None:
    found = list(deferred_imports(structure))
    assert {"msal", "total_onboard.entra.graph.client"} <= {one.target for one in found}
    assert [f"{one.module}: {one.target}" for one in found if not one.is_justified] == []


def test_import_for_type_checking_without_a_heavy_package_is_found(tmp_path: Path) -> None:
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "heavy.py").write_text("import pydantic")
    (package / "light.py").write_text("import json")
    block = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from total_onboard import heavy, light\n"
    (package / "one.py").write_text(block)
    (package / "other.py").write_text(f"import pydantic\n{block}")
    found = {(one.module, one.target) for one in deferred_imports(Structure(tmp_path)) if not one.is_justified}
    unjustified = {("one", "light"), ("other", "light"), ("other", "heavy")}
    assert found == {(f"{PACKAGE}.{module}", f"{PACKAGE}.{target}") for module, target in unjustified}


def test_literal_that_may_stand_for_a_step_is_counted() -> None:
    ids = {"groups", "members"}
    others = 'x(kind="groups"); y = ("groups", "people"); y["groups"]; y.kind == "groups"; z = {"groups": 1, "a": 2}'
    steps = 'x(step="groups"); chosen = ("groups", "members"); y.step == "groups"; x("groups")'
    assert step_id_literals(ast.parse(others), ids) == []
    assert len(step_id_literals(ast.parse(steps), ids)) == 5


def test_step_ids_are_members_of_the_enum_and_not_literals(structure: Structure) -> None:
    ids = {str(each) for each in StepId}
    found = [
        f"{name}:{constant.lineno} {keyword.arg}={constant.value!r}"
        for name, module in structure.modules.items()
        if not name.startswith(f"{PACKAGE}.sandbox")
        for keyword in ast.walk(module.tree)
        if isinstance(keyword, ast.keyword) and keyword.arg in STEP_NAMES
        for constant in ast.walk(keyword.value)
        if isinstance(constant, ast.Constant) and constant.value in ids
    ]
    assert found == []
