"""A rotation between the admin and the representative, with sealed hand-offs, and a terminal in which somebody sits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from signal import SIGINT

import pexpect
import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from tests.e2e.loop import Loop
from tests.e2e.test_signals import assert_interrupted, when
from tests.integration.rotate_secret.total import Total, keys

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


def test_sealed_to_the_key_of_the_first_sheet_and_entered_in_the_ledger_beside_the_first(at: OpenTenant) -> None:
    loop = Loop(at("ready"))
    assert loop.makes_a_sheet().status == 0
    assert loop.sets_up().status == 0
    assert loop.types("handoff", "open", "contoso.totalhandoff").status == 0
    made = loop.types("rotate-secret", "--handoff", "new.totalhandoff", "--output", "json")
    assert made.status == 5, made.err
    assert made.document["handoff"]["sealed"] is True
    opened = loop.types("handoff", "open", "new.totalhandoff", "--verify", "--output", "json").document["handoff"]
    assert (opened["answers_issued_sheet"], opened["credentials"]) == ("yes", "work")
    done = loop.types("rotate-secret", "--finish", "--output", "json")
    assert done.status == 0, done.err
    assert done.document["verifications"][0]["outcome"] == "verified"
    assert keys(loop.admin.tenant) == [opened["client_secret_key_id"]]
    (sheet,) = loop.types("value-sheet", "list", "--output", "json").document["sheets"]
    assert sheet["waiting"] is None
    assert [one["secret_key_id"] for one in sheet["handoffs"]][1:] == [opened["client_secret_key_id"]]
    assert [path for path, text in loop.everything_written() if opened["client_secret"] in text] == []


class AtATerminal:
    """Somebody who has set up, and types ``rotate-secret``."""

    def __init__(self, admin: Admin) -> None:
        self.admin = admin
        end = admin.sets_up("--handoff", "first.totalhandoff", "--skip", "start")
        assert end.status in (0, 5), end.err
        words = ["-m", "total_onboard", "rotate-secret", "--handoff", "new.totalhandoff"]
        environment = {**admin.environment, "TERM": "xterm", "NO_COLOR": "1"}
        self.child = pexpect.spawn(
            sys.executable,
            words,
            env=environment,
            cwd=str(admin.home),
            dimensions=(50, 120),
            timeout=60,
            encoding="utf-8",
        )
        self.child.expect("Apply this plan in Contoso.*: ")
        self.child.sendline("y")
        self.child.expect("Has TOTAL confirmed that it uses the new secret.*: ")

    def answers(self, *words: str) -> int:
        for word in words:
            self.child.sendline(word)
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus or 0)


@pytest.fixture
def at_a_terminal(at: OpenTenant) -> Callable[[], AtATerminal]:
    return lambda: AtATerminal(at("ready"))


def test_in_a_terminal_it_waits_for_the_word_and_goes_on(at_a_terminal: Callable[[], AtATerminal]) -> None:
    sits = at_a_terminal()
    with Total(sits.admin.tenant, sits.admin.home / "first.totalhandoff") as total:
        total.takes_over(sits.admin.home / "new.totalhandoff")
        sits.child.sendline("y")
        sits.child.expect("Remove it in Contoso.*: ")
        assert sits.answers("y") == 0
        assert "Done: created a new client secret and removed the old one." in (sits.child.before or "")
        assert keys(sits.admin.tenant) == [total.handoff["client_secret_key_id"]]
    assert not total.locked_out


def test_in_a_terminal_no_keeps_both(at_a_terminal: Callable[[], AtATerminal]) -> None:
    sits = at_a_terminal()
    assert sits.answers("n") == 5
    assert len(keys(sits.admin.tenant)) == 2


def test_ctrl_c_while_the_secret_is_made_hands_it_off(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up("--handoff", "first.totalhandoff").status == 0
    admin.tenant.faults.add({"kind": "delay", "path": ".*/addPassword", "seconds": 2})
    process = admin.begins("rotate-secret", "--output", "json", "--handoff", "new.totalhandoff")
    when(admin, lambda: sum("addPassword" in write for write in admin.writes) == 2)
    process.send_signal(SIGINT)
    end = ended(process, timeout=60)
    assert_interrupted(end)
    assert "new.totalhandoff" in end.err
    assert admin.runs("rotate-secret", "--handoff", "new.totalhandoff").status == 5
    assert len(keys(admin.tenant)) == 2
