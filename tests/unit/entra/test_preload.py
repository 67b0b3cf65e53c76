from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import Admin
from total_onboard.entra.graph.preload_sdk import preload_sdk
from total_onboard.sandbox import SandboxTenant

_LOADED_LATER = """
import sys, threading
import total_onboard.commands.setup.command as command
from total_onboard.cli.main import main

sign_in, loaded = command.sign_in_session, set()

def noted(*words):
    session = sign_in(*words)
    for thread in threading.enumerate():
        if thread.name == "preload-sdk":
            thread.join()
    loaded.update(sys.modules)
    return session

command.sign_in_session = noted
sys.argv = ["total-onboard", "setup", "--output", "json", "--yes"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n".join(sorted(name for name in sys.modules.keys() - loaded if name.startswith("msgraph"))), file=sys.stderr)
"""


def test_the_sdk_is_there_once_the_admin_has_signed_in() -> None:
    preload_sdk().join(timeout=60)

    assert "total_onboard.entra.graph.client" in sys.modules
    assert "msgraph.generated.groups.groups_request_builder" in sys.modules


def test_no_call_of_a_set_up_has_to_wait_for_a_part_of_the_sdk(tmp_path: Path) -> None:
    with SandboxTenant.start("ready", auto_approve=0.05, lag=(0.0, 0.0)) as tenant:
        ended = subprocess.run(
            [sys.executable, "-c", _LOADED_LATER],
            env=Admin(tmp_path, tenant).environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
    assert [line for line in ended.stderr.splitlines() if line.startswith("msgraph")] == []
