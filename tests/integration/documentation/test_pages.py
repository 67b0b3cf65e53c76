"""The commands of the documentation work: each page is followed from its beginning, in the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import PROMPTLY
from tests.integration.documentation.commands import Block, blocks, follow, pages
from tests.integration.documentation.scenes import SCENES, new_tenant
from tests.support.admin_session import AT_ONCE
from total_onboard.cli import embedded_sandbox
from total_onboard.sandbox import sandbox_tenant
from total_onboard.sandbox.persona import load_persona

PAGES = pages()


def test_pages_with_commands_have_a_scene() -> None:
    assert set(PAGES) == set(SCENES)


@pytest.fixture
def without_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tenants of ``--sandbox`` answer without replication lag."""
    monkeypatch.setattr(sandbox_tenant, "load_persona", lambda name: load_persona(name).model_copy(update=AT_ONCE))
    monkeypatch.setattr(embedded_sandbox, "APPROVES_AFTER", PROMPTLY)


@pytest.mark.usefixtures("without_lag")
@pytest.mark.parametrize("page", PAGES)
def test_page_followed_as_written_works(page: str, tmp_path: Path) -> None:
    run = [block for block in blocks(PAGES[page]) if block.reason is None]
    if not run:
        return
    with SCENES[page](tmp_path) as scene:
        for block in run:
            follow(block, scene)


def test_follow_a_command_with_another_exit_status_fails(tmp_path: Path) -> None:
    with new_tenant(tmp_path) as scene, pytest.raises(AssertionError, match="total-onboard status: 3"):
        follow(Block(Path("page.md"), "total-onboard status\n", None), scene)


def test_follow_a_command_of_another_program_fails(tmp_path: Path) -> None:
    with new_tenant(tmp_path) as scene, pytest.raises(AssertionError, match="not run"):
        follow(Block(Path("page.md"), "curl https://example.com\n", None), scene)


def test_blocks_of_a_page_have_their_reason_and_lines(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\na \\\n    b  # exits with 7: why\n```\n\n<!-- not run: because -->\n```sh\nc\n```\n", "utf-8"
    )
    first, second = blocks(page)
    assert (list(first.lines()), first.reason) == ([("a b", 7)], None)
    assert (list(second.lines()), second.reason) == ([("c", 0)], "because")
