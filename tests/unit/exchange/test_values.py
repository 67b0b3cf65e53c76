from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange import address_validation, validation

CASES = read_yaml((Path(__file__).parent / "cases" / "values.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['text']!r}")
def test_a_value_is_taken_as_it_stands_or_refused_with_the_reason(case: dict[str, Any]) -> None:
    rule = getattr(validation, case["kind"], None) or getattr(address_validation, case["kind"])
    if "says" not in case:
        assert rule(case["text"]) == case["text"]
        return
    with pytest.raises(BadValue, match=case["says"]) as refusal:
        rule(case["text"])
    assert refusal.value.exit_status is ExitStatus.USAGE
    assert refusal.value.remedy


def test_a_refused_token_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadValue) as refusal:
        validation.scim_token("s3cr3t-part with-blank")
    assert "s3cr3t" not in refusal.value.message + refusal.value.remedy


def test_a_redirect_uri_of_257_characters_is_refused() -> None:
    fits = "https://app.yourtotal.com/".ljust(256, "x")
    assert address_validation.redirect_uri(fits) == fits
    with pytest.raises(BadValue, match="256"):
        address_validation.redirect_uri(fits + "x")


@pytest.mark.parametrize("cloud", ["usgov", "usgov-dod"])
def test_a_token_that_azure_government_would_not_keep_is_refused_there(cloud: str) -> None:
    longest = "t" * 1024
    assert validation.scim_token(longest, cloud) == longest
    with pytest.raises(BadValue, match="1024"):
        validation.scim_token(longest + "t", cloud)
    assert validation.scim_token(longest + "t", "global")


@pytest.mark.parametrize("months", [0, 25, -1])
def test_a_secret_lives_from_1_to_24_months(months: int) -> None:
    assert validation.secret_months(1) == 1
    assert validation.secret_months(24) == 24
    with pytest.raises(BadValue):
        validation.secret_months(months)
