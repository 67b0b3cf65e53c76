"""The file with the certificate and the private key of an application that signs in."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.entra.sign_in.unattended.private_key_file import read_private_key_file


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such permissions")
def test_remedy_for_a_file_that_all_can_read_is_a_command_for_it(tmp_path: Path) -> None:
    file = tmp_path / "it's mine; touch x.pem"
    file.write_bytes(b"key")
    file.chmod(0o644)
    with pytest.raises(BadValue) as refused:
        read_private_key_file(file)
    _, command = str(refused.value.remedy).split(": ", 1)
    assert shlex.split(command) == ["chmod", "600", str(file)]


def test_file_that_is_too_large_is_refused_and_not_cut(tmp_path: Path) -> None:
    file = tmp_path / "large.pem"
    file.write_bytes(b"x" * (1024 * 1024 + 1))
    file.chmod(0o600)
    with pytest.raises(BadValue, match="too large"):
        read_private_key_file(file)
