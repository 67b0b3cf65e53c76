"""Several runs in one process: what an ended one leaves behind can be freed."""

from __future__ import annotations

import gc
from pathlib import Path

from tests.support.admin_session import AdminSession


def test_second_run_of_a_process_keeps_no_garbage(tmp_path: Path) -> None:
    session = AdminSession(tmp_path)
    try:
        session.sets_up()
        kept = gc.get_freeze_count()
        assert session.runs("status").status == 0
        assert gc.get_freeze_count() <= kept
    finally:
        session.tenant.stop()
