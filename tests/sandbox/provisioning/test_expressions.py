from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.provisioning.case_files import cases
from total_onboard.sandbox.provisioning.mapping.expressions import BadExpression, check, evaluate, parse
from total_onboard.sandbox.provisioning.mapping.mapping import read_attribute

ZOE = {
    "id": "0b5c",
    "displayName": "Zoë Åkesson",
    "givenName": "Zoë",
    "surname": "Åkesson",
    "mailNickname": "zoe",
    "mail": "zoe@contoso.com",
    "jobTitle": "Analyst",
    "businessPhones": ["+46 8 1", "+46 8 9"],
    "mobilePhone": "+46 70 2",
    "officeLocation": "Stockholm",
    "department": "",
}


@pytest.mark.parametrize("case", cases("expressions"), ids=lambda case: case["expression"])
def test_an_expression_has_the_value_that_the_portal_would_show(case: dict[str, Any]) -> None:
    body = ZOE | {"accountEnabled": case.get("enabled", True)}
    source = parse(case["expression"])
    check(source)
    assert evaluate(source, lambda n: read_attribute(body, n, is_entitled=case.get("entitled", True))) == case["value"]


@pytest.mark.parametrize("case", cases("bad_expressions"), ids=lambda case: case["expression"])
def test_an_expression_that_cannot_be_read_is_refused_with_the_reason(case: dict[str, Any]) -> None:
    with pytest.raises(BadExpression) as refusal:
        check(parse(case["expression"]))
    assert case["says"] in str(refusal.value)
