"""A partner's administrator, the tenants of the customers, and the tenants file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from tests.support.cli_runner import CliResult, typed
from tests.support.file_keyring import FileKeyring
from tests.support.set_up_once import copied_store
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.sandbox_tenants import SandboxTenants, TenantOfMany

CALM: Final = {"pace": 0.01, "replication_lag": (0.0, 0.0), "consent_lag": 0.0}
"""No provisioning cycle comes between two commands, and everything is readable immediately."""


class PartnerSession:
    """Somebody who works in the tenants of many customers."""

    def __init__(self, home: Path, personas: Collection[str], without_access: Collection[int] = ()) -> None:
        self.home = home
        self.tenants = SandboxTenants.start(personas, without_access=without_access, auto_approve=0.0, changes=CALM)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "NO_COLOR": "1",
            "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
            "FILE_KEYRING": str(home / "keyring.json"),
            **self.tenants.environment,
        }

    def writes_file(self, more: Mapping[int, Mapping[str, str]] | None = None) -> Path:
        """The tenants file with what TOTAL's representative gave for each; ``more`` are columns by number."""
        columns = ["tenant", "admins", "redirect_uri", "scim_url", "scim_token_file", "app_id", "group_id"]
        rows = [self._row(number, tenant, (more or {}).get(number, {})) for number, tenant in self.numbered]
        lines = [",".join(row.get(column, "") for column in columns) for row in rows]
        path = self.home / "customers.csv"
        path.write_text("\n".join([",".join(columns), *lines, ""]), encoding="utf-8")
        return path

    @property
    def numbered(self) -> list[tuple[int, TenantOfMany]]:
        """The customers' tenants; the first is 1."""
        return list(enumerate(self.tenants.customers, 1))

    def runs(self, *words: str, **environment: str | None) -> CliResult:
        """Type ``total-onboard`` and these words; the sign-in is kept from one to the next."""
        keyring = FileKeyring()  # type: ignore[no-untyped-call]
        return typed(*words, home=self.home, environment={**self.environment, **environment}, keeps=keyring)

    def begins(self, *words: str) -> subprocess.Popen[str]:
        """Start the real program; each of its runs signs in anew."""
        environment = {**os.environ, **self.environment, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        command, pipe = [sys.executable, "-m", "total_onboard", *words], subprocess.PIPE
        return subprocess.Popen(command, env=environment, cwd=self.home, stdout=pipe, stderr=pipe, text=True)

    def sets_up(self, number: int) -> None:
        """Set up one customer's tenant."""
        row = self._row(number, self.tenants.customers[number - 1], {})
        values = {"TOTAL_ONBOARD_TENANT": row["tenant"], "TOTAL_ONBOARD_ADMIN": row["admins"]}
        values |= {f"TOTAL_ONBOARD_{name.upper()}": row[name] for name in ("redirect_uri", "scim_url")}
        words = ("setup", "--yes", "--output", "json", "--scim-token-file", row["scim_token_file"])
        end = self.runs(*words, **values)
        assert end.status == 0, end.err

    def connects_all(self) -> None:
        """Set up the first tenant, and give all others a copy of its state and of its journal."""
        self.sets_up(1)
        first, *others = self.tenants.customers
        for other in others:
            other.reopen(first.between_requests(lambda other=other: copied_into(first.store, other.store)))  # type: ignore[misc]
            self._copy_journals(first.store.tenant_id, other.store.tenant_id)

    def _copy_journals(self, old: str, new: str) -> None:
        folder = self.home / "state" / new
        folder.mkdir(mode=0o700)
        for path in (self.home / "state" / old).glob("*.jsonl"):
            copy = folder / path.name
            copy.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
            copy.chmod(0o600)

    def _row(self, number: int, tenant: TenantOfMany, more: Mapping[str, str]) -> dict[str, str]:
        values = tenant.sheet_values
        token = self.home / f"{number}.token"
        token.write_text(values.scim_token, encoding="utf-8")
        return {
            "tenant": tenant.store.persona.domain,
            "admins": ";".join(values.admins),
            "redirect_uri": values.redirect_uri,
            "scim_url": values.scim_url,
            "scim_token_file": token.name,
            **more,
        }


def copied_into(store: Store, other: Store) -> Store:
    """A copy of what is in a tenant, under the ID and the names of another one."""
    copied = copied_store(store)
    old, new = store.tenant_id, other.tenant_id
    copied.tenant_id, copied.persona, copied.organization = new, other.persona, other.organization
    for shelf in copied.shelves.values():
        for body in shelf.all_current():
            body.update(json.loads(json.dumps(body).replace(old, new)))
    return copied


def by_tenant(document: Mapping[str, Any]) -> dict[str, Any]:
    """The results of a document, by the number of the tenant's domain."""
    return {one["tenant"].removeprefix("customer-").removesuffix(".example"): one for one in document["tenants"]}
