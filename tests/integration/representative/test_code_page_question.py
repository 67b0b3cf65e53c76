"""A CSV in a code page is read after a question that shows what its letters would be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.value_sheet.bulk_create import _read
from total_onboard.exchange.bulk.csv_dialect import EncodingUnknown
from total_onboard.ui.console import STYLES, Screen
from total_onboard.ui.sanitized_rich import Console

TABLE = "customer,tenant,redirect_uri\nÖBB Wäsche,contoso.com,https://a.example/cb\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    return path


class Terminal:
    """What is shown, and what is typed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *typed: str, interactive: bool = True) -> None:
        self.shown, self.left = io.StringIO(), list(typed)
        console = Console(file=self.shown, width=100, theme=STYLES)

        def answered(*prompt: object, **_: object) -> str:
            console.print(*prompt)
            return self.left.pop(0)

        monkeypatch.setattr(console, "input", answered)
        self.admin_session = CommandContext(
            "value-sheet create", GlobalOptions(), Screen(console, console, interactive=interactive), None
        )


@pytest.mark.parametrize("answer", ["y", "YES"])
def test_code_page_question_yes_reads_the_file(answer: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, answer)
    (row,) = _read(terminal.admin_session, file, {}, None).rows
    assert row.order
    assert row.order.customer == "ÖBB Wäsche"
    assert "cp1252" in terminal.shown.getvalue()
    assert "Ö" in terminal.shown.getvalue(), "the question shows a letter that decides"


@pytest.mark.parametrize("answers", [("n",), ("",), ("what?", "ja", "oui")], ids=["no", "enter", "neither"])
def test_code_page_question_not_yes_reads_nothing(
    answers: tuple[str, ...], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(monkeypatch, *answers)
    with pytest.raises(EncodingUnknown) as refused:
        _read(terminal.admin_session, file, {}, None)
    assert "--encoding cp1252" in refused.value.remedy
    assert terminal.left == []


def test_code_page_off_a_terminal_asks_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, "y", interactive=False)
    with pytest.raises(EncodingUnknown):
        _read(terminal.admin_session, file, {}, None)
    assert terminal.left == ["y"]


def test_code_page_that_is_named_asks_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch)
    (row,) = _read(terminal.admin_session, file, {}, "cp1252").rows
    assert row.order
    assert row.order.customer == "ÖBB Wäsche"
    assert terminal.shown.getvalue() == ""
