"""Commands of the documentation are there for PowerShell, too."""

from __future__ import annotations

import pytest

from tools.powershell import main, powershell, with_powershell


@pytest.mark.parametrize(
    ("posix", "translated"),
    [
        ("export TOTAL_ONBOARD_APP_ID=ID", '$env:TOTAL_ONBOARD_APP_ID = "ID"'),
        ('export A="b c"  # why', '$env:A = "b c"  # why'),
        ("unset A", "Remove-Item Env:A"),
        ("total-onboard setup \\\n    --admin a@b.c", "total-onboard setup `\n    --admin a@b.c"),
        (
            "total-onboard keys show k --public > k.jwk",
            "total-onboard keys show k --public | Out-File -Encoding ascii k.jwk",
        ),
        (".venv/bin/total-onboard status", ".venv\\Scripts\\total-onboard status"),
        ("python3 -m venv .venv", "py -m venv .venv"),
        ("total-onboard status", "total-onboard status"),
        (
            ". ./sandbox.env",
            "Get-Content sandbox.env | ForEach-Object { if ($_ -match '^export (\\w+)=(.*)') "
            """{ Set-Item "Env:$($Matches[1])" $Matches[2].Trim("'") } }""",
        ),
    ],
)
def test_powershell_of_a_command_is_what_that_shell_takes(posix: str, translated: str) -> None:
    assert powershell(posix) == translated


def test_with_powershell_a_second_time_changes_nothing() -> None:
    page = "```sh\nexport A=b\n```\n\nText.\n\n```sh\ntotal-onboard status\n```\n"
    once = with_powershell(page)
    assert once.count("```powershell") == 1
    assert with_powershell(once) == once


def test_pages_have_powershell_after_each_command_that_differs() -> None:
    assert main(["--check"]) == 0
