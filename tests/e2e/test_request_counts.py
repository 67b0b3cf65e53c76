"""What a set-up asks Microsoft: no request that docs/performance.md does not justify, and no more in a large tenant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.preflight.test_rounds import rounds
from tests.support.admin_session import AdminSession
from total_onboard.entra.graph.operation_permissions import operation_of
from total_onboard.sandbox.http.recorder import Exchange

ROW = re.compile(r"^\| `([^`]+)` \| (\d+) \| (\d+) \| (.+) \|$", re.MULTILINE)
TABLE = ROW.findall((Path(__file__).parents[2] / "docs" / "performance.md").read_text(encoding="utf-8"))
HELD_BACK = {"kind": "delay", "host": "graph", "seconds": 1.0, "times": 0}


def asked(requests: Sequence[Exchange]) -> Counter[str]:
    operations = [(one, operation_of(one.method, one.path)) for one in requests if one.host == "graph"]
    return Counter(f"{one.method} {operation.template if operation else one.path}" for one, operation in operations)


@pytest.mark.parametrize("persona", ["ready", pytest.param("large", marks=pytest.mark.sweep)])
def test_every_request_of_a_set_up_is_in_the_table(tmp_path: Path, persona: str) -> None:
    admin_session = AdminSession(tmp_path, persona)
    try:
        admin_session.sets_up()
        first = list(admin_session.tenant.requests)
        admin_session.tenant.faults.add(HELD_BACK)
        assert admin_session.runs("setup", "--output", "json").status == 0
        second = [one for one in admin_session.tenant.requests[len(first) :] if one.host == "graph"]
    finally:
        admin_session.tenant.stop()
    assert asked(first) == Counter({request: int(count) for request, count, _, _ in TABLE if int(count)})
    assert asked(second) == Counter({request: int(count) for request, _, count, _ in TABLE if int(count)})
    assert len(second) <= 12
    assert rounds(second) <= 3
    assert {one.method for one in second} == {"GET"}
