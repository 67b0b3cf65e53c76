"""The configuration of ``export`` is formatted as ``terraform fmt`` does it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.contract.terraform.exported_configuration import DESIRED, ExportedConfiguration
from tests.contract.terraform.test_configuration import CONFIGURATIONS, HOSTILE

TERRAFORM: Final = shutil.which("terraform")
TEXTS: Final = CONFIGURATIONS | {
    f"hostile {number}": ExportedConfiguration(DESIRED.model_copy(update={"application_name": value}))
    for number, value in enumerate(HOSTILE)
}
pytestmark = pytest.mark.skipif(
    TERRAFORM is None, reason="Terraform isn't installed, and pip, npm and apt don't have it: nor does CI"
)


@pytest.mark.parametrize("exported", TEXTS.values(), ids=TEXTS)
def test_terraform_fmt_would_change_nothing(exported: ExportedConfiguration, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CHECKPOINT_DISABLE": "1"}
    command = [str(TERRAFORM), "fmt", "-check", "-diff", "-no-color", "-"]
    ended = subprocess.run(
        command, input=exported.text, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
