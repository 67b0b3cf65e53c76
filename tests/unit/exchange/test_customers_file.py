from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.errors import BadValue
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import parts_for_all, read_customers

CASES = read_yaml((Path(__file__).parent / "cases" / "customers.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "customers.csv"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["is"])
def test_a_file_of_customers_is_read_row_by_row(case: dict[str, Any], file: Path) -> None:
    file.write_bytes(case["csv"].encode())
    if "refused" in case:
        with pytest.raises(BadValue, match=case["refused"]):
            read_customers(file, {})
        return
    rows = read_customers(file, parts_for_all(case.get("for_all", {}))).rows
    assert len(rows) == len(case["rows"])
    for row, expected in zip(rows, case["rows"], strict=True):
        assert_is(row, dict(expected))


def assert_is(row: CustomerRow, expected: dict[str, Any]) -> None:
    assert (row.number, row.customer) == (expected.pop("row"), expected.pop("customer"))
    faults = expected.pop("faults", {})
    assert {fault.field for fault in row.faults} == set(faults)
    for fault in row.faults:
        assert faults[fault.field] in fault.reason
    assert (row.order is None) == bool(faults)
    for part, value in expected.items():
        assert plain(getattr(row.order, part)) == value


def plain(value: object) -> object:
    if isinstance(value, tuple):
        return [f"{one.name}={one.role}" if isinstance(one, DesiredGroup) else one for one in value]
    return value


def test_a_file_that_is_not_in_utf_8_is_refused_before_names_are_garbled(file: Path) -> None:
    file.write_bytes("customer;redirect_uri\nÖBB;https://a.example/cb\n".encode("cp1252"))
    with pytest.raises(BadValue, match="UTF-8"):
        read_customers(file, {})


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(BadValue, match="cannot be read"):
        read_customers(file, {})


def test_a_token_in_a_row_does_not_show_itself(file: Path) -> None:
    file.write_text("customer,redirect_uri,scim_url,scim_token\nA,https://a.example/cb,https://s.example/x,canary-1\n")
    assert "canary-1" not in repr(read_customers(file, {}))
