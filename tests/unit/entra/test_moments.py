"""Moments out of reach: an owner may give a secret the end 9999-12-31, and status must still be able to calculate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from total_onboard.core.text.formatting import format_time
from total_onboard.entra.resources.non_secret_credentials import Credential

BERLIN = timedelta(hours=2)


@pytest.mark.parametrize(
    "end",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "2027-01-01T00:00:00",
    ],
)
def test_moment_at_the_edge_of_time_can_be_calculated_with(end: str) -> None:
    moment = Credential.model_validate({"keyId": "k", "endDateTime": end}).end_date_time
    assert moment is not None
    assert format_time(moment)
    assert isinstance(moment - datetime.now(UTC), timedelta)
    assert moment - BERLIN < moment < moment + BERLIN


def test_usual_moment_is_kept_to_the_second() -> None:
    found = Credential.model_validate({"keyId": "k", "endDateTime": "2028-08-20T16:05:09+02:00"})
    assert found.end_date_time == datetime(2028, 8, 20, 14, 5, 9, tzinfo=UTC)
