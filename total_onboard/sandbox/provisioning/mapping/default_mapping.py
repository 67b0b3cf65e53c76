"""The default mapping as it is declared, in the reading that a tenant plays."""

from __future__ import annotations

import copy
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from total_onboard.sandbox.unsettled_behavior import Readings

Body = dict[str, Any]

RULE_ID: Final = "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8"
"""Id of the rule; equal for every SCIM application, as far as is known."""
_USER_TARGETS: Final = {"core": "urn:ietf:params:scim:schemas:core:2.0:User", "plain": "User"}
_ORDERS: Final = {"groups_first": ("Group", "User"), "users_first": ("User", "Group")}
_OLD_NAME: Final = "Azure Active Directory"


def declaration(readings: Readings) -> Body:
    """Return the declared mapping with the rule's id, the mappings' order, and every row's matching priority."""
    declared = copy.deepcopy(_declared())
    group, user = declared["group"], declared["user"]
    declared["directory"]["name"] = readings.source_directory
    declared["rule_id"] = RULE_ID if readings.rule_id == "plain" else f"{RULE_ID}#V2"
    declared["order"] = _ORDERS[readings.mapping_order]
    user["target"] = _USER_TARGETS.get(readings.user_target, user["target"])
    for kind in (group, user):
        kind["name"] = kind["name"].replace(_OLD_NAME, readings.mapping_name)
        kind["matching"] = {kind["matching"]: 1}
    _read_external_id(user, readings)
    _read_formatted_name(user["rows"], readings)
    return declared


def _read_external_id(user: Body, readings: Readings) -> None:
    if readings.default_external_id == "absent":
        del user["rows"]["externalId"]
        return
    user["rows"]["externalId"] = f"[{readings.default_external_id}]"
    if readings.external_id_matching == "second":
        user["matching"]["externalId"] = 2


def _read_formatted_name(rows: Body, readings: Readings) -> None:
    if readings.formatted_name == "absent":
        del rows["name.formatted"]
    elif readings.formatted_name == "display_name":
        rows["name.formatted"] = "[displayName]"


@cache
def _declared() -> Body:
    return tomllib.loads((resources.files(__package__) / "default_mapping.toml").read_text(encoding="utf-8"))
