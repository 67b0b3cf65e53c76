"""How soon help, version and completion appear: ``python -m benchmarks.start_up [RUNS]``.

Each is compared with a bare script that imports typer and rich and prints the same. Both run in turns; medians of the
processor's seconds count, because others' work on the machine changes those of the clock.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.command import Ran, run
from benchmarks.goals import Goals

_GOAL: Final = 1.3
_BARE: Final = """
import rich
import typer

app = typer.Typer(
    name="total-onboard",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={{"help_option_names": ["-h", "--help"]}},
    help={help!r},
    epilog={epilog!r},
)
for name, says in {commands!r}.items():
    app.command(name, help=says)(lambda: None)


def say_version(wanted: bool) -> None:
    if wanted:
        typer.echo({version!r})
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=say_version, is_eager=True, help={version_help!r})
) -> None:
    pass


app(prog_name="total-onboard")
"""
_COMPLETING: Final = {
    "_TOTAL_ONBOARD_COMPLETE": "complete_bash",
    "COMP_WORDS": "total-onboard che",
    "COMP_CWORD": "1",
}
_THE_PROGRAM: Final = "import sys; sys.argv[0] = 'total-onboard'; from total_onboard.cli.main import main; main()"


def main() -> int:
    """Print one line for each; 1 where one took too long."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    goals = Goals()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "bare.py").write_text(_bare_script(), encoding="utf-8")
        for what, words, more in (
            ("--help", ["--help"], {}),
            ("--version", ["--version"], {}),
            ("completion", [], _COMPLETING),
        ):
            goals.at_most(f"{what}, of a bare script's time", _ratio(home, words, more, times), _GOAL)
    return goals.missed


def _ratio(home: Path, words: Sequence[str], more: Mapping[str, str], times: int) -> float:
    environment = {"COLUMNS": "100", **more}
    ours: list[Ran] = []
    bare: list[Ran] = []
    for _ in range(times + 1):
        ours.append(run(["-c", _THE_PROGRAM, *words], home, environment))
        bare.append(run(["bare.py", *words], home, environment))
    assert ours[-1].out == bare[-1].out, f"not the same: {ours[-1].out}\n{bare[-1].out}"
    assert ours[-1].out.strip()
    return statistics.median(each.processor for each in ours[1:]) / statistics.median(
        each.processor for each in bare[1:]
    )


def _bare_script() -> str:
    """Its texts are those of the program."""
    import typer.main

    from total_onboard import __version__
    from total_onboard.cli.app import app

    root = typer.main.get_command(app)
    commands = {name: command.help or "" for name, command in root.commands.items()}  # type: ignore[attr-defined]
    version = next(option for option in root.params if option.name == "version")
    return _BARE.format(
        help=root.help,
        epilog=root.epilog,
        commands=commands,
        version=f"total-onboard {__version__}",
        version_help=version.help,  # type: ignore[attr-defined]
    )


if __name__ == "__main__":
    sys.exit(main())
