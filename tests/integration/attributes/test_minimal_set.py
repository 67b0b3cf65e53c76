"""With the minimal set, only what TOTAL needs of each person leaves the tenant; later additions are drift."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from total_onboard.sandbox.console.state import console_of
from total_onboard.steps.attribute_mapping.find_mappings import user_mapping
from total_onboard.steps.attribute_mapping.minimal import MINIMAL_TARGETS
from total_onboard.steps.attribute_mapping.required_rows import ENTERPRISE_USER

MOBILE = 'phoneNumbers[type eq "mobile"].value'


def set_up_minimal(home: Path) -> AdminSession:
    made = AdminSession(home, session_with_rare_cycles())
    users = made.tenant.store.users
    for person in list(users.all_current()):
        users.put({**person, "mobilePhone": "+46 70 000 00 00", "city": "Visby"}, replicated=True)
    ended = made.runs("setup", "--attributes", "minimal", "--output", "json")
    assert ended.status == 0, ended.err
    made.resources = ended.document["resources"]
    return made


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    """An admin who set up with the minimal set."""
    made = set_up_minimal(tmp_path_factory.mktemp("home"))
    yield made
    made.tenant.stop()


def targets(session: AdminSession) -> set[str]:
    return {row["targetAttributeName"] for row in user_mapping(session.job.schema)["attributeMappings"]}


def account_of_ada(session: AdminSession) -> set[str]:
    """Return the names of what TOTAL knows of her, besides what it says itself."""
    people = console_of(session.tenant.store, session.tenant.addresses.total).accounts.people()
    (ada,) = (one for one in people if one.user_name == "ada@contoso.com")
    return set(ada.model_dump(exclude_none=True)) - {"id", "meta", "schemas"}


def map_mobile(session: AdminSession) -> None:
    """As another administrator does it."""
    ids = session.resources
    path = f"servicePrincipals/{ids['service_principal_id']}/synchronization/jobs/{ids['job_id']}/schema"
    schema = session.portal.does("GET", path)
    rows: list[dict[str, Any]] = user_mapping(schema)["attributeMappings"]
    source = {"type": "Attribute", "name": "mobile", "expression": "[mobile]", "parameters": []}
    rows.append({"targetAttributeName": MOBILE, "source": source, "flowType": "Always", "matchingPriority": 0})
    schema.pop("@odata.context", None)
    session.portal.does("PUT", path, {"@odata.type": "#microsoft.graph.synchronizationSchema", **schema})


def test_setup_with_the_minimal_set_maps_nine_attributes(admin_session: AdminSession) -> None:
    assert targets(admin_session) == set(MINIMAL_TARGETS)
    assert admin_session.status()["exit_code"] == 0


def test_person_at_total_has_no_other_attribute(admin_session: AdminSession) -> None:
    assert account_of_ada(admin_session) == {
        "userName",
        "externalId",
        "active",
        "displayName",
        "name",
        "emails",
        "title",
        ENTERPRISE_USER,
    }


def test_attribute_that_another_admin_adds_is_drift_that_repair_removes(tmp_path: Path) -> None:
    admin_session = set_up_minimal(tmp_path)
    map_mobile(admin_session)
    found = admin_session.status()
    assert found["exit_code"] == 7
    assert [(one["step"], one["found"], one["expected"]) for one in found["drift"]] == [
        ("attribute-mapping", "mobile", "the 9 that TOTAL needs")
    ]
    assert admin_session.runs("status", "--repair", "--yes", "--output", "json").status == 0
    assert targets(admin_session) == set(MINIMAL_TARGETS)
    admin_session.tenant.stop()


def test_later_setup_without_the_option_keeps_the_minimal_set(admin_session: AdminSession) -> None:
    writes = len(admin_session.writes)
    assert admin_session.runs("setup", "--output", "json").status == 0
    assert len(admin_session.writes) == writes


def test_unknown_set_is_refused_with_the_known_ones(admin_session: AdminSession) -> None:
    ended = admin_session.runs("setup", "--output", "json", TOTAL_ONBOARD_ATTRIBUTES="minimum")
    assert ended.status == 2
    assert ended.document["problems"][0]["message"] == "There is no attributes 'minimum'."
    assert "Possible values: default, minimal." in ended.document["problems"][0]["remedy"]


def test_default_set_after_the_minimal_one_accepts_further_attributes(tmp_path: Path) -> None:
    admin_session = set_up_minimal(tmp_path)
    ended = admin_session.runs("setup", "--attributes", "default", "--output", "json")
    assert ended.status == 0, ended.err
    map_mobile(admin_session)
    assert admin_session.status()["exit_code"] == 0
    admin_session.tenant.stop()
