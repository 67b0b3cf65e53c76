"""Commands for the shell that started total-onboard: quoted as it needs them, with its way to set a variable."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Final

_PLAIN: Final = re.compile(r"[\w./:\\=+-][\w./:\\=+@-]*", re.ASCII)
_LITERAL_IN_DOUBLE_QUOTES: Final = re.compile(r'[^"$`%!^\r\n“”„]*(?<!\\)')
"""What PowerShell and cmd.exe both leave as it is between double quotes."""
_POWERSHELL_QUOTE: Final = re.compile("(['‘’‚‛])")
_NOT_IN_CMD: Final = frozenset('"%!\r\n')
"""Characters that close a quoted word of cmd.exe or are replaced in it, so that a value could run a program."""
_NAMES: Final = {"cmd": "cmd", "powershell": "powershell", "pwsh": "powershell"}


class Shell(StrEnum):
    """Kinds of shells that differ in what must be typed."""

    POSIX = "posix"
    POWERSHELL = "powershell"
    CMD = "cmd"

    def quote(self, word: str) -> str:
        """Quote one word. Windows has one form for both of its shells, wherever they agree.

        A word that cmd.exe can't quote becomes a placeholder.
        """
        if self is Shell.POSIX:
            return shlex.quote(word)
        if _PLAIN.fullmatch(word):
            return word
        if self is Shell.CMD and _NOT_IN_CMD & set(word):
            return "VALUE"
        if self is Shell.CMD or _LITERAL_IN_DOUBLE_QUOTES.fullmatch(word):
            return f'"{word}"'
        return "'" + _POWERSHELL_QUOTE.sub(r"\1\1", word) + "'"

    def join(self, words: Iterable[str]) -> str:
        """Return one command."""
        return " ".join(map(self.quote, words))

    def set_variable(self, name: str, value: str) -> str:
        """Return the line that sets an environment variable for the commands that follow."""
        if self is Shell.CMD and _NOT_IN_CMD & set(value):
            return self.comment(f"{name}: cmd.exe can't quote this value. Use PowerShell.")
        if self is Shell.CMD:
            return f'set "{name}={value}"'
        if self is Shell.POWERSHELL:
            quoted = "'" + _POWERSHELL_QUOTE.sub(r"\1\1", value) + "'"
            return f"$env:{name} = {quoted}"
        return f"export {name}={shlex.quote(value)}"

    @property
    def clear_variables(self) -> str:
        """Command that removes our variables from the shell, so that what it starts has none."""
        return {
            Shell.POSIX: "unset $(env | grep -o '^TOTAL_ONBOARD_[A-Z_]*')",
            Shell.POWERSHELL: "Remove-Item Env:TOTAL_ONBOARD_*",
            Shell.CMD: 'for /f "delims==" %v in (\'set TOTAL_ONBOARD_\') do @set "%v="',
        }[self]

    def comment(self, text: str) -> str:
        """Return a line that the shell ignores."""
        return f"rem {text}" if self is Shell.CMD else f"# {text}"

    @property
    def continuation(self) -> str:
        """Sign at the end of a line of a command that continues on the next one."""
        return {Shell.POSIX: "\\", Shell.POWERSHELL: "`", Shell.CMD: "^"}[self]


@cache
def calling_shell() -> Shell:
    """Return the kind of shell that started this process; the platform's usual kind if that is unknown."""
    usual = usual_shell(os.name)
    try:
        import shellingham

        name, _ = shellingham.detect_shell()
    except (ImportError, RuntimeError, OSError):  # ShellDetectionFailure is an OSError
        return usual
    return Shell(_NAMES.get(name, Shell.POSIX))


def usual_shell(os_name: str) -> Shell:
    """Return the kind of shell that people use on a platform (:data:`os.name`)."""
    return Shell.POWERSHELL if os_name == "nt" else Shell.POSIX


def shell_of_remedies() -> Shell:
    """Return the kind of shell for commands in messages: on Windows, the form that both of its shells take."""
    return usual_shell(os.name)
