"""The address for hand-offs comes from the signature alone, and is a public https address."""

from __future__ import annotations

import json

import pytest

from tests.unit.exchange import samples
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.exchange import address_validation
from total_onboard.exchange.value_sheet.value_sheet import plain_sheet

URL = "https://handoff.yourtotal.com/emea"


def test_address_travels_in_the_signed_sheet_to_the_recipient() -> None:
    sheet = samples.made(handoff_url=URL).sheet
    assert sheet.document()["handoff_url"] == URL
    assert sheet.recipient.url == URL
    assert samples.made().sheet.recipient.url is None


def test_plain_sheet_cannot_name_an_address() -> None:
    values = {
        "format": "total-value-sheet/v1",
        "customer": "Contoso",
        "redirect_uris": ["https://app.yourtotal.com/cb"],
    }
    assert plain_sheet(json.dumps(values), "contoso.json").customer == "Contoso"
    with pytest.raises(BadSheet, match="handoff_url: only a signed sheet can name it"):
        plain_sheet(json.dumps(values | {"handoff_url": URL}), "contoso.json")


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost/h",
        "https://localhost.localdomain/h",
        "https://127.0.0.1/h",
        "https://[::1]/h",
        "https://10.0.0.1/h",
        "https://169.254.169.254/h",
        "https://[fe80::1]/h",
        "https://[::ffff:127.0.0.1]/h",
        "https://2130706433/h",
        "https://0x7f.1/h",
        "https://127.0.0.01/h",
        "https://0x7f.0.0.01/h",
        "https://10.0.0.012/h",
        "https://169.254.169.0376/h",
        "https://[::127.0.0.1]/h",
        "https://[64:ff9b::7f00:1]/h",
        "https://[64:ff9b:1::a00:1]/h",
        "https://[2002:7f00:1::]/h",
        "https://[2001:0:7f00:1::1]/h",
        "https://[ff0e::1]/h",
        "https://224.0.1.1/h",
        "https://printer.local/h",
        "https://vault.internal./h",
        "https://intranet/h",
    ],
)
def test_host_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(BadValue, match="isn't public"):
        address_validation.public_host(address_validation.handoff_address(address), "hand-off address")


@pytest.mark.parametrize(
    "address", [URL, "https://203.0.114.9/h", "https://[2606:4700::1]/h", "https://h.xn--mnchen-3ya.example:8443/h"]
)
def test_public_host_is_accepted(address: str) -> None:
    assert address_validation.public_host(address_validation.handoff_address(address), "hand-off address") == address
