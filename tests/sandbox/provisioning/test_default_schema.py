from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.sandbox.provisioning.case_files import cases
from tests.support.gathered_facts import FACTS, needs
from total_onboard.sandbox.provisioning.mapping.default_schema import default_schema
from total_onboard.sandbox.provisioning.mapping.schema_check import BadSchema, checked_schema


def rows(schema: dict[str, Any]) -> dict[str, list[list[Any]]]:
    return {
        mapping["sourceObjectName"]: [
            [row["targetAttributeName"], row["source"]["expression"], row["matchingPriority"]]
            for row in mapping["attributeMappings"]
        ]
        for mapping in schema["synchronizationRules"][0]["objectMappings"]
    }


def test_the_default_mapping_has_the_rows_of_an_application_without_a_gallery_entry() -> None:
    assert rows(default_schema("job")) == cases("default_rows")


@needs("provisioning-schema.json")
def test_the_default_rule_is_the_one_that_was_gathered_from_public_sources() -> None:
    gathered = json.loads((FACTS / "provisioning-schema.json").read_text(encoding="utf-8"))
    assert default_schema("job")["synchronizationRules"] == gathered["synchronizationRules"]


def test_what_is_read_can_be_written_back_with_odata_annotations_around_it() -> None:
    schema = default_schema("job")
    sent = {"@odata.context": "https://…", "@odata.type": "#microsoft.graph.synchronizationSchema", **schema}
    assert checked_schema(sent) == schema


@pytest.mark.parametrize("case", cases("bad_schemas"), ids=lambda case: case["name"])
def test_a_schema_that_does_not_hold_together_is_refused(case: dict[str, Any]) -> None:
    schema = copy.deepcopy(default_schema("job"))
    place: Any = schema
    for step in case["at"][:-1]:
        place = place[step]
    place[case["at"][-1]] = case["set"]
    with pytest.raises(BadSchema, match=case["says"]):
        checked_schema(schema)
