"""A resource is in one place: which files name it outside its own folder, and what its folder must declare."""

from __future__ import annotations

import re
from pathlib import Path

from total_onboard.commands.sandbox_recordings import REPLAYED_SETTINGS
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.resource_values import RESOURCE_VALUES
from total_onboard.entra.resources.service_principals import FIELDS, ServicePrincipal
from total_onboard.exchange.desired_state.value_declarations import VALUE_OPTIONS
from total_onboard.settings import Settings

PACKAGE = Path(__file__).parents[3] / "total_onboard"
OWN_FOLDER = "steps/notification_emails"
NAMES = re.compile(r"notification[_-]?emails?|notificationEmailAddresses", re.IGNORECASE)
ELSEWHERE = {
    "engine/step_id.py": "its ID",
    "steps/__init__.py": "the tuples of setup and teardown",
    "sandbox/graph/resources/service_principals.py": "the route of the sandbox",
}
"""Decision 0082 says why each of these remains."""
METADATA = "sandbox/graph/model/entities.toml"
"""All properties that Microsoft documents for these types, whether the tool uses them or not."""


def test_resource_is_named_only_in_its_folder_and_the_listed_files() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in (*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.toml"))
        if NAMES.search(path.read_text("utf-8").replace("marketingNotificationEmails", ""))
    }
    outside = {path for path in found if not path.startswith(f"{OWN_FOLDER}/")}
    assert found - outside >= {f"{OWN_FOLDER}/{name}" for name in ("values.toml", "texts.toml", "remove.py")}
    assert outside - {METADATA} == set(ELSEWHERE)


def test_value_of_a_resource_becomes_option_setting_and_desired_state() -> None:
    assert {one.setting for one in RESOURCE_VALUES} == {"notification_email"}
    for one in RESOURCE_VALUES:
        assert Settings.model_fields[one.setting].description == one.description
        assert DesiredState().resource_value(one.desired) == ()
        (option,) = (option for option in VALUE_OPTIONS if option.setting == one.setting)
        assert (option.help, option.desired) == (one.help, one.desired)
        assert one.setting in REPLAYED_SETTINGS


def test_list_of_a_resource_is_read_with_its_object_and_shown_as_addable() -> None:
    for one in RESOURCE_VALUES:
        assert one.graph_property == f"servicePrincipal.{one.property_name}", "only service principals read them"
        assert one.property_name in FIELDS.split()
        found = ServicePrincipal.model_validate({"id": "1", "appId": "2", one.property_name: ["a"]})
        assert found.texts(one.property_name) == ("a",)
        assert found.with_texts(one.property_name, ["b"]).addable == ((one.entry, "b"),)
