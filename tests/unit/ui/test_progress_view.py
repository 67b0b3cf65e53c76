"""Progress: redrawn on a terminal, told line by line elsewhere, and never chattering."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.unit.ui.conftest import MakeScreen, said, shown
from total_onboard.engine.events import (
    PollEnded,
    PollProgress,
    StepFailed,
    StepFinished,
    StepOutcome,
    StepStarted,
    Throttled,
)
from total_onboard.engine.plan import Acceptance, Action, AdoptedObject, Change, Plan
from total_onboard.report.plan_lines import plan_lines
from total_onboard.ui.console import Screen
from total_onboard.ui.views.run.plan import show_plan
from total_onboard.ui.views.run.progress import ProgressView

TITLES = {"application": "Enterprise application", "groups": "Groups"}


@dataclass
class Clock:
    time: float = 1000.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Watched:
    screen: Screen
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.view = ProgressView(self.screen, TITLES, clock=self.clock)

    @property
    def drawing(self) -> str:
        with self.screen.stderr.capture() as capture:
            self.screen.stderr.print(self.view.drawn())
        return capture.get()


def test_in_a_pipe_every_finished_step_is_one_line(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80))
    with watched.view as view:
        view.on(StepStarted("application", "Enterprise application"))
        view.on(StepStarted("groups", "Groups"))
        view.on(StepFinished("groups", StepOutcome.CREATED, "Created TOTAL-Admin"))
        view.on(StepFinished("application", StepOutcome.CHANGED, "Allow only assigned people to use TOTAL"))
    assert said(watched.screen).splitlines() == [
        "  ✓ Groups",
        "  ✓ Enterprise application",
    ]
    assert shown(watched.screen) == ""


@pytest.mark.parametrize("outcome", [StepOutcome.KEPT, StepOutcome.BLOCKED])
def test_what_the_plan_has_told_is_not_told_again(outcome: StepOutcome, screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80))
    watched.view.on(StepFinished("groups", outcome, "The group is there"))
    assert said(watched.screen) == ""


def test_a_failure_is_told_at_once(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80))
    watched.view.on(StepFailed("groups", "Microsoft refused it."))
    assert said(watched.screen) == "  ✗ Groups: failed\n"


def test_wait_in_pipe_is_shown_after_five_seconds_and_then_every_fifteen(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80))
    for second in range(40):
        watched.clock.time = 1000.0 + second
        watched.view.on(PollProgress("the group is found", second, 300))
    assert said(watched.screen).splitlines() == [
        "    Waiting until the group is found… 5 s (limit 5 min)",
        "    Waiting until the group is found… 20 s (limit 5 min)",
        "    Waiting until the group is found… 35 s (limit 5 min)",
    ]


def test_being_throttled_is_told_in_words(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80))
    watched.view.on(Throttled(17))
    assert "Microsoft limits the number of requests" in said(watched.screen)
    assert "17 s" in said(watched.screen)


def test_on_a_terminal_every_running_step_has_a_line_and_waits_count_on(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(StepStarted("application", "Enterprise application"))
    watched.view.on(StepStarted("groups", "Groups"))
    watched.view.on(PollProgress("the group is found", 3, 300))
    watched.clock.time += 4
    lines = watched.drawing.splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines[:2]] == ["Enterprise application", "Groups"]
    assert lines[2].strip() == "Waiting until the group is found… 7 s (limit 5 min)"


def test_a_long_wait_hangs_below_its_beginning(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(
        PollProgress("the new application of the whole company is known everywhere in the directory", 3, 300)
    )
    first, second = watched.drawing.splitlines()
    assert (len(first) - len(first.lstrip()), len(second) - len(second.lstrip())) == (4, 4)
    assert second.endswith("3 s (limit 5 min)")


@pytest.mark.parametrize(("later", "time"), [(12, "15 s"), (60, "1 min 3 s"), (3597, "1 h")])
def test_wait_of_any_length_shows_elapsed_time_and_limit(later: float, time: str, screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(PollProgress("the group is found", 3, 3600))
    watched.clock.time += later
    assert watched.drawing.strip() == f"Waiting until the group is found… {time} (limit 1 h)"


def test_wait_that_ended_is_not_shown(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(PollProgress("the group is found", 3, 300))
    watched.view.on(PollEnded("the group is found"))
    assert watched.drawing.strip() == ""


def test_long_throttling_counts_down_to_its_end(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(Throttled(120))
    watched.clock.time += 90
    assert watched.drawing.strip() == "Microsoft limits the number of requests: continuing in 30 s"
    watched.clock.time += 31
    assert watched.drawing.strip() == ""


def planned(watched: Watched, why_not_asked: str = "") -> None:
    """Show a plan, and expect its lines."""
    changes = [
        Change(step="application", resource="a", action=Action.CREATE, summary="Create TOTAL", item="TOTAL"),
        Change(step="groups", resource="g", action=Action.CREATE, summary="Create TOTAL-Admin", item="TOTAL-Admin"),
    ]
    watched.view.expect(plan_lines(changes, TITLES))
    watched.view.drawn_plan = show_plan(
        watched.screen, Plan(changes=tuple(changes)), TITLES, why_not_asked=why_not_asked
    )


def after_the_plan(watched: Watched) -> str:
    """What replaced the plan on the terminal; empty if it stays."""
    return said(watched.screen).partition("\x1b[J")[2]


def test_plan_lines_are_ticked_in_place(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    with watched.view as view:
        for step in TITLES:
            view.on(StepStarted(step, step))
            view.on(StepFinished(step, StepOutcome.CREATED, "Created"))
    assert said(watched.screen).count("\x1b[5A\x1b[J") == 1
    end = after_the_plan(watched)
    assert "Applied 2 of 2 changes in 0 s" in end
    assert "✓ Enterprise application: TOTAL" in end
    assert "✓ Groups: TOTAL-Admin" in end


def test_plan_that_needs_no_question_stays_above_its_ticked_lines(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched, why_not_asked="A sandbox needs no confirmation.")
    with watched.view as view:
        for step in TITLES:
            view.on(StepFinished(step, StepOutcome.CREATED, "Created"))
    above, _, end = said(watched.screen).partition("\x1b[5A\x1b[J")
    _, title, why, *_ = above.splitlines()
    assert "Plan: 2 to create, 0 to change, 0 to remove" in title
    assert "A sandbox needs no confirmation." in why
    assert "Applied 2 of 2 changes" in end and "✓ Groups: TOTAL-Admin" in end


def test_accepted_line_keeps_its_mark_and_counts_as_no_change(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    app = {"step": "application", "resource": "TOTAL", "action": Action.ADOPT}
    changes = [AdoptedObject(**app, summary="Adopt TOTAL"), Acceptance(**app, summary="Existing secret, kept")]
    watched.view.expect(plan_lines(changes, TITLES))
    watched.view.drawn_plan = show_plan(watched.screen, Plan(changes=tuple(changes)), TITLES)
    with watched.view as view:
        view.on(StepFinished("application", StepOutcome.ADOPTED, "Adopted"))
    end = after_the_plan(watched)
    assert "Applied 1 of 1 change " in end and "Application (1)" in end
    assert "✓ Adopted TOTAL" in end
    assert "! Existing secret, kept" in end


def test_plan_lines_stay_if_something_else_was_printed(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    watched.screen.say("Something else")
    with watched.view as view:
        view.on(StepStarted("groups", "Groups"))
        view.on(StepFinished("groups", StepOutcome.CREATED, "Created"))
    assert "\x1b[J" not in said(watched.screen)
    assert "✓ Groups (1 of 2)" in said(watched.screen)


def test_plan_lines_stay_if_the_terminal_is_too_low(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    watched.screen.stderr.height = 5
    with watched.view:
        pass
    assert "\x1b[J" not in said(watched.screen)


def test_ticked_line_differs_from_a_planned_one_in_ascii(
    screen_of: MakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rich.console.Console.encoding", "ascii")
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    with watched.view as view:
        view.on(StepFinished("groups", StepOutcome.CREATED, "Created"))
    assert "* Groups: TOTAL-Admin" in after_the_plan(watched)
    assert after_the_plan(watched).isascii()


def test_interrupted_plan_shows_what_was_done_and_what_was_not(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    with pytest.raises(KeyboardInterrupt), watched.view as view:
        view.on(StepStarted("application", "Enterprise application"))
        raise KeyboardInterrupt
    end = after_the_plan(watched)
    assert "Applied 0 of 2 changes in 0 s" in end
    assert "! Enterprise application: TOTAL (interrupted)" in end
    assert "– Groups: TOTAL-Admin (not done)" in end


def test_what_runs_before_the_plan_is_applied_leaves_its_lines_as_they_are(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    planned(watched)
    with watched.view.aside(), watched.view:
        pass
    assert "\x1b[J" not in said(watched.screen)
    assert "not done" not in said(watched.screen)
    with watched.view as view:
        for step in TITLES:
            view.on(StepFinished(step, StepOutcome.CREATED, "Created"))
    assert "(1 of 2)" in said(watched.screen) or "Applied 2 of 2" in said(watched.screen)


def test_step_that_takes_long_shows_elapsed_time(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(StepStarted("groups", "Groups"))
    watched.clock.time += 42
    assert watched.drawing.strip().endswith("Groups (42 s)")


def test_a_step_that_ended_is_not_drawn_any_more(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    watched.view.on(StepStarted("groups", "Groups"))
    watched.view.on(StepFinished("groups", StepOutcome.CREATED, "Created TOTAL-Admin"))
    assert watched.drawing.strip() == ""


def test_in_json_nothing_is_redrawn(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True, json=True))
    with watched.view as view:
        view.on(StepStarted("groups", "Groups"))
        view.on(StepFinished("groups", StepOutcome.CREATED, "Created TOTAL-Admin"))
    assert "\x1b[" not in said(watched.screen)


def test_an_error_inside_leaves_the_terminal_as_it_was(screen_of: MakeScreen) -> None:
    watched = Watched(screen_of(80, terminal=True))
    with pytest.raises(KeyboardInterrupt), watched.view:
        raise KeyboardInterrupt
    assert said(watched.screen).count("\x1b[?25l") == said(watched.screen).count("\x1b[?25h") == 1
