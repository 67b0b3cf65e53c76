"""The SDK is large: what may be imported when is measured in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

_LIGHT = """
import sys
import total_onboard.entra.graph.preload_sdk, total_onboard.entra.sign_in, total_onboard.entra.sign_in.scope_reason
import total_onboard.entra.tenant_client, total_onboard.settings
heavy = {"msal", "keyring", "httpx", "requests", "msgraph", "kiota_http", "cryptography", "azure.identity"}
print(sorted(heavy & sys.modules.keys()))
"""

_READS_AND_A_WRITE = """
import asyncio, sys
import respx
from tests.unit.entra.gateway import ROOT, gateway

async def main():
    with respx.mock(base_url=ROOT) as network:
        network.get("/me").respond(json={"id": "ada"})
        network.get("/groups").respond(json={"value": [{"id": "group-1"}]})
        network.patch("/groups/group-1").respond(204)
        async with gateway() as tenant:
            await tenant.users.me()
            await tenant.groups.list_named("TOTAL-Admin")
            await tenant.groups.set_unique_name("group-1", "mark")

asyncio.run(main())
print(len([name for name in sys.modules if name.startswith("msgraph.generated.models.")]))
"""


def _printed(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_nothing_heavy_is_imported_before_someone_signs_in() -> None:
    assert _printed(_LIGHT) == "[]"


def test_calls_do_not_import_the_sdks_twelve_hundred_models() -> None:
    assert int(_printed(_READS_AND_A_WRITE)) < 20


_SIGN_IN_OF_A_PERSON = """
import sys
import total_onboard.entra.sign_in.person.device_code, total_onboard.entra.sign_in.person.person_session
import total_onboard.entra.sign_in.msal_client, total_onboard.commands.session.sign_in
print(sorted(name for name in sys.modules if name.startswith("azure.identity")))
"""


def test_azure_identity_is_loaded_only_for_an_unattended_sign_in() -> None:
    assert _printed(_SIGN_IN_OF_A_PERSON) == "[]"
