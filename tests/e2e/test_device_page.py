"""The page that a sign-in server names for the device code: only Microsoft's is opened and drawn as a QR code."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

PAGE = "https://microsoft.com.sign-in.example/devicelogin"
WARNING = "Warning: this page is not one of Microsoft's."
QR_CORNER = "█▀▀▀▀▀█"


def browser_that_notes(folder: Path) -> tuple[str, Path]:
    """A program to set as BROWSER, and the file in which it leaves the page that it was asked to open."""
    noted, program = folder / "opened.txt", folder / "browser.sh"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" >"{noted}"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{program} %s", noted


def at_a_terminal(admin: Admin, browser: str) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable,
        ["-m", "total_onboard", "check-prereqs"],
        env={**admin.environment, "TERM": "xterm-256color", "BROWSER": browser},
        cwd=str(admin.home),
        dimensions=(50, 120),
        timeout=60,
        encoding="utf-8",
    )


def press(child: pexpect.spawn, key: str, shows: str) -> str:
    """Press the key until it is heard; returns what was on the screen before."""
    seen = ""
    for _ in range(20):
        child.send(key)
        heard = child.expect([shows, pexpect.TIMEOUT], timeout=2) == 0
        seen += child.before or ""
        if heard:
            return seen
    raise AssertionError(f"{key} is not heard: {seen}")


@pytest.mark.parametrize("persona", ["foreign-device-page", "ready"])
def test_device_page_of_a_foreign_host_is_not_opened_or_drawn(at: OpenTenant, tmp_path: Path, persona: str) -> None:
    foreign = persona != "ready"
    browser, noted = browser_that_notes(tmp_path)
    admin = at(persona, auto_approve=None)
    child = at_a_terminal(admin, browser)
    child.expect("and enter the code")
    seen = (child.before or "") + press(child, "o", "was not opened" if foreign else "opens in your browser")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    seen += child.before or ""
    page = PAGE if foreign else f"{admin.tenant.addresses.sign_in}/devicelogin"
    assert page in seen
    assert (WARNING in seen, QR_CORNER in seen) == (foreign, not foreign)
    if foreign:
        assert not noted.exists()


def test_device_page_of_a_foreign_host_comes_with_a_warning_in_a_pipe(at: OpenTenant, tmp_path: Path) -> None:
    browser, noted = browser_that_notes(tmp_path)
    admin = at("foreign-device-page", auto_approve=None)
    process = admin.begins("check-prereqs", BROWSER=browser)
    admin.answers(admin.sees_a_code(), "ada@contoso.com", "approved")
    end = ended(process)
    assert end.status == 0, end.err
    lines = end.err.splitlines()
    at_page = next(number for number, line in enumerate(lines) if PAGE in line)
    assert lines[at_page + 1 : at_page + 3] == [WARNING, "Don't enter the code there."]
    assert not noted.exists()
