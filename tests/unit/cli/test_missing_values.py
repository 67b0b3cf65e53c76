"""Which values a wizard asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from tests.unit.ui.conftest import MakeScreen
from tests.unit.ui.conftest import screen_of as screen_of
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions, SandboxConnection
from total_onboard.commands.setup.command import known_desired_state
from total_onboard.commands.setup.wizard.missing_values import MissingValues, missing_values
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS

ALL = frozenset(step.id for step in SETUP_STEPS)
URI = ("https://app.test/cb",)
ADDRESS = "https://scim.test/v2"


@pytest.fixture
def context(screen_of: MakeScreen) -> CommandContext:
    return CommandContext("setup", GlobalOptions(), screen_of(80, interactive=True), None)


def test_missing_values_off_a_terminal_are_never_asked_for(context: CommandContext, screen_of: MakeScreen) -> None:
    missing = missing_values(replace(context, screen=screen_of(80)), Settings(), None, ALL)
    assert not missing.any
    with pytest.raises(BadValue, match="redirect URI"):
        known_desired_state(Settings(), None, ALL, missing)


def test_missing_values_in_a_terminal_are_all_that_was_not_given(context: CommandContext) -> None:
    assert missing_values(context, Settings(), None, ALL) == MissingValues(redirect_uris=True, admins=True, scim=True)


def test_missing_values_in_the_sandbox_are_none(context: CommandContext) -> None:
    sandbox = replace(context, sandbox=cast("SandboxConnection", object()))
    assert not missing_values(sandbox, Settings(redirect_uri=URI, admin=("ada@contoso.com",)), None, ALL).any


def test_missing_values_with_yes_are_only_those_that_setup_needs(context: CommandContext) -> None:
    unasked = replace(context, common=GlobalOptions(yes=True))
    assert missing_values(unasked, Settings(), None, ALL) == MissingValues(redirect_uris=True)


@pytest.mark.parametrize("given", [{"scim_url": ADDRESS}, {"scim_token": SecretText("t")}], ids=["address", "token"])
def test_missing_values_of_half_a_scim_pair_are_the_other_half(
    context: CommandContext, given: dict[str, object]
) -> None:
    settings = Settings(redirect_uri=URI, admin=("ada@contoso.com",)).model_copy(update=given)
    missing = missing_values(context, settings, None, ALL)
    assert (missing.scim, missing.scim_url or missing.scim_token) == (True, *given.values())
    assert known_desired_state(settings, None, ALL, missing).scim is None


@pytest.mark.parametrize(
    "given", [{"scim_url": "http://scim.test/v2"}, {"scim_token": SecretText("Bearer t")}], ids=["address", "token"]
)
def test_missing_values_refuse_half_a_scim_pair_that_is_not_valid(
    context: CommandContext, given: dict[str, object]
) -> None:
    with pytest.raises(BadValue):
        missing_values(context, Settings().model_copy(update=given), None, ALL)
