from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.exchange.samples import KEYS, NOW, ORDER, OTHERS
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.secret import SecretText
from total_onboard.exchange.bulk.idempotency_key import ContentKeys

CHANGES: list[dict[str, Any]] = [
    {"customer": "Fabrikam"},
    {"tenant": None},
    {"redirect_uris": ("https://app.yourtotal.com/other",)},
    {"scim_token": SecretText("another-token")},
    {"scim_token": None},
    {"groups": (DesiredGroup(name="TOTAL-Admin", role="admin"),)},
    {"secret_months": 12},
    {"handoff_url": "https://handoff.yourtotal.com/emea"},
    {"credential": CredentialChoice.of("federated", None, {"issuer": "https://t.example", "subject": "contoso"})},
]


def test_the_same_order_has_the_same_key() -> None:
    assert ContentKeys(KEYS).of(ORDER) == ContentKeys(KEYS).of(replace(ORDER))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_an_order_that_says_something_else_has_another(change: dict[str, Any]) -> None:
    assert ContentKeys(KEYS).of(replace(ORDER, **change)) != ContentKeys(KEYS).of(ORDER)


def test_when_the_sheet_ends_makes_no_other_order() -> None:
    assert ContentKeys(KEYS).of(replace(ORDER, expires_at=NOW)) == ContentKeys(KEYS).of(ORDER)


def test_nobody_without_the_private_key_could_try_tokens_against_it() -> None:
    assert ContentKeys(OTHERS).of(ORDER) != ContentKeys(KEYS).of(ORDER)
