"""The sealed hand-off goes to the address in the signed sheet: announced, sent, receipted; or kept, with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.loop import Loop
from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.handoff_receiver import Receiver, running_receiver
from tests.unit.exchange import samples
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.session.handoff_sending import HandoffSending
from total_onboard.core.desired_state import DesiredState
from total_onboard.entra.clouds import CLOUDS, CloudName
from total_onboard.sandbox.console.state import console_of
from total_onboard.ui.console import Screen
from total_onboard.ui.sanitized_rich import Console

SHEET, HANDOFF = "contoso.totalsheet", "contoso.totalhandoff"
ADDRESS = "https://handoff.yourtotal.com/emea"


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    made = Loop(AdminSession(tmp_path, session_with_rare_cycles()))  # type: ignore[arg-type]
    yield made
    made.admin.tenant.stop()


@pytest.fixture
def receiver(tmp_path: Path, loop: Loop) -> Iterator[Receiver]:
    """A receiver whose authority the administrator's computer trusts, next to the sandbox's."""
    (tmp_path / "receiver").mkdir()
    with running_receiver(tmp_path / "receiver") as made:
        bundle = tmp_path / "both.pem"
        bundle.write_text(Path(loop.admin.tenant.ca_bundle).read_text() + made.bundle.read_text())
        loop.environment["TOTAL_ONBOARD_CA_BUNDLE"] = str(bundle)
        yield made


def gets_a_sheet(loop: Loop, url: str) -> None:
    made = loop.makes_a_sheet("--handoff-url", url)
    assert made.status == 0, made.err


def journal_of(loop: Loop) -> list[dict[str, Any]]:
    (journal,) = (loop.home / "state").rglob("*.jsonl")
    entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return [one for one in entries if one["kind"] == "handoff-sent"]


def test_handoff_is_announced_sent_and_receipted(loop: Loop) -> None:
    tenant = loop.admin.tenant
    gets_a_sheet(loop, tenant.receives_handoffs_at)
    done = loop.sets_up()
    assert done.status == 0, done.err
    content = (loop.home / HANDOFF).read_bytes()
    digest = sha256(content).hexdigest()
    received = console_of(tenant.store, tenant.addresses.total).receiver
    assert received.received == {digest: content}
    sent = done.document["handoff"]["sent"]
    assert (sent["status"], sent["sha256"], sent["problem"]) == (201, digest, None)
    assert sent["receipt_id"] == received.receipts[digest]["id"]
    (entry,) = journal_of(loop)
    assert (entry["url"], entry["receipt_id"]) == (tenant.receives_handoffs_at, sent["receipt_id"])
    (loop.home / "arrived.totalhandoff").write_bytes(received.received[digest])
    opened = loop.types("handoff", "open", "arrived.totalhandoff", "--verify", "--output", "json")
    assert (opened.status, opened.document["handoff"]["credentials"]) == (0, "work")
    secret = opened.document["handoff"]["client_secret"].encode()
    assert not any(secret in request.body.encode() for request in tenant.requests if request.path == "/handoffs")


def test_second_setup_and_a_rotation_send_only_what_is_new(loop: Loop, receiver: Receiver) -> None:
    gets_a_sheet(loop, receiver.url)
    assert loop.sets_up().status == 0
    again = loop.types("setup", "--sheet", SHEET, "--admin", "ada@contoso.com", "--output", "json")
    assert (again.status, len(receiver.requests)) == (0, 1), again.err
    rotated = loop.types("rotate-secret", "--handoff", "second.totalhandoff", "--output", "json")
    assert rotated.status == 5, rotated.err
    assert receiver.requests[1].content == (loop.home / "second.totalhandoff").read_bytes()
    assert rotated.document["handoff"]["sent"]["receipt_id"] == "r-1"


def test_failure_is_a_warning_and_the_file_stays(loop: Loop, receiver: Receiver) -> None:
    receiver.answers = [(409, {}, b"ada's secret")]
    gets_a_sheet(loop, receiver.url)
    done = loop.types("setup", "--sheet", SHEET, "--admin", "ada@contoso.com", "--handoff", HANDOFF)
    assert done.status == 0, done.err
    shown = " ".join(done.out.split())
    assert "could not be sent" in shown
    assert "didn't issue the value sheet" in shown
    assert "Send this file to TOTAL" in shown
    assert "ada's secret" not in done.out + done.err
    assert (loop.home / HANDOFF).exists()
    assert [one["status"] for one in journal_of(loop)] == [409]


def test_screen_announces_it_and_says_that_nothing_is_left_to_send(loop: Loop, receiver: Receiver) -> None:
    gets_a_sheet(loop, receiver.url)
    done = loop.types("setup", "--sheet", SHEET, "--admin", "ada@contoso.com", "--handoff", HANDOFF)
    assert f"Hand-off: is sent, sealed, to {receiver.url} after the changes" in " ".join(done.err.split())
    shown = " ".join(done.out.split())
    assert "TOTAL has the hand-off (receipt r-1)" in shown
    assert "Send this file" not in shown


@pytest.mark.parametrize("option", ["--no-send", "--dry-run"])
def test_nothing_is_sent_if_it_is_not_wanted(loop: Loop, receiver: Receiver, option: str) -> None:
    gets_a_sheet(loop, receiver.url)
    done = loop.sets_up(option)
    assert (done.status, receiver.requests) == (0, []), done.err


def test_sandbox_run_never_sends_to_a_real_address(loop: Loop) -> None:
    gets_a_sheet(loop, "https://handoff.yourtotal.com/emea")
    done = loop.sets_up()
    assert (done.status, done.document["handoff"]["sent"]) == (0, None), done.err
    (warning,) = [one for one in done.document["warnings"] if "hand-off" in one]
    assert "is not sent to https://handoff.yourtotal.com/emea: the tenant is a sandbox" in warning


def test_receipt_that_no_plan_announced_is_not_sent_by_yes_alone(loop: Loop, receiver: Receiver) -> None:
    gets_a_sheet(loop, receiver.url)
    assert loop.sets_up().status == 0
    assert loop.makes_a_sheet("--handoff-url", receiver.url, out="next.totalsheet").status == 0
    words = ("--admin", "ada@contoso.com", "--handoff", "next.totalhandoff", "--yes")
    done = loop.types("setup", "--sheet", "next.totalsheet", *words, "--output", "json")
    assert done.status == 0, done.err
    assert done.document["handoff"]["sent"] is None
    (warning,) = [one for one in done.document["warnings"] if "hand-off" in one]
    assert f"was not sent to {receiver.url}: no plan showed this address" in warning
    assert (loop.home / "next.totalhandoff").exists()
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("answer", ["y", "n"])
@pytest.mark.parametrize("yes", [True, False])
def test_terminal_asks_about_a_hand_off_that_no_plan_announced(
    answer: str, yes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{answer}\n"))
    shown = StringIO()
    console = Console(file=shown, width=120)
    context = CommandContext("setup", GlobalOptions(yes=yes), Screen(console, console, interactive=True), None)
    desired = DesiredState(recipient=samples.made(handoff_url=ADDRESS).sheet.recipient)
    sending = HandoffSending(context, CLOUDS[CloudName.GLOBAL], desired, None)
    assert (sending.may_be_sent(), sending.unsent_warning) == (answer == "y", "")
    assert f"Send the sealed hand-off to {ADDRESS}?" in shown.getvalue()
