"""The examples for monitoring: their forms are right, their commands are those of the program, and the script works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command

from tests.contract.project.test_workflows import lint
from tests.sandbox.test_sign_in_with_msal import add_application, grant
from tests.support.admin_session import session_after_setup, session_with_rare_cycles
from tests.support.certificates import Signer
from tests.support.yaml_text import read_yaml
from total_onboard.cli.app import app
from total_onboard.steps.monitor.desired_monitor import PERMISSIONS

EXAMPLES: Final = Path(__file__).parents[3] / "docs" / "examples" / "monitoring"
CRON_FIELDS: Final = re.compile(r"(?:[\d*/,-]+ ){5}(?P<command>.+)")
_LABEL: Final = r'[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"'
EXPOSED: Final = re.compile(
    r"# (?:HELP|TYPE) total_onboard_\w+ .+"
    rf"|total_onboard_\w+\{{{_LABEL}(?:,{_LABEL})*\}} -?[\d.]+(?:e[+-]\d+)?"
)
"""A line of Prometheus' text format, version 0.0.4."""


def commands(path: Path) -> Iterator[list[str]]:
    """The words of each command of the program in a file, up to a redirection."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if found := re.search(r"(?:^|\s)(total-onboard (?:status|verify)\b[^#>|]*)", line):
            yield shlex.split(found[1])[1:]


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_example_uses_commands_and_options_of_the_program(path: Path) -> None:
    every = list(commands(path))
    assert every
    for name, *words in every:
        command: Any = get_command(app)
        leaf = command.commands[name]
        context = leaf.make_context(name, list(words), resilient_parsing=False)
        assert context.params["sign_in"] in ("azure", "certificate")
        assert context.params["no_input"]


def test_github_workflow_holds_for_actionlint() -> None:
    assert lint(EXAMPLES / "github-actions.yml") == []


def test_github_workflow_may_get_a_token_and_write_nothing() -> None:
    workflow = read_yaml((EXAMPLES / "github-actions.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read", "id-token": "write"}


def test_azure_pipeline_is_yaml_whose_task_signs_the_azure_cli_in() -> None:
    pipeline = read_yaml((EXAMPLES / "azure-pipelines.yml").read_text(encoding="utf-8"))
    (task,) = [step for step in pipeline["steps"] if "task" in step]
    assert (task["task"], task["inputs"]["scriptType"]) == ("AzureCLI@2", "bash")


def test_crontab_has_one_line_with_five_fields() -> None:
    lines = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
    (entry,) = [line for line in lines if line and not line.startswith("#") and not re.match(r"\w+=", line)]
    assert CRON_FIELDS.fullmatch(entry)


@pytest.mark.sweep
def test_collector_script_writes_metrics_that_prometheus_reads(tmp_path: Path) -> None:
    with session_after_setup(tmp_path, session_with_rare_cycles()) as session:
        ended = _collected(session.environment, session.tenant, tmp_path, session.home)
    assert ended.returncode == 0, ended.stderr
    (written,) = [one for one in (tmp_path / "metrics").iterdir() if not one.name.startswith(".")]
    lines = written.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not EXPOSED.fullmatch(line)] == []
    names = {line.partition("{")[0] for line in lines if not line.startswith("#")}
    assert {"total_onboard_differences", "total_onboard_days_left"} <= names


def _collected(environment: Any, tenant: Any, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    signer = Signer()
    made, principal = add_application(tenant, keyCredentials=[signer.credential])
    for each in PERMISSIONS:
        grant(tenant, principal, each.scope)
    key, program, metrics = folder / "key.pem", folder / "bin", folder / "metrics"
    key.write_text(signer.pem + signer.certificate_pem)
    key.chmod(0o600)
    program.mkdir()
    metrics.mkdir()
    (program / "total-onboard").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m total_onboard "$@"\n')
    (program / "total-onboard").chmod(0o755)
    given = {
        **environment,
        "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
        "TOTAL_ONBOARD_CLIENT_ID": made["appId"],
        "TOTAL_ONBOARD_CLIENT_CERTIFICATE": str(key),
    }
    words = [str(EXAMPLES / "textfile-collector.sh"), str(metrics), tenant.store.tenant_id]
    return subprocess.run(words, env=given, cwd=home, capture_output=True, text=True, check=False, timeout=120)
