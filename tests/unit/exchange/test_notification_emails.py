"""Rules for the mail addresses that Microsoft notifies."""

from __future__ import annotations

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.core.resource_values import resource_value as declared
from total_onboard.entra.clouds import LONGEST_GOVERNMENT_TOKEN, CloudName
from total_onboard.exchange.validation import resource_value, token_with_failure_mails

MAIL = "ops@contoso.com"
"""Azure Government keeps it twice: for the certificate, and for failure mails."""


def test_address_twice_in_other_letters_counts_once() -> None:
    assert resource_value(declared("notification_email"), [MAIL, "Ops@Contoso.com"]) == ("Ops@Contoso.com",)


def test_more_addresses_than_microsoft_takes_are_refused() -> None:
    five, value = [f"{n}@contoso.com" for n in range(5)], declared("notification_email")
    assert len(resource_value(value, five)) == value.at_most == 5
    with pytest.raises(BadValue, match=r"^6 notification emails are more than the 5 that Microsoft takes\.$"):
        resource_value(value, [*five, MAIL])


@pytest.mark.parametrize("cloud", [CloudName.US_GOV, CloudName.US_GOV_DOD])
def test_token_and_addresses_in_azure_government_share_the_limit(cloud: CloudName) -> None:
    longest, value = "x" * (LONGEST_GOVERNMENT_TOKEN - 2 * len(MAIL)), declared("notification_email")
    token_with_failure_mails(longest, value, [MAIL], cloud)
    token_with_failure_mails(f"{longest}x", value, [], cloud)
    with pytest.raises(BadValue, match=r"more than the 1024 characters .* together"):
        token_with_failure_mails(f"{longest}x", value, [MAIL], cloud)


def test_token_and_addresses_in_the_global_cloud_have_no_common_limit() -> None:
    token = "x" * LONGEST_GOVERNMENT_TOKEN
    token_with_failure_mails(token, declared("notification_email"), [MAIL], CloudName.GLOBAL)
