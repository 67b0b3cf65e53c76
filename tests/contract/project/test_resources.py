"""A resource is in one place: which files name it outside its own folder, and what its folder must declare."""

from __future__ import annotations

import re
from pathlib import Path

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.resource_values import RESOURCE_VALUES
from total_onboard.exchange.desired_state.value_declarations import VALUE_OPTIONS
from total_onboard.settings import Settings

PACKAGE = Path(__file__).parents[3] / "total_onboard"
OWN_FOLDER = "steps/notification_emails"
NAMES = re.compile(r"notification[_-]?emails?|notificationEmailAddresses", re.IGNORECASE)
ELSEWHERE = {
    "engine/step_id.py": "its ID",
    "steps/__init__.py": "the tuples of setup and teardown",
    "entra/resources/service_principals.py": "the request to Graph",
}
"""Decision 0082 says why each of these remains."""
OF_FAILURE_MAILS = {
    "exchange/validation.py": "Azure Government keeps the addresses together with the SCIM token",
    "steps/provisioning/scim_credentials.py": "the first address is stored with the SCIM token",
}
"""Provisioning uses the value, too."""
OF_THE_SANDBOX = {
    "sandbox/graph/model/entities.toml",
    "sandbox/graph/resources/service_principals.py",
    "sandbox/graph/objects/application_rules.py",
    "sandbox/graph/objects/object_defaults.py",
    "sandbox/recording/replay_server.py",
}


def test_resource_is_named_only_in_its_folder_and_the_listed_files() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in (*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"))
        if NAMES.search(path.read_text("utf-8").replace("marketingNotificationEmails", ""))
    }
    outside = {path for path in found if not path.startswith(f"{OWN_FOLDER}/")}
    assert found - outside >= {f"{OWN_FOLDER}/{name}" for name in ("values.toml", "texts.toml", "remove.py")}
    assert outside == {*ELSEWHERE, *OF_FAILURE_MAILS, *OF_THE_SANDBOX}


def test_value_of_a_resource_becomes_option_setting_and_desired_state() -> None:
    assert {one.setting for one in RESOURCE_VALUES} == {"notification_email"}
    for one in RESOURCE_VALUES:
        assert Settings.model_fields[one.setting].description == one.description
        assert DesiredState().resource_value(one.desired) == ()
        (option,) = (option for option in VALUE_OPTIONS if option.setting == one.setting)
        assert (option.help, option.desired) == (one.help, one.desired)
