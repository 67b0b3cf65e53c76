"""Addresses are shown without user information and values of the query."""

from __future__ import annotations

import pytest

from total_onboard.core.known_secrets import has_query_value, hide_credentials, hide_credentials_in

SHOWN = {
    "plain": ("https://total.test/c/scim/v2", "https://total.test/c/scim/v2"),
    "user": ("https://ada:hunter2@total.test:8443/scim", "https://…@total.test:8443/scim"),
    "token-as-user": ("postgresql://hunter2@db.test/total", "postgresql://…@db.test/total"),
    "at-sign-in-password": ("https://ada:hun@ter2@total.test/scim", "https://…@total.test/scim"),
    "no-scheme": ("ada:hunter2@proxy.test:3128", "…@proxy.test:3128"),
    "value": ("https://total.test/scim?sig=hunter2", "https://total.test/scim?sig=…"),
    "value-and-flag": (
        "https://total.test/scim?a=hunter2==&aadOptscim062020&b=x;y",
        "https://total.test/scim?a=…&aadOptscim062020&b=…",
    ),
    "value-with-at-sign": ("https://total.test/scim?who=a@b", "https://total.test/scim?who=…"),
    "value-in-fragment": ("https://total.test/scim#token=hunter2", "https://total.test/scim#token=…"),
    "flag": ("https://total.test/scim?aadOptscim062020", "https://total.test/scim?aadOptscim062020"),
    "empty-value": ("https://total.test/scim?a=", "https://total.test/scim?a="),
    "at-sign-in-path": ("https://total.test/@c/scim", "https://total.test/@c/scim"),
}


@pytest.mark.parametrize(("address", "shown"), SHOWN.values(), ids=SHOWN)
def test_hide_credentials_replaces_only_what_can_be_a_credential(address: str, shown: str) -> None:
    assert hide_credentials(address) == shown


TEXTS = {
    "sentence": (
        "The address https://total.test/scim?sig=hunter2 failed (https://a:b@x.test/).",
        "The address https://total.test/scim?sig=… failed (https://…@x.test/).",
    ),
    "end-of-sentence": ("Stored for https://total.test/?sig=hunter2.", "Stored for https://total.test/?sig=…."),
    "quoted": ("--scim-url 'https://total.test/?a=1&b=2' --yes", "--scim-url 'https://total.test/?a=…&b=…' --yes"),
    "apostrophe-in-value": ("see https://total.test/?a=hun'ter2 now", "see https://total.test/?a=… now"),
    "mail-address": ("ada@contoso.com asked: why? a=b", "ada@contoso.com asked: why? a=b"),
}


@pytest.mark.parametrize(("text", "shown"), TEXTS.values(), ids=TEXTS)
def test_hide_credentials_in_a_text_leaves_the_text_around_addresses(text: str, shown: str) -> None:
    assert hide_credentials_in(text) == shown


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://t.test/a=b", False), ("https://t.test/?aadOptscim062020", False), ("https://t.test/?f&a=b", True)],
    ids=["path", "flag", "value"],
)
def test_has_query_value_looks_at_the_query_only(address: str, expected: bool) -> None:
    assert has_query_value(address) is expected
