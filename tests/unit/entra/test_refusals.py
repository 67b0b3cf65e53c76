from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.yaml_text import read_yaml
from total_onboard.core.exit_status import ExitStatus
from total_onboard.entra.graph import errors
from total_onboard.entra.graph.responses import error_from

CASES = read_yaml((Path(__file__).parent / "refusals.yaml").read_text("utf-8"))


def _error(case: dict[str, Any]) -> errors.GraphError:
    body = {"json": case["body"]} if "body" in case else {}
    return error_from(httpx.Response(case["status"], **body), case.get("path", "/groups/group-1"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_refusal_becomes_the_error_that_says_what_happened_and_what_to_do(case: dict[str, Any]) -> None:
    error = _error(case)

    assert type(error).__name__ == case["is"]
    assert case.get("says", "") in error.message
    assert error.request_id == case.get("request_id")
    assert error.remedy


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_refusal_is_known_for_what_passes_by_itself_and_for_what_is_done_already(case: dict[str, Any]) -> None:
    error = _error(case)

    assert errors.is_not_replicated_yet(error) is case.get("not_replicated", False)
    assert errors.is_warming_up(error) is case.get("warming_up", False)
    assert errors.is_already_there(error) is case.get("already_there", False)
    assert errors.is_taken(error) is case.get("taken", False)


def test_the_request_id_of_the_header_is_preferred() -> None:
    body = {"error": {"innerError": {"request-id": "of-the-body"}}}
    response = httpx.Response(400, json=body, headers={"request-id": "of-the-header"})

    assert error_from(response, "/me").request_id == "of-the-header"


@pytest.mark.parametrize(
    ("status", "exit_status"),
    [(401, ExitStatus.SIGN_IN), (403, ExitStatus.PREREQUISITE), (404, ExitStatus.FAILED), (503, ExitStatus.FAILED)],
)
def test_the_process_ends_with_the_status_that_fits(status: int, exit_status: ExitStatus) -> None:
    assert error_from(httpx.Response(status), "/me").exit_status is exit_status
