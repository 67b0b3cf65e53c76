"""The device code: legible everywhere, live where that is possible, and nothing done unasked."""

from __future__ import annotations

import re
import sys
import termios
from dataclasses import replace

import pexpect
import pytest

from tests.unit.ui.conftest import MakeScreen, said, shown
from tests.unit.ui.examples import ShownCode
from total_onboard.ui import browser_and_clipboard
from total_onboard.ui.views.sign_in import SignInView

CODE = ShownCode()


def panel(screen_of: MakeScreen, width: int, code: ShownCode = CODE, *, colour: bool = True) -> list[str]:
    screen = screen_of(width, terminal=True, colour=colour, interactive=True)
    screen.stderr.print(SignInView(screen).drawn(code))
    return re.sub(r"\x1b\[[\d;]*m", "", said(screen)).splitlines()


def has_qr(lines: list[str]) -> bool:
    return any("█▀▀▀▀▀█" in line for line in lines)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("address", [CODE.verification_uri, "https://microsoft.com/deviceloginchina"])
def test_code_address_and_qr_code_stand_side_by_side(width: int, address: str, screen_of: MakeScreen) -> None:
    lines = panel(screen_of, width, replace(CODE, verification_uri=address))
    assert has_qr(lines)
    assert any(f" {address} " in line for line in lines)
    assert any(f"  {CODE.user_code}  " in line for line in lines)
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= width


def test_a_qr_code_that_has_no_room_gives_way_to_the_words(screen_of: MakeScreen) -> None:
    assert not has_qr(panel(screen_of, 70))


def test_a_qr_code_that_cannot_be_black_on_white_is_left_out(screen_of: MakeScreen) -> None:
    assert not has_qr(panel(screen_of, 120, colour=False))


def test_in_a_pipe_code_and_address_stand_in_one_line_each_once(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    with SignInView(screen) as view:
        view.show_code(CODE)
    assert said(screen).count(CODE.user_code) == 1
    (line,) = (line for line in said(screen).splitlines() if CODE.user_code in line)
    assert CODE.verification_uri in line
    assert "--sign-in browser" in said(screen)
    assert shown(screen) == ""
    assert "\x1b" not in said(screen)


def test_in_json_standard_output_stays_free(screen_of: MakeScreen) -> None:
    screen = screen_of(80, terminal=True, json=True)
    with SignInView(screen) as view:
        view.show_code(CODE)
    assert CODE.user_code in said(screen)
    assert "╭" not in said(screen)


def test_a_code_that_has_expired_is_called_that(screen_of: MakeScreen) -> None:
    assert any("has expired" in line for line in panel(screen_of, 80, replace(CODE, left=0.0)))


def test_where_nobody_can_press_a_key_no_key_is_offered(screen_of: MakeScreen) -> None:
    screen = screen_of(80, terminal=True)
    screen.stderr.print(SignInView(screen).drawn(CODE))
    assert "copies the code" not in said(screen)
    assert "--sign-in browser" in said(screen)


def test_where_a_key_can_be_pressed_the_browser_is_one_key_away(screen_of: MakeScreen) -> None:
    words = " ".join(panel(screen_of, 80))
    assert "b continues in a browser here" in words
    assert "--sign-in" not in words


def test_the_page_of_the_browser_flow_is_shown_whole_and_opened(
    screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(browser_and_clipboard, "open_page", opened.append)
    screen, address = screen_of(80), "https://login.microsoftonline.com/authorize?" + "state=x&" * 40
    SignInView(screen).show_address(address)
    assert address in said(screen)
    assert opened == [address]


def test_a_browser_that_would_take_the_terminal_away_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("/usr/bin/lynx"))
    assert browser_and_clipboard.open_page("https://microsoft.com/devicelogin") is False


def press(child: pexpect.spawn, key: str, shows: str) -> None:
    """Until it is heard: what is typed while the terminal changes hands is thrown away."""
    for _ in range(30):
        child.send(key)
        if child.expect([shows, pexpect.TIMEOUT], timeout=2) == 0:
            return
    raise AssertionError(f"{key} is not heard")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_keys_act_only_when_pressed_and_ctrl_c_gives_the_terminal_back() -> None:
    child = pexpect.spawn(sys.executable, ["-m", "tests.unit.ui.sign_in_program"], dimensions=(40, 80), timeout=60)
    flags = termios.ECHO | termios.ICANON
    before = termios.tcgetattr(child.child_fd)[3] & flags
    child.expect("works for another")
    assert b"OPENED" not in child.before and b"COPIED" not in child.before
    press(child, "o", f"OPENED {CODE.verification_uri}")
    child.expect("opens in your browser")
    press(child, "C", f"COPIED {CODE.user_code}")
    child.expect("no clipboard")
    press(child, "b", "d shows a code")
    child.expect("OPENED https://login.example.test/authorize")
    press(child, "d", "SECOND")
    child.sendintr()
    child.expect_exact("\x1b[?25h")
    child.expect("INTERRUPTED")
    child.expect(pexpect.EOF)
    assert before == flags
    assert termios.tcgetattr(child.child_fd)[3] & flags == flags


UNMANAGED = replace(CODE, verification_uri="https://evil.example/device", is_microsofts=False)


def test_foreign_page_is_shown_with_a_warning_and_without_qr_code(screen_of: MakeScreen) -> None:
    lines = panel(screen_of, 120, UNMANAGED)
    assert not has_qr(lines)
    assert any(UNMANAGED.verification_uri in line for line in lines)
    assert any("not one of Microsoft's" in line for line in lines)
    assert not any("o opens the page" in line for line in lines)
    assert max(map(len, panel(screen_of, 80, UNMANAGED))) <= 80


def test_foreign_page_is_not_opened_by_the_key(screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(browser_and_clipboard, "open_page", opened.append)
    SignInView(screen_of(80, terminal=True, interactive=True))._open(UNMANAGED)
    assert not opened


def test_foreign_page_in_a_pipe_comes_with_a_warning(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    with SignInView(screen) as view:
        view.show_code(UNMANAGED)
    assert "not one of Microsoft's" in said(screen)
