"""Microsoft's facts that the sandbox is stocked with: ids of roles, permissions and subscriptions."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

MICROSOFT_GRAPH: Final = "00000003-0000-0000-c000-000000000000"
GRAPH_COMMAND_LINE_TOOLS: Final = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
AZURE_CLI: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

NON_GALLERY_TEMPLATES: Final = {
    "global": "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
    "usgov": "4602d0b4-76bb-404b-bca9-2652e1a39c6d",
    "china": "5a532e38-1581-4918-9658-008dc27c1d68",
}
"""The template of applications in no gallery, by a persona's ``cloud`` (Graph: applicationtemplate-instantiate)."""


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


def role_template_id(name: str) -> str:
    """Return the template id of a built-in directory role. Raises KeyError for an unknown name."""
    return str(_table("directory_roles")[name])


def role_names() -> dict[str, str]:
    """Return names of the built-in directory roles by template id."""
    return {template_id: name for name, template_id in _table("directory_roles").items()}


def role_actions(name: str) -> list[str]:
    """Return the setup-related actions of a built-in role, without namespace; empty if unknown."""
    return list(_table("role_actions").get(name, []))


def graph_permissions() -> dict[str, dict[str, Any]]:
    """Return Microsoft Graph's permissions by value: ids as ``delegated`` and ``application``, and ``by_user``."""
    return _table("graph_permissions")


def sku_id(part_number: str) -> str:
    """Return the id of a subscription; an invented one when the catalog does not know the part number."""
    return str(_table("subscriptions")["skus"].get(part_number) or uuid5(NAMESPACE_URL, part_number))


def plan_id(name: str) -> str:
    """Return the id of a service plan; an invented one when the catalog does not know the name."""
    return str(_table("subscriptions")["plans"].get(name) or uuid5(NAMESPACE_URL, name))
