"""Settings and settings files for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import below, print_line, print_rows, symbol_line
from total_onboard.ui.output.config_documents import ConfigFile, FileStatus, RecordingFile, SettingFact, SettingSource
from total_onboard.ui.sanitized_rich import Text

if TYPE_CHECKING:
    from rich.text import Text as RichText

_SYMBOLS: Final = {
    FileStatus.USED: symbols.GOOD,
    FileStatus.MISSING: symbols.NEXT,
    FileStatus.IGNORED: symbols.CAUTION,
    FileStatus.REFUSED: symbols.BAD,
}


def show_settings(screen: Screen, facts: Sequence[SettingFact]) -> None:
    """Show one line for each setting: name, value, source."""
    print_rows(screen.result, ((Text(one.name, style="name"), _value(one)) for one in facts))


def show_config_files(screen: Screen, files: Sequence[ConfigFile]) -> None:
    """Show one line for each place, and the reason below it."""
    for one in files:
        line = symbol_line(screen.result, _SYMBOLS[one.status], f"{one.status}: {one.path}", title=one.place)
        print_line(screen.result, line)
        if one.why:
            print_line(screen.result, below(screen.result, one.why))


def show_recordings(screen: Screen, recordings: Sequence[RecordingFile]) -> None:
    """Show one line for each recording, and which of them should be deleted."""
    for one in recordings:
        symbol = symbols.CAUTION if one.is_old else symbols.GOOD
        age = "1 day" if one.days == 1 else f"{one.days} days"
        end = ", delete it" if one.is_old else ""
        print_line(screen.result, symbol_line(screen.result, symbol, f"{one.path} ({age} old{end})", title="recording"))


def _value(fact: SettingFact) -> RichText:
    if fact.problem:
        return Text.assemble((f"invalid: {fact.problem}", "bad"), (f" ({fact.origin})", "quiet"))
    if fact.value in (None, ()):
        return Text("not set", style="quiet")
    words = ", ".join(fact.value) if isinstance(fact.value, tuple) else _word(fact.value)
    style = "quiet" if fact.source is SettingSource.DEFAULT else ""
    return Text.assemble((words, style), (f"  ({fact.origin or fact.source})", "quiet"))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
