"""What azure-identity finds on machines of Azure and of people: a managed identity, and the Azure CLI's sign-in."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.integration.unattended.conftest import READS, Reader
from tests.support.admin_session import AdminSession


@contextmanager
def identity_endpoint(answer: dict[str, str] | None) -> Iterator[str]:
    """Serve the endpoint of a managed identity (App Service), which refuses if there is no answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if answer else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"error": "invalid_request"}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_status_runs_with_a_managed_identity(reader: Reader) -> None:
    token = reader.admin.tenant.tokens.issue_app(reader.principal, READS)
    answer = {"access_token": token, "expires_on": str(int(time.time()) + 3600), "token_type": "Bearer"}
    with identity_endpoint(answer) as endpoint:
        given = {"IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": "header", **in_tenant(reader.admin)}
        end = reader.admin.types("status", "--sign-in", "azure", "--no-input", **given)
    assert end.status == 0, end.out + end.err


def in_tenant(admin: AdminSession) -> dict[str, str]:
    return {"TOTAL_ONBOARD_TENANT": admin.tenant.store.tenant_id}


def test_azure_sign_in_without_a_tenant_asks_for_it(admin: AdminSession, azure_cli: dict[str, str]) -> None:
    end = admin.types("status", "--sign-in", "azure", "--no-input", **azure_cli | {"TOTAL_ONBOARD_TENANT": None})
    assert (end.status, "Add --tenant" in end.err) == (2, True)
    assert not Path(azure_cli["SEEN"]).exists()


AZ = """#!/bin/sh
env > {seen}
printf '%s\\n' '{answer}'
"""


@pytest.fixture
def azure_cli(admin: AdminSession, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A stand-in of the Azure CLI in which Ada is signed in, on a machine without a managed identity."""
    tenant = admin.tenant
    ada = next(one for one in tenant.store.users.all_current() if one["userPrincipalName"] == "ada@contoso.com")
    token = tenant.tokens.issue_delegated(ada, (*READS, "User.Read"), "04b07795-8ddb-461a-bbee-02f9e1bf7b46")
    answer = json.dumps({"accessToken": token, "expires_on": int(time.time()) + 3600})
    (tmp_path / "az").write_text(AZ.format(seen=tmp_path / "seen", answer=answer))
    (tmp_path / "az").chmod(0o755)
    with identity_endpoint(None) as endpoint:
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        machine = {"PATH": path, "IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": "header"}
        yield machine | {"SEEN": str(tmp_path / "seen")} | in_tenant(admin)


def test_person_of_the_azure_cli_runs_status(admin: AdminSession, azure_cli: dict[str, str]) -> None:
    end = admin.types("status", "--sign-in", "azure", "--no-input", **azure_cli)
    assert end.status == 0, end.out + end.err


def test_azure_cli_gets_no_variable_of_total_onboard(admin: AdminSession, azure_cli: dict[str, str]) -> None:
    admin.types("status", "--sign-in", "azure", TOTAL_ONBOARD_CLIENT_SECRET="a-secret-of-mine", **azure_cli)
    seen = Path(azure_cli["SEEN"]).read_text()
    assert "PATH=" in seen
    assert "TOTAL_ONBOARD_" not in seen
