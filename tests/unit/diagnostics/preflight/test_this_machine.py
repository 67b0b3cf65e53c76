"""The checks of this program, its Python and its state folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path, PurePath

import pytest

from tests.unit.diagnostics.preflight.facts import context, found
from total_onboard.core.files.private_files import private_folder
from total_onboard.core.platforms import shared_folders
from total_onboard.core.platforms.shared_folders import file_system_of, shared_with
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.preflight.machine.state_dir import STATE_FOLDER
from total_onboard.diagnostics.preflight.machine.tool_and_libraries import TOOL, python_version_warning


@pytest.mark.parametrize(
    ("version", "level", "today", "words"),
    [
        ((3, 11), "final", date(2026, 11, 24), ""),
        ((3, 11), "final", date(2027, 11, 1), "no security fixes since October 2027"),
        ((3, 15), "beta", date(2026, 11, 24), "not a finished release"),
        ((3, 10), "final", date(2026, 11, 24), "never tested"),
    ],
)
def test_a_python_is_doubted_for_a_reason(version: tuple[int, int], level: str, today: date, words: str) -> None:
    warning = python_version_warning(version, level, today)
    assert words in warning
    assert bool(words) == bool(warning)


def test_the_tool_says_which_version_it_is() -> None:
    assert "total-onboard 0." in found(TOOL).found


def state_in(folder: Path) -> CheckResult:
    return found(STATE_FOLDER, settings=context().settings.model_copy(update={"state_dir": folder}))


def test_a_private_folder_is_good_and_one_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert state_in(private_folder(tmp_path / "state")).outcome is CheckStatus.PASS
    assert state_in(tmp_path / "later" / "state").outcome is CheckStatus.PASS
    assert not (tmp_path / "later").exists()


def test_a_place_where_no_folder_can_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    finding = state_in(tmp_path / "state")
    assert finding.outcome is CheckStatus.FAIL
    assert "TOTAL_ONBOARD_STATE_DIR" in finding.remedy


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
@pytest.mark.parametrize(("mode", "who"), [(0o755, "everybody"), (0o750, "its group")])
def test_a_folder_that_others_may_enter_is_told(tmp_path: Path, mode: int, who: str) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(mode)
    finding = state_in(folder)
    assert (finding.outcome, who in finding.found) == (CheckStatus.WARN, True)
    assert "chmod 700" in finding.remedy


def test_a_folder_that_is_synchronised_is_told(tmp_path: Path) -> None:
    finding = state_in(private_folder(tmp_path / "OneDrive - Contoso" / "state"))
    assert (finding.outcome, "OneDrive" in finding.found) == (CheckStatus.WARN, True)


def test_a_folder_on_a_network_file_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nfiles:/home {tmp_path.resolve()} nfs4 rw 0 0\n")
    monkeypatch.setattr(shared_folders, "_MOUNTS", mounts)
    finding = state_in(private_folder(tmp_path / "state"))
    assert (finding.outcome, "network file system (nfs4)" in finding.found) == (CheckStatus.WARN, True)


def test_the_innermost_mount_counts() -> None:
    mounts = ["/dev/vda / ext4 rw", "//files/all /mnt/a\\040b cifs rw", "tmpfs /mnt/a\\040b/fast tmpfs rw"]
    kinds = [file_system_of(PurePath(path), mounts) for path in ("/home", "/mnt/a b/x", "/mnt/a b/fast/x")]
    assert kinds == ["ext4", "cifs", "tmpfs"]


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "state")
    (folder / "tenant").mkdir()
    (folder / "tenant" / "total-onboard-total.jsonl").write_text('{"run": "r", "kind": "run"}\nnonsense\n')
    finding = state_in(folder)
    assert (finding.outcome, "total-onboard-total.jsonl" in finding.found) == (CheckStatus.WARN, True)


def test_mount_points_that_another_user_named_stop_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    named = (b"\xff", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8")
    lines = [b"x /home/mallory/%b fuse.x rw 0 0" % name for name in named]
    mounts.write_bytes(b"\n".join([*lines, b"server:/x %b nfs4 rw 0 0" % os.fsencode(tmp_path), b""]))
    monkeypatch.setattr(shared_folders, "_MOUNTS", mounts)
    assert shared_with(tmp_path) == "a network file system (nfs4)"
