"""At a terminal every teardown asks for the tenant's name; anything else that is typed changes nothing."""

from __future__ import annotations

import sys

import pexpect
import pytest

from tests.e2e.conftest import OpenTenant, at

pytestmark = [pytest.mark.journey, pytest.mark.sweep]
__all__ = ["at"]

ASKED = r"type the name of the tenant \(Contoso\)"


@pytest.mark.parametrize(
    ("words", "typed", "status"),
    [
        ((), "contoso", 0),
        ((), "yes", 130),
        ((), "", 130),
        (("--yes",), "no", 130),
        (("--yes", "--purge"), "CONTOSO", 0),
    ],
)
def test_the_name_is_typed_also_with_yes(at: OpenTenant, words: tuple[str, ...], typed: str, status: int) -> None:
    admin = at("ready")
    made = admin.sets_up("--only", "application", "--only", "redirect-uris", "--handoff", "first.totalhandoff")
    assert made.status == 0, made.err
    before = len(admin.writes)
    environment = {**admin.environment, "NO_COLOR": "1", "TERM": "dumb"}
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "total_onboard", "teardown", *words],
        env=environment,
        cwd=str(admin.home),
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 120),
    )
    terminal.expect("Delete the application TOTAL")
    terminal.expect(ASKED)
    terminal.sendline(typed)
    if typed not in ("", "contoso", "CONTOSO"):
        terminal.expect("That isn't the name of the tenant, Contoso.")
    terminal.expect("removed what setup created" if status == 0 else r"Canceled. No changes made.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == status, terminal.before
    assert (len(admin.writes) > before) is (status == 0)
