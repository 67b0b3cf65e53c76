from __future__ import annotations

from copy import deepcopy
from typing import Any
from uuid import uuid4

from tests.fault_injection.setup.normalised import differences, normalised


def tenant(*names: str, at: str = "2026-01-01T00:00:00Z", owners: bool = True) -> dict[str, Any]:
    """A dump with these groups, each with one owner, under new ids."""
    groups = {
        guid: {"id": guid, "displayName": name, "createdDateTime": at} for name in names if (guid := str(uuid4()))
    }
    return {"groups": groups, "owners": {guid: [str(uuid4())] if owners else [] for guid in groups}}


def differ(one: dict[str, Any], other: dict[str, Any]) -> str:
    return differences(normalised(one), normalised(other))


def test_ids_times_and_order_make_no_difference() -> None:
    assert not differ(tenant("A", "B"), tenant("B", "A", at="2027-02-02T10:20:30.123456Z"))


def test_a_double_of_the_same_name_shows() -> None:
    assert "displayName" in differ(tenant("A"), tenant("A", "A"))


def test_what_is_missing_shows() -> None:
    assert differ(tenant("A"), tenant("A", owners=False))


def test_a_reference_to_another_object_shows() -> None:
    one = tenant("A", "B")
    other = deepcopy(one)
    first, second = other["groups"]
    one["owners"] = {first: [first], second: []}
    other["owners"] = {first: [], second: [first]}
    assert "<A>" in differ(one, other)


def test_a_secret_too_many_shows() -> None:
    one = {"passwordKeys": [str(uuid4())]}
    assert differ(one, {"passwordKeys": [str(uuid4()), str(uuid4())]})
