"""``--report`` of the commands: in a sandbox tenant, from the words that are typed to the file."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.integration.status.tampering import OtherAdmin
from tests.support.admin_session import AdminSession
from tests.support.chromium import chromium
from tests.unit.exchange.sheet_page.printed_pages import number_of_pages
from tests.unit.report.report_inputs import known_from
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.session.receipt_report_summary import Reporting
from total_onboard.core.exit_status import ExitStatus
from total_onboard.ui.console import open_screen
from total_onboard.ui.output.documents_without_tenant import Problem

pytestmark = pytest.mark.sweep

NEW_TOKEN = {"TOTAL_ONBOARD_SCIM_TOKEN": "another-scim-token-0123456789"}
NAME = "page.html"
MOST_PAGES = 4


@pytest.fixture(scope="module")
def admin_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path_factory.mktemp("home"))
    yield made
    made.tenant.stop()


def text_of(path: Path) -> str:
    """What can be read on the page."""
    page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def check_print(*pages: Path) -> None:
    """Check that the pages print on few sheets of paper."""
    with chromium() as browser:
        tab = browser.new_page()
        for page in pages:
            tab.goto(page.as_uri())
            for paper in ("A4", "Letter"):
                assert number_of_pages(tab.pdf(format=paper)) <= MOST_PAGES, (page.name, paper)


def test_report_before_during_and_after_a_setup(admin_session: AdminSession) -> None:
    page = admin_session.home / NAME
    nowhere = admin_session.runs("setup", "--output", "json", "--report", "nowhere/page.html")
    assert (nowhere.status, nowhere.document["problems"][0]["code"]) == (2, "bad-value")
    assert admin_session.runs("status", "--report", ".").status == 2
    assert admin_session.tenant.requests == [], "nobody has even signed in"

    assert admin_session.runs("setup", "--dry-run", "--report", NAME).status == 0
    assert "No changes made. This is what setup would do." in text_of(page)
    assert admin_session.writes == []

    words = ("--test-removal", "--report", NAME, "--handoff", "first.totalhandoff")
    end = admin_session.runs("setup", "--output", "json", *words)
    assert (end.status, end.document["report"]) == (0, NAME), end.err
    shutil.copy(page, admin_session.home / "first-setup.html")
    read, admin_session.resources = text_of(page), end.document["resources"]
    assert "Connected and verified." in read
    for name, value in admin_session.resources.items():
        assert value in read, name
    for verification in end.document["verifications"]:
        assert f"{verification['title']} {verification['outcome'].capitalize()} {verification['found']}" in read
    told = re.findall(r"\b\d\d:\d\d:\d\d ", read)
    assert len(told) == len(admin_session.writes), "every write stands on it with its time"
    assert "ada@contoso.com" in read

    written = len(admin_session.writes)
    assert admin_session.runs("setup", "--report", "second.html").status == 0
    assert "No changes" in text_of(admin_session.home / "second.html")
    assert len(admin_session.writes) == written

    OtherAdmin(admin_session).tampers({"call": ["PATCH", "applications/{app}", {"web": {"redirectUris": []}}]})
    end = admin_session.runs("status", "--who", "--output", "json", "--report", NAME)
    assert (end.status, end.document["report"]) == (7, NAME), end.err
    shutil.copy(page, admin_session.home / "drift.html")
    read = text_of(page)
    (drift,) = end.document["drift"]
    assert "1 difference from the desired state." in read
    assert f"none → {drift['expected']}" in read
    assert f"Changed by {drift['changed']['by']}" in read

    assert admin_session.runs("status", "--repair", "--yes", "--report", NAME).status == 0
    assert "Everything matches the desired state." in text_of(page)
    check_print(admin_session.home / "first-setup.html", admin_session.home / "drift.html")


def test_it_tells_of_every_command_that_wrote_who_ran_it(tmp_path: Path) -> None:
    admin_session, bo = AdminSession(tmp_path), "bo@contoso.com"
    try:
        admin_session.sets_up()
        for words in (
            ("admins", "list"),
            ("admins", "add", bo),
            ("sync",),
            ("verify", "--test-removal", "--handoff", "first.totalhandoff"),
            ("admins", "remove", bo),
            ("status",),
        ):
            assert admin_session.runs(*words).status == 0, words
        admin_session.tenant.total_takes_the_scim_token(NEW_TOKEN["TOTAL_ONBOARD_SCIM_TOKEN"])
        assert admin_session.runs("rotate-secret", "--scim-token", **NEW_TOKEN).status == 0
        OtherAdmin(admin_session).tampers({"deed": "unassign_the_group"})
        assert admin_session.runs("status", "--repair", "--report", NAME, **NEW_TOKEN).status == 0
        headings = re.findall(r'<h4 id="run-.*?</h4>', (admin_session.home / NAME).read_text(encoding="utf-8"))
        assert [re.sub(r"<[^>]+>", "", one).partition(" UTC ")[2] for one in headings] == [
            f"{command} ada@contoso.com"
            for command in (
                "status --repair",
                "rotate-secret",
                "admins remove",
                "verify",
                "sync",
                "admins add",
                "setup",
            )
        ]
    finally:
        admin_session.tenant.stop()


def test_a_disk_that_fails_at_the_end_hides_nothing_of_what_was_done(tmp_path: Path) -> None:
    admin_session = CommandContext("setup", GlobalOptions(), open_screen(json=True), None)
    told = Reporting(admin_session, tmp_path / "gone" / NAME).with_page(
        CommandResult(members={"changes": ("made",)}), known_from({"set_up": {}})
    )
    assert told.exit_status is ExitStatus.FAILED
    assert told.members["changes"] == ("made",)
    assert [problem.code for problem in cast("tuple[Problem, ...]", told.members["problems"])] == ["bad-value"]
