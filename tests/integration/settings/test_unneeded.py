"""An invalid setting in the environment never breaks a command that doesn't need it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_runner import typed

BAD = {
    "TOTAL_ONBOARD_CLOUD": "mars",
    "TOTAL_ONBOARD_SECRET_MONTHS": "abc",
    "TOTAL_ONBOARD_SCIM_TOKEN_ENDS": "soon",
    "TOTAL_ONBOARD_VERIFICATION_SECONDS": "-1",
    "TOTAL_ONBOARD_CA_BUNDLE": "/nowhere.pem",
    "TOTAL_ONBOARD_REDIRECT_URI": "ftp://wrong",
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("command", ["keys list", "value-sheet list"])
def test_command_without_a_tenant_invalid_setting_is_ignored(command: str, name: str, tmp_path: Path) -> None:
    here: dict[str, str | None] = {"HOME": str(tmp_path), "XDG_STATE_HOME": None, "XDG_CONFIG_HOME": None}
    usual = typed(*command.split(), home=tmp_path, environment=here)
    ended = typed(*command.split(), home=tmp_path, environment=here | {name: BAD[name]})
    assert (ended.status, ended.out) == (usual.status, usual.out), ended.err
    assert usual.status == 0, usual.err
