"""Prompts for decisions about existing objects, one by one in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from total_onboard.core.adoption_decisions import NEW
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import AdoptionChoice, Blocker
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import choose
from total_onboard.ui.validated_prompts import cancelable
from total_onboard.ui.views.object_contents import show_unmanaged

STOP: Final = "stop"
"""Answer that leaves the question open: the plan then says what blocks it, and nothing is written."""
_MEANINGS: Final[Mapping[str, str]] = {
    STOP: "Stop here. Nothing is changed.",
    "adopt": "Use it for TOTAL, with what it contains.",
    "restore": "Restore it from the recycle bin, and use it.",
    NEW: "Leave it as it is, and create another one.",
}
_BY_ID: Final = "Use the one with this object ID, with what it contains."


async def ask_undecided(screen: Screen, reconciler: Reconciler, state: RunState) -> None:
    """Ask about undecided objects, and observe again with the answers; if nobody can be asked, the plan stops.

    ``--adopt`` lets the questions offer to adopt; if nobody can be asked, it restores what the journal knows.
    """
    if screen.interactive and state.choices.adoption.adopt:
        _decide(state, {"adopt": False, "offer": True})
    while screen.interactive and (open_questions := reconciler.questions(state)):
        for obstacle in open_questions:
            if not _answered(screen, state, obstacle):
                return
        await reconciler.observe(state)


def _answered(screen: Screen, state: RunState, obstacle: Blocker) -> bool:
    question = obstacle.question
    assert question is not None
    show_unmanaged(screen, obstacle.inspections)
    screen.say()
    screen.say(obstacle.sentence)
    choices = {word: _MEANINGS.get(word, _BY_ID) for word in (STOP, *question.answers)}
    with cancelable(screen):
        word = choose(screen, "What do you want to do with it?", choices, "--adopt")
    if word != STOP:
        _decide(state, _decision(state, question, question.answers[word]))
    return word != STOP


def _decision(state: RunState, question: AdoptionChoice, answer: str) -> dict[str, object]:
    if not question.group:
        return {"application": answer}
    return {"groups": {**state.choices.adoption.groups, question.group: answer}}


def _decide(state: RunState, decision: Mapping[str, object]) -> None:
    adoption = state.choices.adoption.model_copy(update=decision)
    state.choices = replace(state.choices, adoption=adoption)
