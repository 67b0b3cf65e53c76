"""What a server or a file can write must not take quadratic time, and must not fill a screen."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from total_onboard.commands.invocation.last_failure import _without_people
from total_onboard.core.known_secrets import KNOWN_SECRETS, LONGEST_TEXT, MASK, abridged
from total_onboard.entra.graph.responses import read_envelope
from total_onboard.entra.http.call_record import record_of
from total_onboard.entra.sign_in.errors import application_refused
from total_onboard.exchange.parsing.mailed_text import json_readings
from total_onboard.ui.redaction import redacted

SIZE = 128_000
LONG: dict[str, tuple[str, Callable[[str], object]]] = {
    "address without an end": ("a@" * (SIZE // 2) + "-", _without_people),
    "word without an address": ("a" * SIZE, _without_people),
    "values that pydantic refused": ("input_value=" * (SIZE // 12), redacted),
    "quotation marks": ('{"' + '\\"' * (SIZE // 2), lambda text: list(json_readings(text))),
    "blanks": ('{"' + " " * SIZE + '"}', lambda text: list(json_readings(text))),
    "blanks of a sign-in": (
        " " * SIZE + "x",
        lambda text: application_refused({"error_description": text}, "tenant", "client"),
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of processor time")
@pytest.mark.parametrize("case", LONG)
def test_long_text_is_read_in_linear_time(case: str) -> None:
    """A limit of steps of the processor, not of a clock: quadratic time would be minutes."""
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, (6, 6))
from tests.unit.ui.test_long_texts import LONG
text, read = LONG[{case!r}]
read(text)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_message_of_a_server_is_cut() -> None:
    body = b'{"error": {"code": "%s", "message": "%s", "innerError": {"request-id": ["x"]}}}'
    read = read_envelope(body % (b"c" * SIZE, b"m" * SIZE))
    assert len(read.message) == LONGEST_TEXT + 1
    assert len(read.code) < 300
    assert isinstance(read.request_id, str)


def test_request_id_of_a_server_is_cut() -> None:
    request = httpx.Request("GET", "https://graph.example/v1.0/me")
    record = record_of(request, httpx.Response(200, headers={"request-id": "r" * 10_000}), 0.1)
    assert record.request_id
    assert len(record.request_id) < 300


@pytest.mark.parametrize("length", [3_000, 60_000, 70_000, 200_000])
def test_cut_text_shows_no_part_of_a_secret(length: int) -> None:
    secret = "".join(f"{number:04x}" for number in range(375))
    KNOWN_SECRETS.remember(secret)
    try:
        shown = abridged((secret * 200)[:length])
        assert not re.search("[0-9a-f]{8}", shown.replace(MASK, "").removesuffix("…"))
    finally:
        KNOWN_SECRETS.forget_all()
