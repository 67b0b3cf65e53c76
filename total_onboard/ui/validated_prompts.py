"""Questions for values: each explains itself, and a typing error is explained and asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from total_onboard.core.errors import BadValue, Interrupted, NotConfirmed
from total_onboard.core.secret import SecretText
from total_onboard.ui import prompts
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import hanging_indent, print_line
from total_onboard.ui.sanitized_rich import Text

_T = TypeVar("_T")
_UNREADABLE: Final = BadValue("What was typed is not readable text.", remedy="Type it again.")


@contextmanager
def cancelable(screen: Screen) -> Iterator[None]:
    """Treat Ctrl-C and the end of input as a declined question: nothing was changed yet. Raises NotConfirmed."""
    try:
        yield
    except NotConfirmed:
        raise
    except _declined():
        screen.asking.print()  # the terminal shows ^C behind the question
        raise NotConfirmed from None


def _declined() -> tuple[type[BaseException], ...]:
    """Return the interruptions of a question; a command that asks nobody doesn't import asyncio."""
    from asyncio import CancelledError

    return KeyboardInterrupt, Interrupted, CancelledError


def explain(screen: Screen, text: str) -> None:
    """Say what the next question is about."""
    screen.asking.print()
    print_line(screen.asking, hanging_indent(screen.asking, Text(), Text(text)))


def correct(screen: Screen, error: BadValue) -> None:
    """Say what is wrong with an answer, and what to type instead."""
    begin = Text("  ! ", style="caution")
    print_line(screen.asking, hanging_indent(screen.asking, begin, Text(f"{error.message} {error.remedy}".strip())))


def ask_valid(screen: Screen, question: str, option: str, rule: Callable[[str], _T], default: str = "") -> _T:
    """Ask until the rule accepts the answer; Enter accepts the default, which is shown. Raises Interrupted."""
    shown = f"{question} [{default}]" if default else question
    while True:
        try:
            return rule(prompts.ask(screen, shown, option) or default)
        except BadValue as error:
            _again(screen, error)
        except UnicodeDecodeError:
            _again(screen, _UNREADABLE)


def ask_valid_secret(screen: Screen, question: str, option: str, rule: Callable[[SecretText], _T]) -> _T:
    """Ask for a secret until the rule accepts it; it is not shown. Raises Interrupted."""
    while True:
        try:
            return rule(prompts.ask_secret(screen, question, option))
        except BadValue as error:
            _again(screen, error)


def _again(screen: Screen, error: BadValue) -> None:
    """Correct the answer; without a terminal nobody can answer again."""
    if not screen.interactive:
        raise error
    correct(screen, error)
