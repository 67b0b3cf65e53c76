"""Commands are quoted for the shell they will be pasted into: it takes each word as it was meant."""

from __future__ import annotations

import shlex

import pytest
import shellingham

from total_onboard.core.platforms.shell import Shell, calling_shell, usual_shell

WORDS = [
    "plain",
    "--yes",
    "a b",
    "O'Neill",
    "$HOME",
    "`date`",
    "100%",
    "it’s",
    "C:\\Temp\\",
    "ends with \\",
    "a,b;c&d|e",
    "",
]


@pytest.mark.parametrize("word", WORDS)
def test_posix_quotes_are_undone_by_a_posix_shell(word: str) -> None:
    assert shlex.split(Shell.POSIX.quote(word)) == [word]


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("plain", "plain"),
        ("C:\\Temp\\a.key", "C:\\Temp\\a.key"),
        ("ada@contoso.com", "ada@contoso.com"),
        ("@splat", '"@splat"'),
        ("a b", '"a b"'),
        ("O'Neill & sons", '"O\'Neill & sons"'),
        ("$HOME", "'$HOME'"),
        ("it costs $5, O'Neill", "'it costs $5, O''Neill'"),
        ("`date` is O’Neill's", "'`date` is O’’Neill''s'"),
        ("ends with \\", "'ends with \\'"),
        ("", '""'),
    ],
)
def test_powershell_takes_words_as_they_are_meant(word: str, quoted: str) -> None:
    assert Shell.POWERSHELL.quote(word) == quoted


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        (Shell.POSIX, "export A='O'\"'\"'Neill $x'"),
        (Shell.POWERSHELL, "$env:A = 'O''Neill $x'"),
        (Shell.CMD, 'set "A=O\'Neill $x"'),
    ],
)
def test_variable_is_set_as_the_shell_sets_it(shell: Shell, line: str) -> None:
    assert shell.set_variable("A", "O'Neill $x") == line


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("bash", Shell.POSIX),
        ("fish", Shell.POSIX),
        ("powershell", Shell.POWERSHELL),
        ("pwsh", Shell.POWERSHELL),
        ("cmd", Shell.CMD),
    ],
)
def test_calling_shell_is_the_one_in_the_process_tree(monkeypatch: pytest.MonkeyPatch, found: str, kind: Shell) -> None:
    monkeypatch.setattr(shellingham, "detect_shell", lambda: (found, found))
    assert calling_shell.__wrapped__() is kind


def test_calling_shell_that_is_unknown_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise shellingham.ShellDetectionFailure

    monkeypatch.setattr(shellingham, "detect_shell", fail)
    assert calling_shell.__wrapped__() is Shell.POSIX


def test_usual_shell_of_windows_is_powershell() -> None:
    assert (usual_shell("nt"), usual_shell("posix")) == (Shell.POWERSHELL, Shell.POSIX)


@pytest.mark.parametrize("value", ['a" & calc & "', "%PATH%", "a!b!", "a\r\nb"])
def test_value_that_cmd_cannot_quote_is_left_out_by_name(value: str) -> None:
    assert Shell.CMD.set_variable("A", value) == "rem A: cmd.exe can't quote this value. Use PowerShell."
    assert Shell.CMD.quote(value) == "VALUE"
