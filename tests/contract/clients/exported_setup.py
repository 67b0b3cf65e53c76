"""The script of ``export``, run with the Azure CLI in a sandbox; and what a tenant contains, without IDs and times."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any, Final

from tests.contract.clients.installed import need_program
from tests.sandbox.test_sign_in_with_msal import TOOLS
from tests.support.admin_session import AdminSession

SCOPES: Final = frozenset(
    {
        "Application.ReadWrite.All",
        "AppRoleAssignment.ReadWrite.All",
        "DelegatedPermissionGrant.ReadWrite.All",
        "Group.ReadWrite.All",
        "Synchronization.ReadWrite.All",
        "User.Read.All",
    }
)
_ID: Final = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_PER_RUN: Final = re.compile(r"DateTime$|^hint$|^id$|^keyId$|^passwordKeys$")
_TEMPORARY: Final = re.compile(r" \(being set up, \w+\)|(?<=https://localhost:)\d+")
"""In names: setup creates the application under a temporary one, which Microsoft puts into its default permission."""
_RECORDING_AZ: Final = r"""#!/bin/sh
printf "%s\n" "$@" >> "$ARGUMENTS"
case " $* " in *" ${STOP_AT:-nowhere} "*) exit 1 ;; esac
exec "$REAL_AZ" "$@"
"""


class ExportedSetup:
    """A script in the folder of a session, with its files and its token."""

    def __init__(self, session: AdminSession, *words: str) -> None:
        self.session, self.home = session, session.home
        self.script, self.files = self.home / "setup.sh", self.home / "files"
        values = session.tenant.sheet_values
        given = ("--redirect-uri", values.redirect_uri, "--scim-url", values.scim_url, "--admin", "ada@contoso.com")
        ended = session.types("export", *given, *words, "--out", str(self.script))
        assert ended.status == 0, ended.err
        self._write("headers.json", json.dumps({"Authorization": f"Bearer {self._token()}"}))
        self._write("scim-token", values.scim_token + "\n")
        (self.home / "bin").mkdir()
        self._write("bin/az", _RECORDING_AZ)
        (self.home / "bin" / "az").chmod(0o755)

    def runs(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run it with sh."""
        variables = self._environment() | environment
        command = ["sh", str(self.script)]
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=300)

    @property
    def arguments(self) -> str:
        """All arguments that the Azure CLI got."""
        return (self.home / "arguments").read_text("utf-8")

    def file(self, name: str) -> str:
        """Return what the script wrote."""
        return (self.files / name).read_text("utf-8").strip()

    def _write(self, name: str, text: str) -> None:
        (self.home / name).write_text(text, "utf-8")

    def _token(self) -> str:
        tenant = self.session.tenant
        ada = next(one for one in tenant.store.users.all_current() if one["userPrincipalName"] == "ada@contoso.com")
        return tenant.tokens.issue_delegated(ada, set(SCOPES), TOOLS)

    def _environment(self) -> dict[str, str]:
        program = need_program("azure-cli", "az", "the Azure CLI")
        return {
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "REAL_AZ": str(program),
            "ARGUMENTS": str(self.home / "arguments"),
            "HOME": str(self.home),
            "AZURE_CONFIG_DIR": str(self.home / "azure"),
            "AZURE_CORE_COLLECT_TELEMETRY": "false",
            "REQUESTS_CA_BUNDLE": self.session.tenant.ca_bundle,
            "SCIM_TOKEN_FILE": str(self.home / "scim-token"),
            "GRAPH_HEADERS_FILE": str(self.home / "headers.json"),
            "TOTAL_FILES": str(self.files),
        }


def comparable(session: AdminSession) -> Any:
    """Return what lasts in a tenant: names in place of IDs, without times, and without the tool's own consent."""
    dump = session.tenant.dump()
    names = {
        key: _name(kind, one) for kind, shelf in dump.items() if isinstance(shelf, dict) for key, one in shelf.items()
    }
    names |= {one["appId"]: f"client of {one['displayName']}" for one in dump["applications"].values()}
    dump["oauth2PermissionGrants"] = {
        key: one
        for key, one in dump["oauth2PermissionGrants"].items()
        if names[one["clientId"]] != "servicePrincipals Microsoft Graph Command Line Tools"
    }
    return _plain(dump, names)


def _name(kind: str, one: object) -> str:
    return f"{kind} {one.get('displayName', '')}" if isinstance(one, dict) else kind


def _unordered(key: str, value: Any) -> Any:
    """Return the words of a grant in one order: Graph keeps that in which they came."""
    return " ".join(sorted(value.split())) if key == "scope" and isinstance(value, str) else value


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if not _PER_RUN.search(key)}
        if any(_ID.search(key) or key in names for key in kept):
            return sorted((_plain(one, names) for one in kept.values()), key=repr)
        return {key: _plain(_unordered(key, one), names) for key, one in sorted(kept.items())}
    if isinstance(value, list):
        return sorted((_plain(one, names) for one in value), key=repr)
    if not isinstance(value, str):
        return value
    return _ID.sub(lambda match: names.get(match[0], "ID"), _TEMPORARY.sub("", value))
