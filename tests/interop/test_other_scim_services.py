"""Removals are tested at a SCIM service that others wrote, as it is shipped: scim2-server."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from scim2_models import EnterpriseUser, Group, ResourceType, ScimProvider, User
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage, InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.utils import load_default_service_provider_config
from starlette.types import ASGIApp

from total_onboard.desired_state import ScimEndpoint
from total_onboard.engine.journal import Journal
from total_onboard.engine.removal_tests import RemovalTestNotes
from total_onboard.sandbox.server import Host, ServerThread, loopback_sockets
from total_onboard.sandbox.tls import LoopbackTls
from total_onboard.secret_text import SecretText
from total_onboard.total.patch_forms import Form
from total_onboard.total.removal_test import RemovalTest, Taken, removal_tester
from total_onboard.total.removal_verdict import verdict


class _Open(ASGIApplication):
    """The service as it is shipped, for anyone."""

    def check_auth(self, request: Any) -> None:
        """Let everyone in: the test is about PATCH."""


@pytest.fixture
def scim2(tmp_path: Path) -> Iterator[tuple[str, str, InMemoryStorage]]:
    """Address, certificate authority and storage of scim2-server with its own, strict, policy."""
    types = [ResourceType.from_resource(User[EnterpriseUser]), ResourceType.from_resource(Group)]
    provider = ScimProvider([User, EnterpriseUser, Group], types, config=load_default_service_provider_config())
    storage = InMemoryStorage()
    app = _Open(AsyncInMemoryStorage(storage), provider, ScimService(provider))
    tls, sockets = LoopbackTls(), loopback_sockets()
    thread = ServerThread({"total": Host(cast(ASGIApp, app), sockets, tls.server_context())}, lambda: datetime.now(UTC))
    thread.start()
    try:
        yield f"https://localhost:{sockets[0].getsockname()[1]}/v2", str(tls.bundle), storage
    finally:
        thread.stop()
        tls.close()


def found_at(address: str, bundle: str, journal: Path) -> RemovalTest:
    scim = ScimEndpoint(url=address, token=SecretText("any"))
    test = removal_tester(scim, ssl.create_default_context(cafile=bundle), RemovalTestNotes(Journal(journal)))

    async def made() -> RemovalTest:
        return await test()

    return asyncio.run(made())


def test_scim2_server_refuses_a_removal_with_a_value(scim2: tuple[str, str, InMemoryStorage], tmp_path: Path) -> None:
    address, bundle, storage = scim2
    found = found_at(address, bundle, tmp_path / "journal.jsonl")
    assert found.removal[Form.DEFAULT].taken is Taken.REFUSED
    assert found.removal[Form.FLAG].taken is Taken.YES
    assert found.deactivation[Form.FLAG].taken is Taken.YES
    judged = verdict(found, address)
    assert judged.good is False
    assert list(storage.resources) == []
