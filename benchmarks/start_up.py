"""How soon commands that ask nobody answer: ``python -m benchmarks.start_up [RUNS]``.

Help and completion are compared with a bare script that imports typer and rich and prints the same, commands that read
a file with the help. All run in turns; medians of the processor's seconds count, because others' work on the machine
changes those of the clock.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.command import Ran, run
from benchmarks.goals import Goals

_BARE: Final = """
import rich
import typer

app = typer.Typer(
    name="total-onboard",
    no_args_is_help=True,
    add_completion={completes!r},
    pretty_exceptions_enable=False,
    context_settings={{"help_option_names": ["--help", "-h"]}},
    help={help!r},
    epilog={epilog!r},
)
for name, (says, panel) in {commands!r}.items():
    app.command(name, help=says, rich_help_panel=panel)(lambda: None)


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", "-V", is_eager=True, help={version_help!r}, metavar="")
) -> None:
    pass


app(prog_name="total-onboard")
"""
_COMPLETING: Final = {
    "_TOTAL_ONBOARD_COMPLETE": "complete_bash",
    "COMP_WORDS": "total-onboard che",
    "COMP_CWORD": "1",
}
_THE_PROGRAM: Final = (
    "-c",
    "import sys; sys.argv[0] = 'total-onboard'; from total_onboard.cli.main import main; main()",
)
_SHEET: Final = "contoso.totalsheet"
_HANDOFF: Final = "contoso.totalhandoff"
_LIGHT: Final = (("keys", "show"), ("value-sheet", "check", _SHEET), ("handoff", "show", _HANDOFF))
_OWN_WORDS: Final = ("--help", "--version")
"""Lines of the help that the bare script words in its own way."""


@dataclass(frozen=True)
class Measured:
    """Runs of one command, without the first, which writes byte code."""

    runs: Sequence[Ran]

    @property
    def seconds(self) -> float:
        """Median of the processor's seconds."""
        return statistics.median(one.processor for one in self.runs)

    @property
    def out(self) -> str:
        """What it printed, without the lines that a bare script words in its own way."""
        return "\n".join(
            line for line in self.runs[-1].out.splitlines() if not any(word in line for word in _OWN_WORDS)
        )

    def __str__(self) -> str:
        seconds = [one.processor * 1000 for one in self.runs]
        return f"{self.seconds * 1000:.0f} ms ({min(seconds):.0f} to {max(seconds):.0f})"


def main() -> int:
    """Print one line for each goal, and return how many were missed."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = _files_of_a_representative(home)
        helped, bare, completed, bare_completed, version = _in_turns(
            times,
            home,
            ((*_THE_PROGRAM, "--help"), environment),
            ((_bare_script(home, completes=False), "--help"), environment),
            (_THE_PROGRAM, environment | _COMPLETING),
            ((_bare_script(home, completes=True),), environment | _COMPLETING),
            ((*_THE_PROGRAM, "--version"), environment),
        )
        light = _in_turns(times, home, *(((*_THE_PROGRAM, *words), environment) for words in _LIGHT))
    assert helped.out == bare.out, f"not the same: {helped.out}\n{bare.out}"
    assert completed.out.split() == bare_completed.out.split() == ["check-prereqs"], completed.out
    return _goals(helped, bare, completed, bare_completed, version, light)


def _goals(
    helped: Measured,
    bare: Measured,
    completed: Measured,
    bare_completed: Measured,
    version: Measured,
    light: Sequence[Measured],
) -> int:
    goals = Goals()
    print(f"--version {version}, --help {helped}, a bare script's --help {bare}, completion {completed}")
    for words, one in zip(_LIGHT, light, strict=True):
        print(f"{' '.join(words)} {one}")
    goals.at_most("--version, milliseconds", version.seconds * 1000, 30)
    goals.at_most("--help, of a bare script's time", helped.seconds / bare.seconds, 1.2)
    goals.at_most("completion, of a bare script's time", completed.seconds / bare_completed.seconds, 1.2)
    for words, one in zip(_LIGHT, light, strict=True):
        goals.at_most(f"{' '.join(words)}, of the time of --help", one.seconds / helped.seconds, 2.2)
    return goals.missed


def _in_turns(times: int, home: Path, *commands: tuple[Sequence[str], Mapping[str, str]]) -> list[Measured]:
    rounds = [[run(words, home, environment) for words, environment in commands] for _ in range(times + 1)]
    for one in rounds[-1]:
        assert one.status == 0, f"{one.out}{(home / 'said.txt').read_text()}"
    return [Measured(runs) for runs in zip(*rounds[1:], strict=True)]


def _files_of_a_representative(home: Path) -> dict[str, str]:
    """Make a key, a sheet and a sealed hand-off; return the environment in which they are found and trusted."""
    from tests.unit.exchange.samples import KEYS, made, sealed, trusted_file
    from total_onboard.core.secret import SecretText
    from total_onboard.exchange.keys.private_keys import KeyFolder

    KeyFolder.of(home / "state").save(KEYS, SecretText("a passphrase of the benchmark"))
    (home / _SHEET).write_text(made().text)
    sealed(home / _HANDOFF)
    return {
        "COLUMNS": "100",
        "TOTAL_ONBOARD_STATE_DIR": str(home / "state"),
        "TOTAL_ONBOARD_TRUSTED_KEYS": str(trusted_file(home, KEYS)),
    }


def _bare_script(home: Path, *, completes: bool) -> str:
    """Write it with the texts of the program, and return its name."""
    import typer.main

    from total_onboard.cli.app import app

    root = typer.main.get_command(app)
    commands = {name: (one.help or "", one.rich_help_panel) for name, one in root.commands.items()}  # type: ignore[attr-defined]
    version = next(option for option in root.params if option.name == "version")
    script = home / f"bare-{completes}.py"
    script.write_text(
        _BARE.format(
            help=root.help,
            epilog=root.epilog,
            commands=commands,
            completes=completes,
            version_help=version.help,  # type: ignore[attr-defined]
        ),
        encoding="utf-8",
    )
    return script.name


if __name__ == "__main__":
    sys.exit(main())
