"""The one document: what the schema promises, alone on standard output, without a secret."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from tests.support.shipped_schema import SCHEMA, fitting
from tests.unit.ui import examples
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.secret import MASK, SecretText
from total_onboard.engine.plan import Action, Change
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.output.json_document import DeliveredHandoff, SignIn, print_document

DOCUMENTS: dict[str, tuple[ExitStatus, dict[str, object]]] = {
    "check-prereqs": (ExitStatus.PREREQUISITE, {"checks": examples.FINDINGS}),
    "setup --dry-run": (ExitStatus.DONE, {"plan": examples.PLAN.changes, "blocked": examples.WAITING}),
    "setup": (
        ExitStatus.INCOMPLETE,
        {
            "changes": examples.PLAN.changes,
            "blocked": examples.WAITING,
            "verifications": examples.VERIFICATIONS,
            "resources": examples.RESOURCES,
            "handoff": DeliveredHandoff(
                path=None, sealed=True, client_secret_key_id="k", client_secret_expires_at="2028-11-23"
            ),
            "problems": (Problem.of(examples.FORBIDDEN),),
        },
    ),
    "verify": (ExitStatus.INCOMPLETE, {"verifications": examples.VERIFICATIONS}),
    "auth status": (ExitStatus.DONE, {"sign_in": SignIn(accounts=(examples.ADMIN,), kept="in memory")}),
    "usage": (ExitStatus.USAGE, {"problems": (Problem(code="bad-value", message="No.", remedy="Do."),)}),
}


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    def document(command: str, status: int, members: dict[str, object]) -> tuple[dict[str, Any], str]:
        print_document(command, status, members)
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out), out

    return document


@pytest.mark.parametrize("command", DOCUMENTS)
def test_a_document_is_as_the_shipped_schema_says(command: str, printed: Any) -> None:
    status, members = DOCUMENTS[command]
    document, text = printed(command, status, members)
    assert fitting(text) == document
    assert document["schema"] == "total-onboard/v2"
    assert document["command"] == command
    assert (document["ok"], document["exit_code"]) == (status == 0, status)
    assert set(members) <= set(document)
    assert isinstance(document["problems"], list)
    assert "\x1b" not in text


def test_the_schema_itself_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize(
    "change", [{"ok": "yes"}, {"schema": "total-onboard/v1"}, {"checks": [{"id": "x"}]}, {"stray": 1}]
)
def test_the_schema_refuses_what_is_no_such_document(change: dict[str, object], printed: Any) -> None:
    document, _ = printed("setup", 0, {})
    with pytest.raises(jsonschema.ValidationError):
        fitting(json.dumps({**document, **change}))


def test_a_member_that_no_schema_knows_is_a_mistake_of_ours(printed: Any) -> None:
    with pytest.raises(ValidationError):
        printed("setup", 0, {"surprise": 1})


def test_names_keep_their_umlauts_and_lines_their_breaks(printed: Any) -> None:
    problem = Problem(code="x", message=f"{examples.COMPANY}\nsecond line", remedy="→")
    document, _ = printed("setup", 1, {"problems": (problem,)})
    assert document["problems"][0]["message"] == f"{examples.COMPANY}\nsecond line"


def test_a_secret_that_strays_into_a_document_is_masked(printed: Any) -> None:
    secret = SecretText("canary-secret")
    change = Change(step="s", resource="r", action=Action.UPDATE, summary="x", before=secret, after=[{"token": secret}])
    document, text = printed("setup", 0, {"changes": (change,)})
    assert "canary-secret" not in text
    assert document["changes"][0]["before"] == MASK
    assert document["changes"][0]["after"] == [{"token": MASK}]
