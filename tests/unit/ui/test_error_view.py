"""Errors: calm, with one next thing to do; a traceback never stands on the screen by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.ui.conftest import MakeScreen, said, shown
from tests.unit.ui.examples import FORBIDDEN
from total_onboard.core.errors import BadValue
from total_onboard.ui.views.errors import show_error, show_unexpected


def test_an_error_says_what_happened_what_to_do_and_what_support_will_ask_for(screen_of: MakeScreen) -> None:
    screen = screen_of(200)
    show_error(screen, FORBIDDEN)
    assert said(screen).splitlines() == [
        "",
        f"Error: {FORBIDDEN.message}",
        f"Next: {FORBIDDEN.remedy}",
        f"Request ID: {FORBIDDEN.request_id}",
        f"More: total-onboard explain {FORBIDDEN.code}",
    ]
    assert shown(screen) == ""


def test_where_no_request_failed_no_request_id_is_shown(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    show_error(screen, BadValue("There is no step 'coffee'.", remedy="Choose another."))
    assert "Request ID" not in said(screen)


def test_markup_in_a_message_is_shown_and_not_interpreted(screen_of: MakeScreen) -> None:
    screen = screen_of(80)
    show_error(screen, BadValue("[red]x[/] is [no] value", remedy="[b]Do"))
    assert "[red]x[/] is [no] value" in said(screen)


@pytest.mark.parametrize(
    ("circumstances", "says"),
    [
        ({}, "add --log-file FILE"),
        ({"verbose": True}, "send what is printed above"),
        ({"log_file": Path("run.log")}, "send run.log"),
    ],
)
def test_a_mistake_of_ours_says_how_to_report_it(
    circumstances: dict[str, object], says: str, screen_of: MakeScreen
) -> None:
    screen = screen_of(300)
    local = "canary-local"
    try:
        raise ExceptionGroup("two", [ZeroDivisionError(f"canary-message {local}")])
    except ExceptionGroup as error:
        show_unexpected(screen, error, **circumstances)  # type: ignore[arg-type]
    assert "ZeroDivisionError" in said(screen)
    assert says in said(screen)
    assert "Traceback" not in said(screen)
    assert "canary" not in said(screen)
