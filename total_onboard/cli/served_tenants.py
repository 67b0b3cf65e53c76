"""``sandbox serve --tenants``: the tenants of a partner's customers, and a tenants file that names them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from total_onboard.cli.embedded_sandbox import APPROVES_AFTER, STATE_DIR, sandbox_module
from total_onboard.core.files.private_files import write_atomically

if TYPE_CHECKING:
    from total_onboard.commands.sandbox import Served
    from total_onboard.sandbox.sandbox_tenants import SandboxTenants

_COLUMNS: Final = ("tenant", "admins", "redirect_uri", "scim_url", "scim_token_file")


@contextmanager
def served_tenants(number: int, persona: str, *, approve: bool) -> Iterator[Served]:
    """Open so many tenants of a persona. Raises BadValue for one that doesn't exist."""
    from total_onboard.commands.sandbox import Served

    sandbox_module(persona)
    from total_onboard.sandbox.sandbox_tenants import SandboxTenants

    with (
        TemporaryDirectory(prefix="total-onboard-sandbox-") as folder,
        SandboxTenants.start(
            [persona] * number, auto_approve=APPROVES_AFTER if approve else None, seed=secrets.randbits(64)
        ) as tenants,
    ):
        yield Served(
            environment={**tenants.environment, STATE_DIR: os.environ.get(STATE_DIR, folder)},
            sheet_environment={},
            page_url=tenants.customers[0].page_url,
            handoff_url=tenants.customers[0].handoff_url,
            ca_bundle=tenants.home.ca_bundle,
            tenants_file=str(_written(tenants, Path(folder))),
        )


def _written(tenants: SandboxTenants, folder: Path) -> Path:
    """Write the tenants file, and a file with the SCIM token of each tenant."""
    rows = [_COLUMNS]
    for tenant in tenants.customers:
        values, domain = tenant.sheet_values, tenant.store.persona.domain
        token = folder / f"{domain}.token"
        write_atomically(token, values.scim_token.encode(), wait=False)
        rows.append((domain, ";".join(values.admins), values.redirect_uri, values.scim_url, token.name))
    file = folder / "tenants.csv"
    write_atomically(file, "".join(f"{','.join(row)}\n" for row in rows).encode(), wait=False)
    return file
