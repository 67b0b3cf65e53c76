"""Each field of a hand-off has a rule; what breaks it is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.exchange import samples
from tests.unit.exchange.samples import TENANT_ID
from total_onboard.commands.handoff.origin import FROM_SANDBOX, CheckedHandoff
from total_onboard.core.errors import BadSheet
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange.handoff.received_handoff import handoff_in

ISSUER = f"https://login.microsoftonline.com/{TENANT_ID}/v2.0"
GROUP = {"id": "9f000000-0000-4000-8000-000000000001", "name": "TOTAL-Admin", "role": "admin"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tenant_id", "contoso.com"),
        ("tenant_id", TENANT_ID + "\n"),
        ("tenant_name", "Contoso\x1b[2J"),
        ("tenant_name", "Con\u202etoso"),
        ("tenant_name", "x" * 257),
        ("client_id", "mine"),
        ("client_secret", "two words"),
        ("client_secret", "line\nbreak"),
        ("client_secret", "x" * 513),
        ("client_secret", ""),
        ("client_secret_key_id", "1"),
        ("issuer", f"http://login.microsoftonline.com/{TENANT_ID}/v2.0"),
        ("issuer", "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"),
        ("issuer", f"{ISSUER}?x=1"),
        ("issuer", f"https://login.microsoftonline.example/{TENANT_ID}/v2.0"),
        ("issuer", f"https://login.microsoftonline.com.evil.example/{TENANT_ID}/v2.0"),
        ("issuer", f"https://login.microsoftonline.com:8443/{TENANT_ID}/v2.0"),
        ("issuer", f"https://169.254.169.254/{TENANT_ID}/v2.0"),
        ("discovery_url", "https://evil.example/.well-known/openid-configuration"),
        ("created_at", "2999-01-01T00:00:00Z"),
        ("created_at", "2026-11-01T00:00:00"),
        ("groups", [GROUP | {"id": "1"}]),
        ("groups", [GROUP | {"name": "a\u2028b"}]),
        ("groups", [GROUP | {"role": ""}]),
        ("groups", [GROUP] * 1001),
    ],
)
def test_handoff_field_against_its_rule_is_refused(field: str, value: Any) -> None:
    document = samples.handoff().document()
    document["handoff"][field] = value
    with pytest.raises(BadSheet, match=rf"handoff\.{field}") as refusal:
        handoff_in(document, "file")
    assert refusal.value.exit_status is ExitStatus.UNTRUSTED_FILE
    assert "\x1b" not in refusal.value.message


def test_tenant_name_with_control_characters_travels_printable() -> None:
    for name, expected in (("Con\x1b[2Jtoso\n", "Con [2Jtoso"), ("\u202e", TENANT_ID), ("x" * 300, "x" * 256)):
        handoff = samples.handoff().model_copy(update={"tenant_name": name})
        assert handoff_in(handoff.document(), "file").tenant_name == expected


@pytest.mark.parametrize("host", ["login.microsoftonline.us", "login.partner.microsoftonline.cn", "localhost:44361"])
def test_issuer_of_each_cloud_and_of_a_practice_tenant_is_taken(host: str) -> None:
    issuer = f"https://{host}/{TENANT_ID}/v2.0"
    there = {"issuer": issuer, "discovery_url": f"{issuer}/.well-known/openid-configuration"}
    handoff = handoff_in(samples.handoff().model_copy(update=there).document(), "file")
    assert handoff.issuer == issuer
    assert (FROM_SANDBOX in CheckedHandoff(handoff).warnings) == host.startswith("localhost")
