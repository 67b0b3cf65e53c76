"""Writes go into no link, no other user's file, and not over what appeared meanwhile."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import total_onboard
from total_onboard.commands.inputs.output_files import OutputFile, OutputKind, check_outputs
from total_onboard.core.files.private_files import open_to_append, probe_writing, write_atomically, write_new_atomically
from total_onboard.core.secret import SecretText
from total_onboard.engine.journal.entry import GroupDelivered
from total_onboard.engine.journal.journal import Journal
from total_onboard.exchange.ledger.database_url import engine_of
from total_onboard.report.call_receipt import CallReceipt
from total_onboard.ui.logging_setup import start_logging
from total_onboard.ui.output.calendar_file import write_calendar_file
from total_onboard.ui.output.call_receipt import make_room, write_receipt
from total_onboard.ui.output.pages.html import write_report

as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
PACKAGE = Path(total_onboard.__file__).parent
RECEIPT = CallReceipt(command="setup", scopes=(), calls=())
WRITES: dict[str, Callable[[Path], object]] = {
    "whole": lambda path: write_atomically(path, b"x"),
    "new": lambda path: write_new_atomically(path, b"x"),
    "trial": probe_writing,
    "appended": open_to_append,
    "calendar": lambda path: write_calendar_file(path, ()),
    "receipt": lambda path: write_receipt(path, RECEIPT),
    "receipt's room": make_room,
    "report": lambda path: write_report(path, "x"),
    "report's check": lambda path: check_outputs([OutputFile("--report", path, OutputKind.REPLACED)], {}),
    "log": lambda path: start_logging(verbose=False, log_file=path),
    "ledger": lambda path: engine_of(SecretText(f"sqlite:///{path}")),
    "journal": lambda path: Journal(path).write(GroupDelivered(group_id="g")),
}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    file = tmp_path / "victim"
    file.write_text("precious", encoding="utf-8")
    return file


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("there", [True, False], ids=["existing", "dangling"])
def test_write_does_not_follow_a_link(name: str, there: bool, victim: Path, tmp_path: Path) -> None:
    if not there:
        victim.unlink()
    link = tmp_path / "out"
    link.symlink_to(victim)
    with pytest.raises(Exception, match=r"link|File exists"):
        WRITES[name](link)
    assert link.is_symlink()
    assert victim.exists() is there
    assert not there or victim.read_text(encoding="utf-8") == "precious"


@as_root
@pytest.mark.parametrize("name", WRITES)
def test_write_does_not_go_into_another_users_file(name: str, victim: Path) -> None:
    os.chown(victim, 54321, -1)
    with pytest.raises(Exception, match=r"another user|File exists"):
        WRITES[name](victim)
    assert victim.read_text(encoding="utf-8") == "precious"
    assert victim.stat().st_uid == 54321


@pytest.mark.parametrize("name", sorted(WRITES.keys() - {"trial", "report's check"}))
def test_new_file_is_for_its_owner_alone(name: str, tmp_path: Path) -> None:
    WRITES[name](tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_partial_file_of_another_user_stays(tmp_path: Path) -> None:
    partial = tmp_path / "out.partial"
    partial.write_text("precious", encoding="utf-8")
    write_atomically(tmp_path / "out", b"x")
    assert partial.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
def test_new_whole_file_never_replaces(links: bool, victim: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object, **__: object) -> None:
        raise OSError("no hard links here")

    if not links:
        monkeypatch.setattr(os, "link", without)
    with pytest.raises(FileExistsError):
        write_new_atomically(victim, b"x")
    assert victim.read_text(encoding="utf-8") == "precious"
    write_new_atomically(victim.with_name("new"), b"x")
    assert {one.name for one in victim.parent.iterdir()} == {"new", "victim"}


def test_every_write_goes_through_one_module() -> None:
    writes = (r"write_text\(", r"write_bytes\(", r"os\.open\(", "mkstemp", "NamedTemporaryFile")
    pattern = re.compile("|".join([*writes, r"(?<!fd)open\([^)]*[\"'][wax]b?"]))
    found = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if "sandbox" not in file.parts and pattern.search(file.read_text(encoding="utf-8"))
    }
    generators = {"exchange/json_schemas.py", "ui/output/json_schema.py"}
    reads = {"core/files/file_trust.py", "commands/invocation/stop_signals.py", "ui/console.py"}
    assert found - generators - reads <= {
        "core/files/private_files.py",
        "exchange/safe_files.py",
        "engine/journal/append_log.py",
    }
