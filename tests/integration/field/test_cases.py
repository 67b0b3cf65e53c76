"""Each fault that people met in the field ends as ``cases.yaml`` says; how many hold is printed under the results."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.field.arrangements import ARRANGEMENTS
from tests.integration.field.case import Case, Scene, load_cases, opened, values_of
from tests.support.cli_runner import CliResult

CASES = [pytest.param(case, id=case.id, marks=[pytest.mark.sweep] if case.is_sweep else []) for case in load_cases()]


@pytest.mark.parametrize("case", CASES)
def test_field_case_ends_as_its_row_says(case: Case, tmp_path: Path) -> None:
    with opened(case, tmp_path) as scene:
        for line in case.before:
            assert scene.types(line).status in (0, 5), line
        for name in case.arrange:
            ARRANGEMENTS[name](scene)
        scene.tenant.faults.add(*case.faults)
        written = len(scene.writes)
        ended = scene.types(case.run)
        _holds(case, scene, ended, wrote=len(scene.writes) > written)


def _holds(case: Case, scene: Scene, ended: CliResult, *, wrote: bool) -> None:
    said = ended.out + ended.err
    assert ended.status == case.exit, said
    filled: Callable[[str], str] = lambda text: text.format_map(values_of(scene))  # noqa: E731
    assert [text for text in map(filled, case.shows) if text not in said] == [], said
    assert [text for text in map(filled, case.hides) if text in said] == [], said
    assert "Traceback" not in said
    if case.code is not None:
        assert case.code in [problem["code"] for problem in ended.document["problems"]], said
    if case.writes is not None:
        assert wrote is case.writes, scene.writes
    if case.kept:
        failed = json.loads((scene.home / "state" / "last-failure.json").read_text(encoding="utf-8"))
        reasons = " ".join(call["reason"] or "" for call in failed["calls"] if call["status"] is None)
        assert [text for text in case.kept if text not in reasons] == [], failed
