"""Files of customers as spreadsheets write them, one case each in ``cases/csv.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.core.errors import BadValue
from total_onboard.exchange.bulk.customers_csv import read_customers

CASES = read_yaml((Path(__file__).parent / "cases" / "csv.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["is"].replace(" ", "-"))
def test_spreadsheet_is_read_as_its_case_says(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(case["csv"].encode(case.get("encoding", "utf-8")))
    if "refused" in case:
        with pytest.raises(BadValue, match=case["refused"]):
            read_customers(file, {}, case.get("said"))
        return
    found = read_customers(file, {}, case.get("said"))
    rows = {row.number: row for row in found.rows}
    for number, text in case.get("faults", {}).items():
        assert text in rows[number].faults[0].reason
    for number, parts in case.get("rows", {}).items():
        assert {name: _plain(getattr(rows[number].order, name)) for name in parts} == parts
    assert [note for note in case.get("notes", ()) if note not in " ".join(found.notes)] == []


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
