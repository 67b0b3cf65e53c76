"""ARCHITECTURE.md shows the packages, the import direction and the places that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "total_onboard"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PYTHONS_OWN = {"__init__.py", "__main__.py", "__pycache__", "py.typed"}


def test_tree_names_every_package_and_no_other() -> None:
    there = {f"{entry.name}/" if entry.is_dir() else entry.name for entry in PACKAGE.iterdir()}
    shown = re.findall(r"^[├└]── (\S+) ", PAGE, re.MULTILINE)
    assert sorted(shown) == sorted(there - PYTHONS_OWN - {f"{name}/" for name in PYTHONS_OWN})


def test_import_direction_is_that_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert f"`{' → '.join(layer.replace(' | ', ', ') for layer in layers)}`" in PAGE


def test_words_name_places_that_exist() -> None:
    rows = PAGE.split("| word | meaning | where |")[1].splitlines()[2:]
    places = [place for row in rows for place in re.findall(r"`([\w/]+(?:\.py|/))`", row.split("|")[3])]
    assert len(rows) == 20
    assert [place for place in places if not (PACKAGE / place).exists()] == []


def test_page_fits_on_a_page() -> None:
    assert len(PAGE.splitlines()) <= 80
