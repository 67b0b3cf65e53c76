"""What the page says, from what is known: cases that differ only in data are cases.yaml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import read_yaml
from tests.unit.report.report_inputs import known_from
from tests.unit.steps.observed_tenants import NOW
from total_onboard.engine.journal.entry import (
    Added,
    Created,
    Deleted,
    DesiredStateChanged,
    GraphWrite,
    JournalEntry,
    RunStarted,
    SecretRemoved,
    SecretVerified,
    TornDown,
)
from total_onboard.entra.clouds import CLOUDS, CloudName, custom_cloud
from total_onboard.report.builder import report_of
from total_onboard.report.model import Report
from total_onboard.report.run_history import MOST_CALLS, runs_of
from total_onboard.report.topology import Box

CASES: dict[str, Any] = read_yaml((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
WHOLE = CASES["a set-up that is finished and proven"]
BOXES = ("people", "application", "sign_in", "job", "accounts", "secret", "permission", "directory")


def report(name: str, **over: Any) -> Report:
    return report_of(known_from(deepcopy(CASES[name]), **over))


def boxes(page: Report) -> dict[str, Box]:
    return {name: getattr(page.connection, name) for name in BOXES}


def lines(page: Report, title: str) -> list[str]:
    return [f"{line.word} {line.title}" for part in page.parts if part.title == title for line in part.lines]


def told(page: Report) -> dict[str, Any]:
    """The page in the words of the cases."""
    looked = [
        line.word for part in page.parts if part.title == "Comparison with the desired state" for line in part.lines
    ]
    return {
        "verdict": {str(page.verdict.sign): page.verdict.title},
        "tasks": [f"{task.word}: {task.title}" for task in page.tasks],
        "differences": [f"{one.title}: {one.found} → {one.expected}" for one in page.differences],
        "missing": [name for name, box in boxes(page).items() if not box.is_there],
        "sentences": list(page.connection.sentences),
        "permissions": {one.name: one.state.word for one in page.permissions},
        "things": [f"{thing.kind} {thing.id}" for thing in page.things],
        "looked": dict(Counter(looked)),
    }


@pytest.mark.parametrize("name", CASES)
def test_the_page_says(name: str) -> None:
    case, page = {"tasks": []} | CASES[name], report(name)
    said = told(page)
    assert {key: said[key] for key in said if key in case} == {key: case[key] for key in said if key in case}
    for title, expected in case.get("parts", {}).items():
        assert lines(page, title) == expected
    for name_of_box, expected in case.get("boxes", {}).items():
        assert f"{boxes(page)[name_of_box].name}, {boxes(page)[name_of_box].detail}" == expected
    for sentence in case.get("says", ()):
        assert any(sentence in one.note for one in page.differences)


def test_the_same_knowledge_gives_the_same_page() -> None:
    for name in CASES:
        assert report(name) == report(name)


def test_every_permission_that_total_asks_for_has_its_reason_its_worst_case_and_its_limit() -> None:
    for one in report("a set-up that is finished and proven").permissions:
        assert "reference" not in one.reason
        assert len({one.reason, one.worst, one.never}) == 3


@pytest.mark.parametrize(
    ("cloud", "host"),
    [
        (CloudName.GLOBAL, "https://entra.microsoft.com/#view/"),
        (CloudName.US_GOV, "https://entra.microsoft.us/#view/"),
        (CloudName.US_GOV_DOD, "https://entra.microsoft.us/#view/"),
        (CloudName.CHINA, "https://entra.microsoftonline.cn/#view/"),
    ],
)
def test_the_links_lead_into_the_portal_of_the_cloud(cloud: CloudName, host: str) -> None:
    page = report("a set-up that is finished and proven", cloud=CLOUDS[cloud])
    assert len(page.things) == 9
    assert all(thing.link.startswith(host) for thing in page.things)
    assert page.things[-2].link.endswith("/groupId/group")


def test_where_no_portal_is_known_there_is_no_link() -> None:
    custom = custom_cloud("https://login.example", "https://graph.example")
    assert {thing.link for thing in report("a set-up that is finished and proven", cloud=custom).things} == {""}


@pytest.mark.parametrize(
    ("sign_in", "where", "cloud"),
    [
        ("https://localhost:8443", "in a sandbox tenant", "none (sandbox on this computer)"),
        ("https://login.example", "in a custom cloud", "custom cloud: https://login.example, https://graph.example"),
    ],
)
def test_a_page_about_what_need_not_be_microsofts_says_so(sign_in: str, where: str, cloud: str) -> None:
    page = report("a set-up that is finished and proven", cloud=custom_cloud(sign_in, "https://graph.example"))
    assert page.occasion == f"Report: total-onboard setup {where}"
    assert dict(page.facts)["Cloud"] == cloud


def entry(run: str, entry_type: Callable[..., JournalEntry], **members: Any) -> JournalEntry:
    return entry_type(at=NOW, run=run, **members)


def test_a_run_is_told_with_its_account_its_deeds_and_its_request_ids_but_without_ids_of_people() -> None:
    path = "/v1.0/groups/c0ffee/members/bo-of-the-people/$ref"
    journal = (
        entry("one", RunStarted, command="rotate-secret", account="ada@contoso.com"),
        entry("one", Created, step="groups", search_key="total-admin", object_id="c0ffee"),
        entry("one", Added, step="members", item="bo-of-the-people", object_id="c0ffee"),
        entry("one", SecretVerified, key_id="new-key"),
        entry("one", SecretRemoved, key_id="key"),
        entry("one", Deleted, step="purge-application", object_id="app"),
        entry("one", TornDown),
        entry("one", GraphWrite, method="DELETE", path=path, status=204, request_id="0c9f6c1e"),
        entry("two", DesiredStateChanged, desired={}),
        entry("three", GraphWrite, method="PATCH", path="/v1.0/applications/7", client_request_id="ours"),
    )
    (later, earlier), left_out = runs_of(journal)
    assert (earlier.command, earlier.account, earlier.changes) == (
        "rotate-secret",
        "ada@contoso.com",
        (
            "Groups: created c0ffee",
            "Members of the admin group: added to c0ffee",
            "Client secret: verified new-key",
            "Old client secret: removed key",
            "Application (permanently): deleted app",
            "Everything that setup created is deleted",
        ),
    )
    (told,) = earlier.calls
    assert (told.purpose, told.what, told.status, told.request_id) == (
        "Remove a member from a group",
        "DELETE /groups/{id}/members/{id}/$ref",
        "204",
        "0c9f6c1e",
    )
    assert [(one.status, one.request_id) for one in later.calls] == [("no answer", "ours")]
    assert left_out == 0


def test_of_a_long_journal_the_latest_calls_are_told_and_the_others_counted() -> None:
    def many(run: str) -> list[JournalEntry]:
        return [
            entry(run, GraphWrite, method="PATCH", path="/v1.0/applications/7", status=number) for number in range(150)
        ]

    (later, earlier, first), left_out = runs_of([*many("a"), *many("b"), *many("c")])
    assert [len(run.calls) for run in (later, earlier, first)] == [60, 0, 0]
    assert later.calls[-1].status == "149"
    assert left_out == 450 - MOST_CALLS


def test_the_commands_for_afterwards_name_the_tenant_the_cloud_the_application_and_the_groups() -> None:
    groups = [{"name": "Bosses", "role": "admin"}]
    case = deepcopy(WHOLE) | {"wanted": {"application_name": "TOTAL Test", "groups": groups}}
    instructions = report_of(known_from(case, cloud=CLOUDS[CloudName.CHINA])).instructions
    commands = [line for one in instructions for line in (one.command, one.finish) if line]
    which = "--tenant tenant --cloud china --application-name 'TOTAL Test' --group Bosses=admin --app-id app-object"
    assert commands == [
        f"total-onboard {command} {which}"
        for command in ("status", "admins add UPN", "rotate-secret", "rotate-secret --finish", "teardown")
    ]
