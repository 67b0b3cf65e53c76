"""Public keys as a Windows shell writes them: ``keys show NAME --public > total-emea.jwk`` is UTF-16 there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.exchange import samples
from total_onboard.exchange.keys.public_key_file import admin_key
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_public_keys_in_an_encoding_of_windows_are_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "total-emea.jwk"
    file.write_bytes(json.dumps(samples.KEYS.public.document(), indent=2).replace("\n", "\r\n").encode(encoding))
    assert load_trusted_keys(file).keys == (samples.KEYS.public.signing,)
    assert admin_key(file) == samples.KEYS.public.handoff
