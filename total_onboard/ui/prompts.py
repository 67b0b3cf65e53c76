"""Prompts for interactive terminals; elsewhere an error names the option to use."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from getpass import getpass
from typing import IO, Final, TextIO, TypeVar, cast

from rich.prompt import Prompt

from total_onboard.core.errors import BadValue, Interrupted, NotConfirmed
from total_onboard.core.secret import SecretText
from total_onboard.core.text.visible_text import shown
from total_onboard.ui.console import Screen
from total_onboard.ui.keyboard import discard_typed
from total_onboard.ui.layout import print_rows
from total_onboard.ui.sanitized_rich import Text, in_lines

_T = TypeVar("_T")
TRIALS: Final = 3
MOST_EMPTY: Final = 10
"""Empty answers before a prompt gives up."""
_TAKEN_FOR_NO: Final = f"{TRIALS} answers were neither y nor n, so this counts as no."
_ANSWERS: Final = {"y": True, "yes": True, "n": False, "no": False, "": False}


@dataclass(frozen=True)
class Details:
    """What a question offers to show before it is answered, under the letter ``v``."""

    name: str
    show: Callable[[Screen], None]


def confirm(screen: Screen, question: str, option: str = "--yes", details: Details | None = None) -> bool:
    """Ask for y, yes, n or no, in any case; Enter alone, and the third answer that is none of these, mean no.

    Raises BadValue if nobody can be asked, Interrupted at the end of input.
    """
    asked = Text.assemble(question, f" [y/N, v: {details.name}]: " if details else " [y/N]: ")
    with _require_terminal(screen, question, option):
        wrong = 0
        while wrong < TRIALS:
            typed = screen.asking.input(in_lines((Text(), asked))).strip().casefold()
            if typed in _ANSWERS:
                return _ANSWERS[typed]
            if details and typed == "v":
                details.show(replace(screen, stderr=screen.asking, terminal=None))
                continue
            wrong += 1
            screen.asking.print("Type y or n." if wrong < TRIALS else _TAKEN_FOR_NO, style="caution")
        return False


def ask(screen: Screen, what: str, option: str, *, apart: bool = False) -> str:
    """Ask for a missing value, without the blanks around it, ``apart`` from what was printed before.

    Raises BadValue, Interrupted.
    """
    with _require_terminal(screen, what, option):
        return Prompt.ask(in_lines((*((Text(),) if apart else ()), Text(what))), console=screen.asking).strip()


def choose(screen: Screen, what: str, choices: Sequence[str] | Mapping[str, str], option: str) -> str:
    """Ask to choose one of several by its first letters; the first is the default. A mapping explains each choice.

    Raises BadValue, Interrupted, and NotConfirmed after the third answer that is none of them.
    """
    names = list(choices)
    with _require_terminal(screen, what, option):
        if isinstance(choices, Mapping):
            print_rows(screen.asking, [(Text(name, style="name"), Text(why)) for name, why in choices.items()])
        question = Text(f"{what} [{'/'.join(names)}] ({names[0]}): ")
        for _ in range(TRIALS):
            if (chosen := _meant(screen.asking.input(question), names)) is not None:
                return chosen
            screen.asking.print(f"Type {' or '.join(names)}, or its first letters.", style="caution")
        raise NotConfirmed


def _meant(typed: str, names: Sequence[str]) -> str | None:
    """Return the choice whose first letters were typed, in any case; the first for nothing."""
    text = typed.strip().casefold()
    if not text:
        return names[0]
    found = [name for name in names if name.casefold().startswith(text)]
    return next((name for name in found if name.casefold() == text), found[0] if len(found) == 1 else None)


def ask_secret(screen: Screen, what: str, option: str) -> SecretText:
    """Ask for a secret, not shown while it is typed or pasted; a line break that was pasted belongs to it.

    Not getpass, if possible: a terminal's own line buffer holds 1,024 characters on some systems, and cuts a long token
    short. On Windows getpass reads key by key, without that limit.
    Raises BadValue, Interrupted.
    """
    if not prompt_toolkit_works(os.name, sys.stdout):
        with _require_terminal(screen, what, option):
            return SecretText(getpass(f"{shown(what)} (not shown): ").strip())
    from prompt_toolkit import PromptSession
    from prompt_toolkit.input import create_input
    from prompt_toolkit.input.typeahead import clear_typeahead
    from prompt_toolkit.layout.processors import PasswordProcessor
    from prompt_toolkit.output import create_output

    with _require_terminal(screen, what, option):
        session: PromptSession[str] = PromptSession(
            input=create_input(),
            output=create_output(stdout=cast("TextIO", screen.asking.file)),
            input_processors=[PasswordProcessor(char="")],
        )
        question, forget = f"{shown(what)} (not shown): ", lambda: clear_typeahead(session.input)
        return SecretText(session.prompt(question, in_thread=True, pre_run=forget).strip())


def prompt_toolkit_works(os_name: str, stdout: IO[str] | None) -> bool:
    """Return whether prompt_toolkit can draw here.

    On Windows it draws on the console of standard output, even if given another stream, and fails without one.
    """
    return os_name != "nt" or (stdout is not None and stdout.isatty())


def ask_until_valid(screen: Screen, what: str, option: str, key: Callable[[SecretText], _T]) -> _T:
    """Open something with a secret, asking again after a mistake. Raises BadValue, Interrupted."""
    for trial in range(1, TRIALS + 1):
        secret = typed_secret(screen, what, option)
        try:
            return key(secret)
        except BadValue as error:
            if trial == TRIALS:
                raise
            screen.asking.print(f"{error.message} {error.remedy}", style="caution", markup=False)
    raise AssertionError


def typed_secret(screen: Screen, what: str, option: str) -> SecretText:
    """Ask for a secret that must not be empty; Enter alone is not a wrong one. Raises BadValue, Interrupted."""
    for _ in range(MOST_EMPTY):
        if secret := ask_secret(screen, what, option):
            return secret
        screen.asking.print("Nothing was typed. Type it, or press Ctrl-C to cancel.", style="caution")
    raise BadValue(f"Nothing was typed: {what}.", remedy=f"Run the same command again, or set {option}.")


def wait_for_enter(screen: Screen, invitation: str) -> None:
    """Hold until Enter is pressed, or the input ends."""
    discard_typed()
    with suppress(EOFError), _immediate_ctrl_c():
        screen.asking.input(Text(invitation))


@contextmanager
def _require_terminal(screen: Screen, what: str, option: str) -> Iterator[None]:
    if not screen.interactive:
        raise BadValue(f"Nobody can be asked here: {what}", remedy=f"Give the answer with {option}.")
    discard_typed()
    try:
        with _immediate_ctrl_c():
            yield
    except EOFError:
        raise Interrupted("The question was not answered.", remedy="Run the same command again.") from None


@contextmanager
def _immediate_ctrl_c() -> Iterator[None]:
    """Raise on Ctrl-C: inside ``asyncio.run`` the first one would only cancel the task that waits, and be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
