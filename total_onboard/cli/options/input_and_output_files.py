"""Options that name files, and which of them a command writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.output_files import OutputFile, OutputKind

_KINDS: Final = {
    "handoff": OutputKind.LATER,
    "handoff_dir": OutputKind.FOLDER,
    "handoff_out": OutputKind.NEW,
    "ics": OutputKind.REPLACED,
    "log_file": OutputKind.ADDED_TO,
    "out": OutputKind.NEW,
    "out_dir": OutputKind.FOLDER,
    "page": OutputKind.NEW,
    "passphrase_file": OutputKind.NEW,
    "pdf": OutputKind.NEW,
    "receipt": OutputKind.REPLACED,
    "record": OutputKind.NEW,
    "report": OutputKind.REPLACED,
    "summary": OutputKind.REPLACED,
}


def outputs_of(command: str, given: Mapping[str, object]) -> tuple[OutputFile, ...]:
    """Return the files that a command line writes; ``given`` are its options by parameter name."""
    return tuple(
        OutputFile(_option(name), path, _kind(name, given))
        for name, path in given.items()
        if name in _KINDS and isinstance(path, Path) and not _is_input(command, name, given)
    )


def inputs_of(command: str, given: Mapping[str, object]) -> dict[str, Path]:
    """Return the files that a command line reads, by option."""
    return {
        _option(name): path
        for name, path in given.items()
        if isinstance(path, Path) and (name not in _KINDS or _is_input(command, name, given))
    }


def _is_input(command: str, name: str, given: Mapping[str, object]) -> bool:
    return name == "handoff" and (command == "verify" or bool(given.get("finish")))


def _kind(name: str, given: Mapping[str, object]) -> OutputKind:
    """Return how a file is written; a table of many passphrases is appended to."""
    return OutputKind.ADDED_TO if name == "passphrase_file" and given.get("from_") else _KINDS[name]


def _option(name: str) -> str:
    return f"--{name.strip('_').replace('_', '-')}"
