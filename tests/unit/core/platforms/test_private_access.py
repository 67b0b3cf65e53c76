"""Private files on Windows: an access list for their owner alone, and a word about those that can't have one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from total_onboard.core.platforms import private_access
from total_onboard.core.platforms.private_access import icacls_command, pop_unprotected, restrict

OWNER_AND_SYSTEM = ["*S-1-3-4", "*S-1-5-18"]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Simulate Windows: its name, and the programs that are started."""
    started: list[list[str]] = []
    monkeypatch.setattr(private_access, "os", SimpleNamespace(name="nt", environ={"LOCALAPPDATA": "/profile/Local"}))

    def run(command: list[str]) -> bool:
        started.append(command)
        return True

    monkeypatch.setattr(private_access, "_run", run)
    return started


def test_icacls_command_removes_what_is_inherited_and_grants_two() -> None:
    file = icacls_command(Path("a.key"), is_folder=False)
    assert file == ["icacls.exe", "a.key", "/inheritance:r", "/grant:r", *(f"{one}:F" for one in OWNER_AND_SYSTEM)]
    folder = icacls_command(Path("keys"), is_folder=True)
    assert folder[-2:] == [f"{one}:(OI)(CI)F" for one in OWNER_AND_SYSTEM]


def test_restrict_on_windows_runs_icacls_once_for_a_file(windows: list[list[str]]) -> None:
    restrict(Path("/shared/contoso.totalhandoff"))
    assert [command[:2] for command in windows] == [["icacls.exe", "/shared/contoso.totalhandoff"]]
    assert pop_unprotected() == ()


def test_restrict_in_the_folder_of_the_user_leaves_the_list_of_windows(windows: list[list[str]]) -> None:
    restrict(Path("/profile/Local/total-onboard/a.key"))
    assert windows == []


def test_restrict_resolves_a_path_that_leaves_the_folder_of_the_user(windows: list[list[str]]) -> None:
    restrict(Path("/profile/Local/../../Public/a.key"))
    assert len(windows) == 1


def test_restrict_elsewhere_than_on_windows_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_access, "_run", lambda command: pytest.fail(str(command)))
    restrict(Path("/shared/a.key"))


def test_file_that_cannot_be_restricted_is_named_once(
    windows: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_access, "_run", lambda command: False)
    restrict(Path("/stick/a.key"))
    restrict(Path("/stick/a.key"))
    assert pop_unprotected() == (Path("/stick/a.key"),)
    assert pop_unprotected() == ()


def test_run_without_icacls_is_a_failure() -> None:
    assert private_access._run(["no-such-program"]) is False
