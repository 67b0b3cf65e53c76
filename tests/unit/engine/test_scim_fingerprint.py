"""A fingerprint of SCIM values: known again, and too slow to compute for a search through all short tokens."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.engine.journal.scim_fingerprint import fingerprint, is_of

SCIM = ScimEndpoint(url="https://scim.yourtotal.com/v2", token=SecretText("a-token"))


def test_fingerprint_other_token_is_not_of_it() -> None:
    other = ScimEndpoint(url=SCIM.url, token=SecretText("another"))
    assert is_of(fingerprint(SCIM), SCIM)
    assert not is_of(fingerprint(SCIM), other)


@pytest.mark.parametrize("known", ["", ":", "not hexadecimal:00", "0:" + 64 * "0", "00" * 16 + ":é", "00" * 99 + ":"])
def test_fingerprint_of_another_form_is_of_nothing(known: str) -> None:
    assert not is_of(known, SCIM)


def test_fingerprint_takes_sixteen_megabytes_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[dict[str, Any]] = []
    real = hashlib.scrypt

    def watched(password: bytes, **cost: Any) -> bytes:
        costs.append(cost)
        return real(password, **cost)

    monkeypatch.setattr(hashlib, "scrypt", watched)
    fingerprint(SCIM)
    (cost,) = costs
    assert 128 * cost["n"] * cost["r"] >= 16 * 1024 * 1024
