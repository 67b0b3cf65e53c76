"""Questions: asked where somebody sits, refused politely where nobody does."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

import pexpect
import pytest

from tests.unit.ui.conftest import MakeScreen, said, shown
from total_onboard.core.errors import BadValue, Interrupted, NotConfirmed
from total_onboard.ui import prompts
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask, ask_secret, choose, confirm, prompt_toolkit_works
from total_onboard.ui.sanitized_rich import Console

QUESTIONS: dict[str, Callable[[Screen], object]] = {
    "confirm": lambda screen: confirm(screen, "Carry this out?", "--yes"),
    "ask": lambda screen: ask(screen, "The redirect URI", "--redirect-uri"),
    "choose": lambda screen: choose(screen, "The cloud", ["global", "usgov"], "--cloud"),
    "ask secret": lambda screen: ask_secret(screen, "The SCIM token", "--scim-token-file"),
}


@pytest.mark.parametrize(
    ("question", "option"),
    list(zip(QUESTIONS, ["--yes", "--redirect-uri", "--cloud", "--scim-token-file"], strict=True)),
)
def test_where_nobody_can_answer_the_error_names_the_option_that_does(
    question: str, option: str, screen_of: MakeScreen
) -> None:
    with pytest.raises(BadValue) as refusal:
        QUESTIONS[question](screen_of(80))
    assert option in refusal.value.remedy


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


ANSWERS = [
    *((word, True) for word in ("y", "Y", "yes", "YES", " Yes ")),
    *((word, False) for word in ("n", "N", "no", "NO", "No", "")),
    *((word, False) for word in ("yep\nsure\nok\ny", "ye\nyes!\n1\ny")),
    ("what?\nyes", True),
    ("what?\nreally?\nN\ny", False),
]
"""The last answers of the third pair come too late: three that are none are a no."""


@pytest.mark.parametrize(("answer", "meant"), [(f"{answer}\n", meant) for answer, meant in ANSWERS])
def test_only_yes_in_full_or_as_a_letter_is_yes(
    answer: str, meant: bool, screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, answer)
    screen = screen_of(80, interactive=True)
    assert confirm(screen, "Carry this out?") is meant
    assert "Carry this out?" in said(screen)
    assert shown(screen) == ""


def test_an_answer_loses_the_blanks_around_it(screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "  https://app.yourtotal.com/cb \n")
    assert ask(screen_of(80, interactive=True), "URI", "--redirect-uri") == "https://app.yourtotal.com/cb"


def test_a_wrong_choice_is_asked_again(screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "moon\nusgov\n")
    assert choose(screen_of(80, interactive=True), "Cloud", ["global", "usgov"], "--cloud") == "usgov"


def test_a_third_wrong_choice_cancels(screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "moon\nmars\nsun\nusgov\n")
    with pytest.raises(NotConfirmed):
        choose(screen_of(80, interactive=True), "Cloud", ["global", "usgov"], "--cloud")


CHOICES = {"stop": "Stop here.", "adopt": "Use it.", "new": "Create one.", "newer": "Create more."}


@pytest.mark.parametrize(
    ("letters", "meant"),
    [("", "stop"), ("a", "adopt"), ("AD", "adopt"), ("new", "new"), ("newe", "newer"), ("ne\nx\ns", "stop")],
)
def test_choose_takes_the_first_letters_of_a_choice(
    letters: str, meant: str, screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, f"{letters}\n")
    screen = screen_of(80, interactive=True)
    assert choose(screen, "What to do", CHOICES, "--adopt") == meant
    assert "  adopt  Use it." in said(screen)


def test_the_end_of_input_is_an_interruption(screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")
    with pytest.raises(Interrupted):
        confirm(screen_of(80, interactive=True), "Carry this out?")


_ASKS_A_SECRET = """
from total_onboard.ui.prompts import ask_secret
from total_onboard.ui.console import open_screen
secret = ask_secret(open_screen(), "The SCIM token", "--scim-token-file").reveal(to="the test that typed it")
print(f"GOT {len(secret)} {secret.count(chr(10))}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_long_secret_is_pasted_whole_and_never_shown() -> None:
    child = pexpect.spawn(sys.executable, ["-c", _ASKS_A_SECRET], dimensions=(40, 80), timeout=60)
    child.logfile_read = io.BytesIO()
    child.expect_exact("(not shown):")
    child.send("\x1b[200~" + "s3cr3t" * 400 + "\n" + "tail" + "\x1b[201~")
    child.send("\r")
    child.expect_exact("GOT 2405 1")
    child.expect(pexpect.EOF)
    assert b"s3cr3t" not in child.logfile_read.getvalue()


_ASKS_IN_A_LOOP = """
import asyncio
from total_onboard.ui.prompts import confirm
from total_onboard.ui.console import open_screen
async def main():
    confirm(open_screen(), "Carry this out?")
try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("STOPPED")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_one_ctrl_c_ends_a_question_that_an_event_loop_asks() -> None:
    child = pexpect.spawn(sys.executable, ["-c", _ASKS_IN_A_LOOP], dimensions=(40, 80), timeout=60)
    child.expect_exact("[y/N]")
    time.sleep(1)  # Python hears of a signal that comes just before a read only after it; no person is so quick
    child.sendintr()
    child.expect_exact("STOPPED")


_ASKS_AFTER_PROGRESS = """
import time
from total_onboard.engine.events import PollProgress
from total_onboard.ui.views.run.progress import ProgressView
from total_onboard.ui.prompts import ask, ask_secret, confirm, wait_for_enter
from total_onboard.ui.console import open_screen
screen = open_screen()
with ProgressView(screen, {}) as view:
    view.on(PollProgress("the group is found", 0, 300))
    print("WORKING", flush=True)
    time.sleep(2)
answer = {question}
print("GOT", getattr(answer, "reveal", lambda to: answer)(to="the test that typed it"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("question", "shown_as", "answer", "got"),
    [
        ('confirm(screen, "Carry this out?")', "[y/N]", "y", "True"),
        ('ask(screen, "The redirect URI", "--redirect-uri")', "The redirect URI", "late", "late"),
        ('ask_secret(screen, "The SCIM token", "--scim-token-file")', "(not shown)", "late", "late"),
        ('wait_for_enter(screen, "Press Enter to close it")', "Press Enter", "", "None"),
    ],
)
def test_prompt_after_progress_ignores_what_was_typed_before(
    question: str, shown_as: str, answer: str, got: str
) -> None:
    program = _ASKS_AFTER_PROGRESS.replace("{question}", question)
    child = pexpect.spawn(sys.executable, ["-c", program], dimensions=(40, 80), timeout=60)
    child.expect_exact("WORKING")
    child.send("\r\ry\r")
    child.expect_exact(shown_as)
    with pytest.raises(pexpect.TIMEOUT):
        child.expect_exact("GOT", timeout=1)
    child.send(f"{answer}\r")
    child.expect_exact(f"GOT {got}")
    child.expect(pexpect.EOF)


_REDRAWS = """
import time
from total_onboard.engine.events import PollProgress
from total_onboard.ui.views.run.progress import ProgressView
from total_onboard.ui.console import open_screen
with ProgressView(open_screen(), {}) as view:
    view.on(PollProgress("WORKING", 0, 60))
    input()
input("AGAIN")
print("OVER")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows echoes only while something reads")
def test_typed_text_is_not_echoed_into_a_screen_that_is_redrawn() -> None:
    child = pexpect.spawn(sys.executable, ["-c", _REDRAWS], dimensions=(40, 80), timeout=60)
    child.logfile_read = io.BytesIO()
    child.expect_exact("WORKING")
    child.send("hidden\r")
    child.expect_exact("AGAIN")
    assert b"hidden" not in child.logfile_read.getvalue()
    child.send("echoed\r")
    child.expect_exact("echoed")
    child.expect_exact("OVER")


@pytest.mark.parametrize(
    ("os_name", "stdout", "works"),
    [("nt", io.StringIO(), False), ("nt", None, False), ("posix", io.StringIO(), True), ("posix", None, True)],
)
def test_prompt_toolkit_needs_a_console_as_standard_output_on_windows(
    os_name: str, stdout: io.StringIO | None, works: bool
) -> None:
    assert prompt_toolkit_works(os_name, stdout) is works


def test_secret_with_redirected_output_of_windows_is_read_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "prompt_toolkit_works", lambda *_: False)
    monkeypatch.setattr(prompts, "getpass", lambda question: f" typed after {question}")
    console = Console(file=io.StringIO())
    assert ask_secret(Screen(console, console, interactive=True), "Passphrase", "--x").reveal(to="this test") == (
        "typed after Passphrase (not shown):"
    )
