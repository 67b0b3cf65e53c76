"""What roles allow, from whichever answer names them."""

from __future__ import annotations

from typing import Any

import pytest

from total_onboard.engine.access.effective_roles import EffectiveRoles
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.entra.resources.role_management import DirectoryRole, RoleAssignment, RoleDefinition, TimedRole
from total_onboard.entra.role_ids import (
    APPLICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    GROUPS_ADMINISTRATOR,
    MAY_CONSENT_FOR_ALL,
    MAY_MANAGE_APPLICATIONS,
    MAY_MANAGE_GROUPS,
    WELL_KNOWN_ACTIONS,
    WELL_KNOWN_NAMES,
)
from total_onboard.sandbox.directory.catalog import role_names
from total_onboard.steps.access.role_actions import (
    SETUP_ROLE_ACTIONS,
    TEARDOWN_ROLE_ACTIONS,
    actions_of,
    missing_steps,
    missing_teardown_steps,
)

UNREADABLE = Unavailable("Not shown.")
OF_GROUPS = ("groups", "members")


def held(role_id: str, scope: str = "/", **definition: Any) -> RoleAssignment:
    """An assignment whose definition says nothing of what the role allows, unless given."""
    said = RoleDefinition.model_validate({"id": role_id, **definition}) if definition else None
    return RoleAssignment(role_definition_id=role_id, directory_scope_id=scope, role_definition=said)


def custom(name: str, *actions: str) -> TimedRole:
    """Return an eligible role of the tenant's own that allows these actions."""
    allowed = [{"allowedResourceActions": [f"microsoft.directory/{action}" for action in actions]}]
    definition = {"id": name, "displayName": name, "rolePermissions": allowed}
    return TimedRole(role_definition_id=name, role_definition=RoleDefinition.model_validate(definition))


def eligible(role_id: str, scope: str = "/") -> TimedRole:
    return TimedRole(role_definition_id=role_id, directory_scope_id=scope)


def listed(role_id: str) -> RoleAssignment:
    return DirectoryRole(role_template_id=role_id).assignment


@pytest.mark.parametrize("definition", [{}, {"rolePermissions": []}], ids=["no definition", "an empty one"])
def test_built_in_role_without_permissions_counts_for_setup_and_teardown(definition: dict[str, Any]) -> None:
    rights = EffectiveRoles([held(GLOBAL_ADMINISTRATOR, **definition)])

    assert missing_steps(rights, SETUP_ROLE_ACTIONS) == ()
    assert missing_teardown_steps(rights, TEARDOWN_ROLE_ACTIONS) == ()


def test_custom_role_without_permissions_counts_for_nothing() -> None:
    assert (
        missing_steps(EffectiveRoles([held("11111111-1111-4111-8111-111111111111", rolePermissions=[])]), OF_GROUPS)
        == OF_GROUPS
    )


def test_definition_that_says_what_it_allows_is_believed() -> None:
    only = [{"allowedResourceActions": ["microsoft.directory/groups/create"]}]

    assert missing_steps(EffectiveRoles([held(GLOBAL_ADMINISTRATOR, rolePermissions=only)]), OF_GROUPS) == OF_GROUPS


def test_built_in_role_within_a_unit_does_not_count() -> None:
    rights = EffectiveRoles([held(GROUPS_ADMINISTRATOR, scope="/administrativeUnits/1")])

    assert missing_steps(rights, OF_GROUPS) == OF_GROUPS


def test_role_that_is_listed_by_name_alone_counts() -> None:
    rights = EffectiveRoles(UNREADABLE).completed([listed(GROUPS_ADMINISTRATOR)], ())

    assert missing_steps(rights, OF_GROUPS) == ()
    assert rights.uncertainty(actions_of(("application",))) is UNREADABLE


def test_role_that_only_the_token_names_is_unknown() -> None:
    rights = EffectiveRoles([]).completed([], [APPLICATION_ADMINISTRATOR, "b79fbf4d-3ef9-4689-8143-76b194e85509"])

    uncertainty = rights.uncertainty(actions_of(("application",)))

    assert uncertainty is not None
    assert "Application Administrator" in uncertainty.why
    assert rights.uncertainty(actions_of(OF_GROUPS)) is None
    assert missing_steps(rights, ("application",)) == ("application",)
    assert missing_teardown_steps(rights, ("application", "groups")) == ("groups",)


def test_role_of_the_token_that_is_listed_too_leaves_no_doubt() -> None:
    rights = EffectiveRoles([held(GROUPS_ADMINISTRATOR)]).completed([], [GROUPS_ADMINISTRATOR])

    assert rights.unlisted == frozenset()


def test_groups_that_cannot_be_read_leave_doubt_about_their_roles() -> None:
    rights = EffectiveRoles([held(GROUPS_ADMINISTRATOR)], unread_groups=UNREADABLE)

    assert rights.uncertainty(actions_of(("application",))) is UNREADABLE
    assert missing_teardown_steps(rights, TEARDOWN_ROLE_ACTIONS) == ()
    assert rights.may_have_unit_role


CREATE, UPDATE = "groups/create", "groups/members/update"
ACTIVATABLE: dict[str, tuple[list[RoleAssignment], list[TimedRole], list[str]]] = {
    "nothing is missing": ([held(GROUPS_ADMINISTRATOR)], [eligible(GLOBAL_ADMINISTRATOR)], []),
    "one allows all of it": ([], [custom("create", CREATE), custom("both", CREATE, UPDATE)], ["both"]),
    "only both together allow it": ([], [custom("create", CREATE), custom("update", UPDATE)], ["create", "update"]),
    "even together they do not allow it": ([], [custom("create", CREATE)], []),
    "an active role allows the rest": ([custom("active", CREATE)], [custom("update", UPDATE)], ["update"]),
    "one allows only what is active already": (
        [custom("active", CREATE)],
        [custom("create", CREATE), custom("update", UPDATE)],
        ["update"],
    ),
    "the rest is less than Global Administrator": (
        [custom("active", CREATE)],
        [eligible(GLOBAL_ADMINISTRATOR), custom("update", UPDATE)],
        ["update"],
    ),
    "Global Administrator comes last": (
        [],
        [eligible(GLOBAL_ADMINISTRATOR), eligible(GROUPS_ADMINISTRATOR)],
        [GROUPS_ADMINISTRATOR],
    ),
    "a role within a unit does not count": ([], [eligible(GROUPS_ADMINISTRATOR, "/administrativeUnits/1")], []),
}


@pytest.mark.parametrize(("active", "offered", "expected"), ACTIVATABLE.values(), ids=ACTIVATABLE)
def test_could_activate_names_the_least_roles_that_allow_what_is_missing(
    active: list[RoleAssignment], offered: list[TimedRole], expected: list[str]
) -> None:
    could = EffectiveRoles(active, offered).could_activate((CREATE, UPDATE))
    assert [role.role_definition_id for role in could] == expected


def test_well_known_roles_are_microsofts_and_cover_their_duties() -> None:
    assert {role_id: role_names()[role_id] for role_id in WELL_KNOWN_NAMES} == WELL_KNOWN_NAMES
    assert WELL_KNOWN_ACTIONS.keys() == WELL_KNOWN_NAMES.keys()
    duties = dict.fromkeys(SETUP_ROLE_ACTIONS, MAY_MANAGE_APPLICATIONS)
    duties |= {"groups": MAY_MANAGE_GROUPS, "members": MAY_MANAGE_GROUPS, "consent": MAY_CONSENT_FOR_ALL}
    for step, roles in duties.items():
        allowing = {
            role_id for role_id in WELL_KNOWN_NAMES if not missing_steps(EffectiveRoles([held(role_id)]), (step,))
        }
        assert roles <= allowing, step
