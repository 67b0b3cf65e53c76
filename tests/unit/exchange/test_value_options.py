"""Values of the desired state are declared once, and what was typed reaches the desired state."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from total_onboard.cli.options.value_options import Takes
from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.exchange.desired_state.value_declarations import SCIM_TOKEN_FILE, VALUE_OPTIONS, ValueOption
from total_onboard.settings import Settings, load_settings

TYPED = {
    "admin": ["ada@contoso.com"],
    "redirect_uri": ["https://app.example/callback"],
    "scim_url": "https://scim.example/scim/v2",
    "scim_token_file": Path("token"),
    "scim_token_ends": datetime(2030, 12, 31),
    "application_name": "TOTAL test",
    "group": ["TOTAL-Admin=admin"],
    "notification_email": ["entra@contoso.com"],
    "attributes": AttributeSet.MINIMAL,
    "secret_months": 6,
}


@pytest.mark.parametrize("option", VALUE_OPTIONS, ids=lambda option: option.setting)
def test_value_option_names_a_setting_and_a_member_of_the_desired_state(option: ValueOption) -> None:
    assert option is SCIM_TOKEN_FILE or option.setting in Settings.model_fields
    assert not option.desired or option.desired in DesiredState.model_fields


def test_typed_values_become_the_desired_state() -> None:
    given = dict(TYPED)
    values = dict(Takes(*VALUE_OPTIONS).taken(given))
    assert given == {}
    assert values.pop("scim_token_file") == Path("token")
    values["scim_url"] = None
    desired = partial_desired_state(load_settings(values), None)
    assert desired.model_fields_set == {option.desired for option in VALUE_OPTIONS if option.desired}
    assert desired.redirect_uris == ("https://app.example/callback",)
    assert desired.scim_token_ends == date(2030, 12, 31)


def test_values_that_were_not_typed_leave_the_defaults() -> None:
    values = Takes(*VALUE_OPTIONS).taken(dict.fromkeys(TYPED))
    assert partial_desired_state(load_settings(dict(values) | {"scim_token_file": None}), None) == DesiredState()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("redirect_uri", ("http://app.example/",)),
        ("group", ("TOTAL-Analyst=analyst",)),
        ("secret_months", 36),
        ("admin", ("ada lovelace",)),
        ("notification_email", ("nobody",)),
        ("application_name", "TOTAL?"),
    ],
)
def test_value_that_breaks_its_rule_is_refused(setting: str, value: object) -> None:
    (option,) = (one for one in VALUE_OPTIONS if one.setting == setting)
    with pytest.raises(BadValue):
        option.validated(value)


def test_invalid_values_stop_the_commands_that_need_them() -> None:
    looks = {"secret_months", "scim_token_ends", "redirect_uri", "admin", "group", "notification_email", "attributes"}
    assert UNNEEDED["status"] == UNNEEDED["teardown"] == UNNEEDED["rotate-secret --finish"] == looks
    assert UNNEEDED["admins"] == UNNEEDED["sync"] == UNNEEDED["teardown --groups"] == looks - {"group"}
    assert UNNEEDED["rotate-secret"] == looks - {"secret_months", "group"}
    assert UNNEEDED["rotate-secret --scim-token"] == {"secret_months", "redirect_uri", "admin", "attributes"}
