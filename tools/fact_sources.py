"""Microsoft's facts in public sources, read from checkouts beside each other."""

from __future__ import annotations

import csv
import json
import re
from collections import UserDict, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

Facts = Mapping[str, str]

_GUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER: Final = re.compile(r'^"?(?:AADSTS)?(\d{4,})"?[,;]', re.MULTILINE)
_AADSTS: Final = re.compile(r"^\|\s*AADSTS(\d+)", re.MULTILINE)
_NAMESPACE: Final = "microsoft.directory/"
_ACTIVITY: Final = re.compile(r"^\|\s*[A-Za-z ]+\|+\s*([^|]+?)\s*\|", re.MULTILINE)


def _json(file: Path) -> Any:  # noqa: ANN401
    return json.loads(file.read_text(encoding="utf-8-sig"))


def graph_permissions(root: Path) -> Facts:
    """Return ids by permission and kind, and who can consent to a delegated one."""
    info = root / "microsoft-info" / "_info"
    facts = {f"{one['Value']} application": one["Id"] for one in _json(info / "GraphAppRoles.json")}
    for one in _json(info / "GraphDelegateRoles.json"):
        facts[f"{one['Value']} delegated"] = one["Id"]
        facts[f"{one['Value']} consent"] = one["Type"]
    return facts


def deployed_permissions(root: Path) -> Facts:
    """Return ids by permission and kind, as Graph deploys them in the public cloud."""
    file = root / "microsoft-graph-devx-content" / "permissions" / "new" / "provisioningInfo.json"
    kinds = {"DelegatedWork": "delegated", "Application": "application"}
    return {
        f"{name} {kinds[one['scheme']]}": one["id"]
        for name, rows in _json(file)["permissionDeployments"].items()
        for one in rows
        if one["scheme"] in kinds and one.get("id") and "public" in one.get("environment", "public").split(";")
    }


def _roles(root: Path) -> list[dict[str, Any]]:
    folder = root / "AzurePrivilegedIAM" / "Classification"
    return list(_json(folder / "Classification_EntraIdDirectoryRolesFromMsftDocs.json"))


def role_ids(root: Path) -> Facts:
    """Return template ids of built-in roles by name."""
    return {one["RoleName"]: one["RoleId"] for one in _roles(root)}


def role_actions(root: Path) -> Facts:
    """Return every action of every built-in role, as “role: action”, without the namespace.

    All tasks on all properties of a resource include every other action on it.
    """
    return RoleActions(
        {
            f"{one['RoleName']}: {row['AuthorizedResourceAction'].removeprefix(_NAMESPACE)}": "allowed"
            for one in _roles(root)
            for row in one["RolePermissions"]
        }
    )


class RoleActions(UserDict[str, str]):
    """Actions by role, with those that a broader one includes."""

    def __missing__(self, name: str) -> str:
        """Return whether a broader action allows it."""
        resource, _, action = name.partition("/")
        reads = action.endswith("/read") and f"{resource}/allProperties/read" in self.data
        return "allowed" if reads or f"{resource}/allProperties/allTasks" in self.data else "not allowed"


def error_codes(root: Path) -> Facts:
    """Return the AADSTS numbers that Microsoft explains."""
    listed = root / "EntraID-ErrorCodes" / "EntraIDErrorCodes.csv"
    page = root / "entra-docs" / "docs/identity-platform/reference-error-codes.md"
    numbers = _NUMBER.findall(listed.read_text(encoding="utf-8-sig"))
    return dict.fromkeys((*numbers, *_AADSTS.findall(page.read_text(encoding="utf-8"))), "exists")


def _products(root: Path) -> list[dict[str, str]]:
    file = root / "CIPP-API" / "Config" / "ConversionTable.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


def subscriptions(root: Path) -> Facts:
    """Return ids of subscriptions by part number; several of one name are joined."""
    return _joined((row["String_Id"], row["GUID"]) for row in _products(root))


def service_plans(root: Path) -> Facts:
    """Return ids of service plans by name; several of one name are joined."""
    return _joined((row["Service_Plan_Name"], row["Service_Plan_Id"]) for row in _products(root))


def _joined(pairs: Any) -> Facts:  # noqa: ANN401
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        found[name.strip()].add(value.strip().lower())
    return {name: " or ".join(sorted(values)) for name, values in found.items()}


def applications(root: Path) -> Facts:
    """Return names of Microsoft's own applications by client id."""
    file = root / "microsoft-info" / "_info" / "MicrosoftApps.json"
    return {one["AppId"]: one["AppDisplayName"] for one in _json(file)}


def template_ids(root: Path) -> Facts:
    """Return the ids of application templates that the page of instantiate names."""
    page = root / "microsoft-graph-docs-contrib" / "api-reference/v1.0/api/applicationtemplate-instantiate.md"
    return dict.fromkeys(_GUID.findall(page.read_text(encoding="utf-8").lower()), "exists")


def audit_activities(root: Path) -> Facts:
    """Return the names of activities that the audit log's page lists."""
    page = root / "entra-docs" / "docs/identity/monitoring-health/reference-audit-activities.md"
    return dict.fromkeys(_ACTIVITY.findall(page.read_text(encoding="utf-8")), "exists")
