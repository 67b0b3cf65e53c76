"""Two setups for two tenants in one process don't mix what they print, log, record and receive."""

from __future__ import annotations

import json
import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from total_onboard.cli.embedded_sandbox import open_sandbox_for
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import GlobalOptions, Output
from total_onboard.commands.invocation.runner import run_command
from total_onboard.commands.setup.command import run_setup
from total_onboard.commands.setup.run import SetupOptions
from total_onboard.core.platforms.child_environment import hide_own_variables
from total_onboard.settings import load_settings
from total_onboard.ui.console import Streams
from total_onboard.ui.logging_setup import LOGGER

PERSONAS = ("ready", "usgov")


@dataclass
class Run:
    """One tenant's run, and what it left."""

    folder: Path
    persona: str
    stdout: StringIO
    stderr: StringIO
    status: int = -1

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document."""
        loaded: dict[str, Any] = json.loads(self.stdout.getvalue())
        return loaded

    def text(self, name: str) -> str:
        """The content of a file that it wrote."""
        return (self.folder / name).read_text(encoding="utf-8")


def set_up(folder: Path, persona: str, begin: Barrier) -> Run:
    folder.mkdir()
    run = Run(folder, persona, StringIO(), StringIO())
    common = GlobalOptions(
        sandbox=True, persona=persona, output=Output.JSON, verbose=True, log_file=folder / "run.log", yes=True
    )
    options = SetupOptions(receipt=folder / "receipt.json", handoff=folder / "hand.totalhandoff")

    def work(context: CommandContext) -> CommandResult:
        begin.wait(60)
        return run_setup(context, options)

    streams = Streams(run.stdout, run.stderr)
    run.status = run_command("setup", common, lambda: open_sandbox_for(common), work, streams)
    return run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, ...]:
    """Both setups, begun at the same moment."""
    home, begin = tmp_path_factory.mktemp("runs"), Barrier(len(PERSONAS))
    with ThreadPoolExecutor() as pool:
        begun = [pool.submit(set_up, home / persona, persona, begin) for persona in PERSONAS]
        return tuple(one.result(180) for one in begun)


def graph_ports(text: str) -> set[str]:
    """The ports that a text names; each sandbox has its own."""
    return set(re.findall(r"localhost:(\d+)", text))


def test_both_setups_succeed_with_a_document_each(runs: tuple[Run, ...]) -> None:
    assert [run.status for run in runs] == [0, 0], [run.stderr.getvalue()[-2000:] for run in runs]
    assert [run.document["command"] for run in runs] == ["setup", "setup"]


def test_receipt_has_the_calls_of_its_own_run_alone(runs: tuple[Run, ...]) -> None:
    alone = {run.persona: json.loads(run.text("receipt.json")) for run in runs}
    calls = {persona: [call["request_id"] for call in found["calls"]] for persona, found in alone.items()}
    first, second = (set(calls[persona]) for persona in PERSONAS)
    assert len(first) > 20
    assert len(second) > 20
    assert not first & second


def test_log_and_verbose_output_name_the_hosts_of_their_own_sandbox_alone(runs: tuple[Run, ...]) -> None:
    first, second = (graph_ports(run.text("run.log")) for run in runs)
    assert first
    assert second
    assert not first & second
    for run, ports in zip(runs, (first, second), strict=True):
        said = graph_ports(run.stderr.getvalue())
        assert said
        assert said <= ports | graph_ports(run.stdout.getvalue())


def test_logging_ends_with_the_run(runs: tuple[Run, ...]) -> None:
    before = [run.text("run.log") for run in runs]
    logging.getLogger(LOGGER).warning("after the runs")
    assert [run.text("run.log") for run in runs] == before


def test_settings_are_read_while_another_run_hides_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTAL_ONBOARD_TENANT", "contoso.com")
    inside, read = Barrier(2), []

    def hide() -> None:
        with hide_own_variables():
            inside.wait(10)
            time.sleep(0.3)

    with ThreadPoolExecutor() as pool:
        hiding = pool.submit(hide)
        inside.wait(10)
        read.append(load_settings({}).tenant)
        hiding.result(10)
    assert read == ["contoso.com"]
