"""What every view looks like, word for word, on a narrow and on a wide terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.unit.ui import examples
from tests.unit.ui.conftest import MakeScreen, said, shown
from total_onboard.diagnostics.preflight.check_result import CheckResult, CheckStatus
from total_onboard.diagnostics.verification.verification_result import VerificationResult, VerificationStatus
from total_onboard.engine.plan import Plan
from total_onboard.ui.console import Screen
from total_onboard.ui.views.checks import show_checks, verdict
from total_onboard.ui.views.errors import show_error, show_unexpected
from total_onboard.ui.views.run.plan import show_plan
from total_onboard.ui.views.run.summary import Summary, show_summary, show_verifications
from total_onboard.ui.views.session import show_sign_in, show_who
from total_onboard.ui.views.sign_in import SignInView
from total_onboard.ui.views.wizard import Candidate, show_candidates


def _plan(screen: Screen, plan: Plan) -> None:
    show_plan(screen, plan, examples.TITLES)


VIEWS: Final[dict[str, Callable[[Screen], None]]] = {
    "who": lambda screen: show_who(screen, examples.WHO),
    "checks": lambda screen: show_checks(screen, examples.FINDINGS),
    "plan": lambda screen: _plan(screen, examples.PLAN),
    "nothing to change": lambda screen: _plan(screen, examples.NOTHING),
    "device code": lambda screen: screen.stderr.print(SignInView(screen).drawn(examples.ShownCode())),
    "summary": lambda screen: show_summary(screen, examples.SUMMARY),
    "sign-in": lambda screen: show_sign_in(screen, examples.SIGN_IN),
    "error": lambda screen: show_error(screen, examples.FORBIDDEN),
    "unexpected error": lambda screen: show_unexpected(screen, RuntimeError("boom")),
}
IN_ONE_PIECE: Final = (
    examples.TENANT,
    examples.CLIENT,
    examples.RESOURCES["admin_group_id"],
    examples.RESOURCES["job_id"],
    examples.ADMIN,
    str(examples.SUMMARY.handoff),
    str(examples.SUMMARY.journal),
    str(examples.FORBIDDEN.request_id),
    "https://app.yourtotal.com/norddeutsche-energieversorgung/auth/oidc/callback",
    examples.SCIM,
)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_reads_like_this(name: str, width: int, screen_of: MakeScreen, snapshot: SnapshotAssertion) -> None:
    screen = screen_of(width)
    VIEWS[name](screen)
    assert said(screen) + shown(screen) == snapshot


@pytest.mark.parametrize("name", ["who", "plan", "summary", "error"])
def test_what_is_copied_from_a_narrow_terminal_stands_in_one_piece(name: str, screen_of: MakeScreen) -> None:
    wide, narrow = screen_of(400), screen_of(80)
    VIEWS[name](wide)
    VIEWS[name](narrow)
    named = [text for text in IN_ONE_PIECE if text in said(wide) + shown(wide)]
    assert named
    assert [text for text in named if text not in said(narrow) + shown(narrow)] == []


@pytest.mark.parametrize("name", VIEWS)
def test_no_line_ends_in_blanks(name: str, screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    VIEWS[name](screen)
    assert [line for line in (said(screen) + shown(screen)).splitlines() if line != line.rstrip()] == []


def test_candidates_long_or_spaced_name_fills_no_row_of_its_own(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    forged = "Mallory" + " " * 68 + "  2  Ada Lindqvist  ada@contoso.com" + " " * 100
    people = [Candidate(forged, "mallory@contoso.com", ""), Candidate("Bo", "bo@contoso.com", "")]
    show_candidates(screen, people, more=False)
    rows = said(screen).splitlines()
    assert [row.split()[0] for row in rows] == ["1", "2"]
    assert rows[0].endswith("mallory@contoso.com")


def test_markup_in_a_name_is_shown_and_not_interpreted(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    finding = examples.FINDINGS[0].model_copy(update={"found": "[bold]Contoso[/] :smile:", "title": "[red]x"})
    show_checks(screen, [finding])
    assert "[bold]Contoso[/] :smile:" in shown(screen)
    assert "[red]x" in shown(screen)


def test_a_plan_is_talk_unless_it_was_all_that_was_asked_for(screen_of: MakeScreen) -> None:
    on_the_way, asked_for = screen_of(80, terminal=True), screen_of(80, terminal=True)
    plan = examples.PLAN.model_copy(update={"blocked": ()})
    _plan(on_the_way, plan)
    show_plan(asked_for, plan, examples.TITLES, as_result=True)
    assert (shown(on_the_way), said(asked_for)) == ("", "")
    assert said(on_the_way) == shown(asked_for)


@pytest.mark.parametrize(
    ("failing", "says"),
    [(0, "Setup can succeed."), (1, "One thing is missing"), (3, "3 things are missing")],
)
def test_the_verdict_counts_what_is_missing(failing: int, says: str) -> None:
    passed = examples.FINDINGS[0]
    missing: list[CheckResult] = [passed.model_copy(update={"outcome": CheckStatus.FAIL})] * failing
    assert says in verdict([passed, *missing]).plain


@pytest.mark.parametrize(("unseen", "says"), [(1, "one check was skipped"), (3, "3 checks were skipped")])
def test_what_could_not_be_looked_at_is_not_called_good(unseen: int, says: str) -> None:
    passed = examples.FINDINGS[0]
    skipped: list[CheckResult] = [passed.model_copy(update={"outcome": CheckStatus.SKIP})] * unseen
    sentence = verdict([passed, *skipped]).plain
    assert says in sentence
    assert "can succeed" not in sentence


def test_show_verifications_failed_shows_found_and_count(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    verification = VerificationResult(
        id="member",
        title="A member",
        outcome=VerificationStatus.FAILED,
        found="Another identifier",
        remedy="Ask TOTAL.",
    )
    show_verifications(screen, [verification])
    assert "✗ A member: Another identifier" in shown(screen)
    assert "0 of 1 verification passed, 1 failed." in shown(screen)


def test_a_hand_off_in_the_clipboard_is_called_that(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    show_summary(screen, Summary(clipboard=True))
    assert "from the clipboard" in shown(screen)


def test_after_a_sandbox_run_nobody_is_sent_to_total_with_its_secret(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    show_summary(screen, replace(examples.SUMMARY, sandbox=True))
    assert "This was a sandbox run" in shown(screen)
    assert "Give this file to TOTAL" not in shown(screen)


def test_the_admin_is_told_that_a_practice_tenant_is_none(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    show_who(screen, replace(examples.WHO, sandbox=True))
    assert "(a sandbox tenant)" in " ".join(said(screen).split())


@pytest.mark.parametrize("name", VIEWS)
def test_an_old_console_without_unicode_gets_plain_signs(
    name: str, screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rich.console.Console.encoding", "cp1252")
    screen = screen_of(80)
    VIEWS[name](screen)
    assert set("✓✗–→╭│") & set(said(screen) + shown(screen)) == set()
