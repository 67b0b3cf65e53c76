"""Which credentials beside the client secrets let somebody in: those that live, and are no keys of Microsoft's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.steps.observed_tenants import NOW
from total_onboard.entra.resources.non_secret_credentials import Certificate, Credential

LATER, EARLIER = "2027-11-23T12:00:00Z", "2025-11-23T12:00:00Z"


@pytest.mark.parametrize(
    ("kind", "said", "can_sign_in_at"),
    [
        (Certificate, {"usage": "Verify", "endDateTime": LATER}, True),
        (Certificate, {"usage": "Verify", "endDateTime": EARLIER}, False),
        (Certificate, {"usage": "Sign", "endDateTime": LATER}, False),
        (Credential, {"endDateTime": LATER}, True),
        (Credential, {"endDateTime": EARLIER}, False),
        (Credential, {}, True),
    ],
)
def test_a_credential_that_ended_or_signs_tokens_lets_nobody_in(
    kind: type[Credential], said: dict[str, Any], can_sign_in_at: bool
) -> None:
    assert kind.model_validate({"keyId": "key"} | said).can_sign_in_at(NOW) is can_sign_in_at
