"""``setup`` sends its hand-off through nginx, configured from the documentation, into the dashboard's inbox."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from ssl import create_default_context
from typing import Final

import httpx
import pytest

from tests.contract.clients.apache import free_port
from tests.contract.clients.installed import ROOT
from tests.contract.clients.nginx import nginx
from tests.e2e.loop import Loop
from tests.support.admin_session import AdminSession, session_with_rare_cycles

PAGE: Final = ROOT / "docs" / "representatives" / "dashboard.md"
pytestmark = pytest.mark.sweep


def documented_block(receiver: int) -> str:
    """The block for nginx that the documentation shows, for another port."""
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert found
    assert found[1].count("127.0.0.1:8441") == 1
    return found[1].replace("127.0.0.1:8441", f"127.0.0.1:{receiver}")


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    made = Loop(AdminSession(tmp_path, session_with_rare_cycles()))  # type: ignore[arg-type]
    yield made
    made.admin.tenant.stop()


@contextmanager
def dashboard(loop: Loop, receiver: int) -> Iterator[str]:
    """The program itself; yields the address that signs in once."""
    given = {name: value for name, value in loop.environment.items() if value is not None}
    command = [sys.executable, "-m", "total_onboard", "dashboard", "--receive-port", str(receiver)]
    environment = {**os.environ, **given, "HOME": str(loop.home)}
    with subprocess.Popen(command, cwd=loop.home, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)


def inbox(address: str) -> str:
    with httpx.Client(follow_redirects=True) as browser:
        page: str = browser.get(address).text
    return page


def test_handoff_reaches_the_inbox_through_the_documented_proxy(loop: Loop, tmp_path: Path) -> None:
    loop.makes_keys()
    receiver = free_port()
    with (
        dashboard(loop, receiver) as address,
        nginx(tmp_path / "nginx", documented_block(receiver)) as (url, authority),
    ):
        bundle = tmp_path / "both.pem"
        bundle.write_text(Path(loop.admin.tenant.ca_bundle).read_text() + authority.read_text())
        loop.environment["TOTAL_ONBOARD_CA_BUNDLE"] = str(bundle)
        made = loop.makes_a_sheet("--handoff-url", f"{url}/handoffs")
        assert made.status == 0, made.err

        done = loop.sets_up()

        assert done.status == 0, done.err
        assert done.document["handoff"]["sent"]["status"] == 201
        page = inbox(address)
        pages = httpx.get(f"{url}{httpx.URL(address).path}", verify=create_default_context(cafile=authority))
    assert "Sent by customers" in page
    assert "Contoso" in page
    assert pages.status_code == 404
