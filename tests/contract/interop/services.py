"""Independent SCIM services, each as it is shipped, on loopback."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast
from urllib.request import Request, urlopen

import trustme
from scim2_models import EnterpriseUser, Group, ResourceType, ScimProvider, User
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage, InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.utils import load_default_service_provider_config
from starlette.types import ASGIApp

from tests.contract.clients.installed import need_node, need_program
from total_onboard.sandbox.http.server import Host, ServerThread, loopback_sockets

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Service:
    """A service that runs: its SCIM address, and the PEM file of the authority that signed its certificate."""

    url: str
    bundle: Path

    def listed(self, endpoint: str) -> list[dict[str, Any]]:
        """Everything of a kind that the service keeps, such as Users."""
        request = Request(f"{self.url}/{endpoint}", headers={"Authorization": "Bearer any"})
        with urlopen(request, context=ssl.create_default_context(cafile=self.bundle)) as answer:
            found: list[dict[str, Any]] = json.load(answer)["Resources"]
        return found

    def active(self) -> dict[str, bool]:
        """Whether each account is active, by user name."""
        return {user["userName"]: user["active"] for user in self.listed("Users")}


class _Open(ASGIApplication):
    """The service as it is shipped, for anyone."""

    def check_auth(self, request: Any) -> None:
        """Let everyone in: the test is about PATCH."""


@contextmanager
def scim2_server(folder: Path) -> Iterator[Service]:
    """Serve scim2-server with its own, strict, policy."""
    types = [ResourceType.from_resource(User[EnterpriseUser]), ResourceType.from_resource(Group)]
    provider = ScimProvider([User, EnterpriseUser, Group], types, config=load_default_service_provider_config())
    app = _Open(AsyncInMemoryStorage(InMemoryStorage()), provider, ScimService(provider))
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    sockets = loopback_sockets()
    thread = ServerThread({"total": Host(cast(ASGIApp, app), sockets, context)}, lambda: datetime.now(UTC))
    thread.start()
    try:
        yield Service(f"https://localhost:{sockets[0].getsockname()[1]}/v2", _bundle(authority, folder))
    finally:
        thread.stop()


@contextmanager
def scimmy(folder: Path) -> Iterator[Service]:
    """Serve SCIMMY with its routers for Express, as an application that uses it does."""
    need_node("scimmy-routers")
    with _program(["node", "--no-warnings", "scimmy_service.mjs"], folder) as service:
        yield service


@contextmanager
def django_scim2(folder: Path) -> Iterator[Service]:
    """Serve django-scim2, as a Django project that uses it does."""
    python = need_program("scim", "python", "django-scim2")
    with _program([str(python), "-m", "django_service"], folder) as service:
        yield service


@contextmanager
def _program(command: list[str], folder: Path) -> Iterator[Service]:
    """Run a service that takes certificate and key, prints its port, and ends with its standard input."""
    authority, certificate, key = trustme.CA(), folder / "service.pem", folder / "service.key"
    issued = authority.issue_cert("localhost")
    certificate.write_bytes(issued.cert_chain_pems[0].bytes())
    key.write_bytes(issued.private_key_pem.bytes())
    with subprocess.Popen(
        [*command, str(certificate), str(key)],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        yield Service(f"https://localhost:{int(running.stdout.readline())}/scim/v2", _bundle(authority, folder))
        running.stdin.close()


def _bundle(authority: trustme.CA, folder: Path) -> Path:
    bundle = folder / "authority-of-the-service.pem"
    bundle.write_bytes(authority.cert_pem.bytes())
    return bundle


SERVICES: Final[dict[str, Callable[[Path], Any]]] = {
    "django-scim2": django_scim2,
    "scim2-server": scim2_server,
    "scimmy": scimmy,
}
"""By name, what serves each with its files in a folder."""
