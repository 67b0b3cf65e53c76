"""The minimal set of attributes, whatever else a mapping contains."""

from __future__ import annotations

from typing import Any

from total_onboard.steps.attribute_mapping.find_mappings import user_mapping
from total_onboard.steps.attribute_mapping.minimal import SurplusRows, surplus_rows

NUMBER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"


def schema(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"synchronizationRules": [{"objectMappings": [{"sourceObjectName": "User", "attributeMappings": [*rows]}]}]}


def row(target: str, priority: int = 0) -> dict[str, Any]:
    source = {"type": "Attribute", "name": "employeeId"}
    return {"targetAttributeName": target, "matchingPriority": priority, "source": source}


def test_row_that_people_are_matched_by_stays_next_to_one_of_the_same_name() -> None:
    found = schema(row(NUMBER, 2), row(NUMBER))
    surplus_rows(found).put(found)
    assert user_mapping(found)["attributeMappings"] == [row(NUMBER, 2)]


def test_row_without_a_target_is_removed() -> None:
    found = schema({"source": {"type": "Constant", "expression": '"x"'}})
    surplus_rows(found).put(found)
    assert user_mapping(found)["attributeMappings"] == []
    assert surplus_rows(found) == SurplusRows()


def test_set_without_surplus_is_met() -> None:
    assert SurplusRows().is_met(schema(row("title")))
    assert not SurplusRows().is_met(schema(row("nickName")))
