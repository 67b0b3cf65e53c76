"""A sheet is believed or refused before anything is asked of Microsoft."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import OpenTenant
from tests.e2e.loop import Loop
from tests.unit.exchange import samples

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

URI = "https://app.yourtotal.com/auth/oidc/callback"


@pytest.fixture
def loop(at: OpenTenant) -> Loop:
    return Loop(at("ready"))


def unbelievable(folder: Path) -> dict[str, str]:
    """Files with which something is wrong, and what their refusal must name."""
    samples.trusted_file(folder, samples.KEYS)
    good = samples.made().text
    middle, hour = len(good) // 2, timedelta(hours=1)
    other = "A" if good[middle] != "A" else "B"
    files = {
        "damaged": (good[:middle] + other + good[middle + 1 :], "signature"),
        "truncated": (good[:middle], "signature"),
        "headless": (good[10:], "header"),
        "expired": (
            samples.made(now=samples.NOW - 2 * hour, expires_at=samples.NOW - hour).text,
            "expires_at",
        ),
        "unsigned": (
            json.dumps({"format": "total-value-sheet/v1", "customer": "C", "redirect_uris": [URI]}),
            "signature",
        ),
        "by a stranger": (samples.made(samples.OTHERS).text, "kid"),
        "with a wrong value": (
            samples.forged(samples.made().sheet.document() | {"redirect_uris": []}),
            "redirect_uris",
        ),
    }
    for name, (text, _) in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: field for name, (_, field) in files.items()}


def test_what_cannot_be_believed_is_refused_before_anything_is_asked(loop: Loop) -> None:
    for name, field in unbelievable(loop.home).items():
        for words in (("value-sheet", "check", name), ("setup", "--sheet", name)):
            ended = loop.types(*words, "--output", "json", TOTAL_ONBOARD_TRUSTED_KEYS="trusted.jwk")
            assert ended.status == 6, (words, ended.err)
            assert f": {field}: " in ended.document["problems"][0]["message"], words
    assert list(loop.admin.tenant.requests) == []


@pytest.mark.parametrize(
    ("words", "environment", "field"),
    [
        ((), {"TOTAL_ONBOARD_TENANT": "fabrikam.com"}, "tenant"),
        ((), {"TOTAL_ONBOARD_TENANT": "11111111-2222-3333-4444-555555555555"}, "tenant"),
        ((), {"TOTAL_ONBOARD_TRUSTED_KEYS": None}, "kid"),
    ],
)
def test_a_sheet_that_is_not_believed_stops_everything_before_the_tenant_is_read(
    loop: Loop, words: tuple[str, ...], environment: dict[str, str | None], field: str
) -> None:
    loop.makes_a_sheet()
    for command in ("setup", "check-prereqs"):
        ended = loop.types(command, "--sheet", "contoso.totalsheet", "--output", "json", *words, **environment)
        assert ended.status == 6, ended.err
        assert f": {field}: " in ended.document["problems"][0]["message"]
    assert [request for request in loop.admin.tenant.requests if request.host == "graph"] == []


def test_a_sheet_for_another_tenant_is_refused_when_nothing_else_names_one(loop: Loop) -> None:
    loop.makes_keys()
    loop.makes_a_sheet("--tenant", "fabrikam.com")
    ended = loop.types("setup", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_TENANT=None)
    assert ended.status == 6, ended.err
    assert "tenant: this sheet is for fabrikam.com" in ended.document["problems"][0]["message"]


def test_a_plain_sheet_is_refused_and_the_flag_named_that_takes_it(loop: Loop) -> None:
    uri = loop.admin.tenant.sheet_values.redirect_uri
    plain = {"format": "total-value-sheet/v1", "customer": "Contoso", "redirect_uris": [uri]}
    (loop.home / "plain.json").write_text(json.dumps(plain), encoding="utf-8")
    for words in (("value-sheet", "check", "plain.json"), ("setup", "--sheet", "plain.json")):
        refused = loop.types(*words, "--output", "json", TOTAL_ONBOARD_TRUSTED_KEYS=None)
        assert refused.status == 6
        assert "--allow-unsigned" in refused.document["problems"][0]["remedy"]
    taken = loop.types("value-sheet", "check", "plain.json", "--allow-unsigned", TOTAL_ONBOARD_TRUSTED_KEYS=None)
    assert taken.status == 0
    assert "isn't signed" in taken.err
