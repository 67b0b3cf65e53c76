"""Every shared option and value that a command shows is read while the command runs, and a hidden --yes is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from typer.main import get_command

from tests.support.admin_session import AdminSession
from total_onboard.cli.app import app
from total_onboard.cli.help.arrangement import leaves
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.core.desired_state import DesiredState
from total_onboard.settings import Settings

COMMANDS: Final = leaves(get_command(app))
RUNS: Final = (
    "check-prereqs",
    "setup --handoff first.totalhandoff",
    "status",
    "verify --handoff first.totalhandoff",
    "sync",
    "admins list",
    "admins add bo@contoso.com",
    "admins remove bo@contoso.com",
    "rotate-secret --handoff next.totalhandoff",
    "auth login",
    "auth status",
    "auth logout",
    "teardown --groups",
)
SHARED: Final = (
    "yes",
    "no_input",
    "sign_in",
    "output",
    "verbose",
    "log_file",
    "sandbox",
    "app_id",
    "group_id",
    "cloud",
)
VALUES: Final = {
    "redirect_uri": "redirect_uris",
    "scim_url": "scim",
    "scim_token_file": "scim",
    "application_name": "unique_name",
    "group": "admin_group",
    "admin": "admins",
    "secret_months": "secret_months",
}
"""Options that become a part of the desired state, under its names."""
READ_WITH_ANOTHER_OPTION: Final = {("status", "yes"): "--repair"}
COLLECTING: Final = (
    "load_inputs.py",
    "settings.py",
    "ignorable_settings.py",
    "exchange/desired_state/from_sheet.py",
    "contradictions.py",
)
"""Modules that read every setting, for any command."""


class Recorder:
    """Names of the attributes that the package reads of these classes."""

    def __init__(self, patch: pytest.MonkeyPatch, *classes: type) -> None:
        self.names: set[str] = set()
        for each in classes:
            patch.setattr(each, "__getattribute__", self.recording(each.__getattribute__))

    def recording(self, read: Any) -> Any:
        def recorded(one: object, name: str) -> Any:
            file = sys._getframe(1).f_code.co_filename
            if "total_onboard" in file and not file.endswith(COLLECTING):
                self.names.add(name)
            return read(one, name)

        return recorded


@pytest.fixture(scope="module")
def read_by_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, set[str]]]:
    """What each command reads, in one tenant, from the checks to the teardown."""
    admin, read = AdminSession(tmp_path_factory.mktemp("home")), {}
    try:
        with pytest.MonkeyPatch.context() as patch:
            recorder = Recorder(patch, GlobalOptions, DesiredState, Settings)
            for line in RUNS:
                recorder.names.clear()
                end = admin.runs(*line.split(), "--output", "json")
                assert end.status in (0, 5), end.err
                read[name_of(line)] = set(recorder.names)
        yield read
    finally:
        admin.tenant.stop()


def name_of(line: str) -> str:
    return next(" ".join(words) for words in COMMANDS if line.split()[: len(words)] == list(words))


@pytest.mark.parametrize("name", [name_of(line) for line in RUNS])
def test_shown_option_is_read_by_its_command(name: str, read_by_command: dict[str, set[str]]) -> None:
    shown = {one.name for one in COMMANDS[tuple(name.split())].params if not one.hidden}
    expected = {one for one in SHARED if one in shown} | {VALUES[one] for one in VALUES if one in shown}
    expected -= {option for command, option in READ_WITH_ANOTHER_OPTION if command == name}
    assert expected - read_by_command[name] == set()


@pytest.mark.parametrize("name", [name_of(line) for line in RUNS])
def test_hidden_yes_is_not_read_by_its_command(name: str, read_by_command: dict[str, set[str]]) -> None:
    hidden = {one.name for one in COMMANDS[tuple(name.split())].params if one.hidden}
    assert {"yes", "sign_in"} & hidden & read_by_command[name] == set()
