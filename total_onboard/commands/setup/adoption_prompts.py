"""What only the admin can decide about objects that are there already, asked one by one in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.ui.prompts import choose
from total_onboard.ui.views.inspection import show_unmanaged

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.reconciler import Onboarding
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Obstacle, Question
    from total_onboard.ui.console import Screen

STOP: Final = "stop"
"""The word that leaves the question open: the plan then says what is in the way, and nothing is written."""


async def ask_what_is_undecided(screen: Screen, onboarding: Onboarding, picture: Picture) -> None:
    """Ask, and look at the tenant again with the answers; where nobody can be asked, the plan stops by itself.

    ``--adopt`` lets the questions offer to adopt; where nobody can be asked, it restores what the journal knows.
    """
    if screen.interactive and onboarding.wanted.decisions.adopt:
        asking = onboarding.wanted.decisions.model_copy(update={"adopt": False, "offer": True})
        onboarding.wanted = onboarding.wanted.model_copy(update={"decisions": asking})
    while screen.interactive and (open_questions := onboarding.questions(picture)):
        for obstacle in open_questions:
            if not _answered(screen, onboarding, obstacle):
                return
        await onboarding.observe(picture)


def _answered(screen: Screen, onboarding: Onboarding, obstacle: Obstacle) -> bool:
    question = obstacle.question
    assert question is not None
    show_unmanaged(screen, obstacle.inspections)
    screen.say()
    screen.say(obstacle.sentence)
    word = choose(screen, "What shall become of it?", [STOP, *question.answers], "--adopt")
    if word != STOP:
        onboarding.wanted = _decided(onboarding.wanted, question, question.answers[word])
    return word != STOP


def _decided(wanted: DesiredState, question: Question, answer: str) -> DesiredState:
    before = wanted.decisions
    said = {"groups": {**before.groups, question.group: answer}} if question.group else {"application": answer}
    return wanted.model_copy(update={"decisions": before.model_copy(update=said)})
