"""The facts about Microsoft that the tool and its sandbox have in tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from tools.fact_sources import RoleActions
from total_onboard.diagnostics.preflight.tenant.license import ENTRA_P1, ENTRA_P2
from total_onboard.entra.clouds import CLOUDS
from total_onboard.entra.role_ids import WELL_KNOWN_ACTIONS, WELL_KNOWN_NAMES
from total_onboard.sandbox.directory import catalog
from total_onboard.sandbox.graph.audit import activities
from total_onboard.steps.access.role_actions import SETUP_ROLE_ACTIONS, TEARDOWN_ROLE_ACTIONS

Facts = dict[str, str]

_PACKAGE: Final = Path(__file__).parents[1] / "total_onboard"
_NAMESPACE: Final = "microsoft.directory/"
_APPLICATIONS: Final = {
    catalog.MICROSOFT_GRAPH: "Microsoft Graph",
    catalog.GRAPH_COMMAND_LINE_TOOLS: "Microsoft Graph Command Line Tools",
    catalog.AZURE_CLI: "Microsoft Azure CLI",
}


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads((_PACKAGE / path).read_text(encoding="utf-8"))


def permission_ids() -> Facts:
    """Return ids by permission and kind."""
    rows = catalog.graph_permissions().items()
    return {f"{name} {kind}": one[kind] for name, one in rows for kind in ("delegated", "application") if kind in one}


def graph_permissions() -> Facts:
    """Return ids by permission and kind, and who can consent to a delegated one."""
    rows = [(name, one) for name, one in catalog.graph_permissions().items() if "delegated" in one]
    return permission_ids() | {f"{name} consent": "User" if one.get("by_user") else "Admin" for name, one in rows}


def role_ids() -> Facts:
    """Return template ids of built-in roles by name, of the tool and the sandbox."""
    of_sandbox = {name: template_id for template_id, name in catalog.role_names().items()}
    of_tool = dict(_toml("entra/graph/graph_operations.toml")["role_ids"])
    return of_sandbox | of_tool | {name: template_id for template_id, name in WELL_KNOWN_NAMES.items()}


def role_actions() -> Facts:
    """Return whether a built-in role allows an action: what is listed, and what steps need of every role."""
    table = _toml("sandbox/directory/catalog/role_actions.toml").items()
    of_sandbox = [(role, action) for role, each in table for action in each]
    of_tool = [(WELL_KNOWN_NAMES[role], action) for role, each in WELL_KNOWN_ACTIONS.items() for action in each]
    pairs = (*of_sandbox, *of_tool)
    listed = {f"{role}: {action.removeprefix(_NAMESPACE)}": "allowed" for role, action in pairs}
    needed = {
        action for steps in (SETUP_ROLE_ACTIONS, TEARDOWN_ROLE_ACTIONS) for each in steps.values() for action in each
    }
    answers = RoleActions(listed)
    return listed | {name: answers[name] for role in role_ids() for name in (f"{role}: {action}" for action in needed)}


def error_codes() -> Facts:
    """Return the AADSTS numbers that the tool explains or the sandbox answers with."""
    explained = [str(one) for row in _toml("entra/sign_in/aadsts.toml")["refusal"] for one in row.get("numbers", ())]
    return dict.fromkeys((*explained, *_toml("sandbox/sign_in/refusals.toml")), "exists")


def subscriptions() -> Facts:
    """Return ids of subscriptions by part number."""
    return dict(_toml("sandbox/directory/catalog/subscriptions.toml")["skus"])


def service_plans() -> Facts:
    """Return ids of service plans by name."""
    plans = dict(_toml("sandbox/directory/catalog/subscriptions.toml")["plans"])
    return plans | {"AAD_PREMIUM": ENTRA_P1, "AAD_PREMIUM_P2": ENTRA_P2}


def applications() -> Facts:
    """Return names of Microsoft's own applications by client id."""
    return dict(_APPLICATIONS)


def template_ids() -> Facts:
    """Return the ids of the non-gallery templates of every cloud."""
    of_tool = [one for cloud in CLOUDS.values() for one in cloud.non_gallery_templates]
    return dict.fromkeys((*of_tool, *catalog.NON_GALLERY_TEMPLATES.values()), "exists")


def audit_activities() -> Facts:
    """Return the names of activities that the sandbox logs."""
    kinds = ("Group", "User", "ServicePrincipal")
    assigned = [activities.of_an_assignment(kind, added=added).name for kind in kinds for added in (True, False)]
    return dict.fromkeys((*(one.name for one in activities.ACTIVITIES.values()), *assigned), "exists")
