"""The question for administrators where Microsoft does not answer, or names an account that has no user name."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from tests.support.typist import typing
from total_onboard.commands.setup.wizard.administrators import AdministratorQuestion
from total_onboard.entra.graph.errors import Unreachable
from total_onboard.entra.resources.users import User, Users
from total_onboard.ui.console import open_screen

ADA = User(id="a0a0a0a0-0000-4000-8000-00000000000a", display_name="Ada", user_principal_name="ada@contoso.com")
GHOST = User(id="b0b0b0b0-0000-4000-8000-00000000000b", display_name="Ghost", mail="ghost@contoso.com")
ODD = User(id="c0c0c0c0-0000-4000-8000-00000000000c", display_name="Odd", user_principal_name="o(dd)@contoso.com")


class _Directory:
    """Answers each search in turn."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    async def search(self, *_: Any) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def find(self, reference: str) -> User | None:
        return next((one for one in (ADA, ODD) if reference in (one.id, one.user_principal_name)), None)


def asked(capsys: pytest.CaptureFixture[str], directory: _Directory, *lines: str) -> tuple[tuple[str, ...], str]:
    with typing(*lines) as typist:
        question = AdministratorQuestion(open_screen(), cast("Users", directory), ADA, "TOTAL-Admin")
        named = asyncio.run(question.ask())
    assert typist.left == []
    return named, " ".join(capsys.readouterr().err.split())


def test_administrator_is_asked_for_again_if_microsoft_does_not_answer(capsys: pytest.CaptureFixture[str]) -> None:
    lost = Unreachable("Microsoft Graph could not be reached.", remedy="Check the network.", status=None, path="/users")
    named, said = asked(capsys, _Directory(lost, [ADA]), "ada", "ada", "", "")
    assert named == ("ada@contoso.com",)
    assert "Microsoft Graph could not be reached. Try again" in said


def test_administrator_without_a_user_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    named, said = asked(capsys, _Directory([GHOST]), "ghost", "", "n")
    assert named == ()
    assert "has no user name" in said and "Name another person." in said


def test_administrator_whose_user_name_no_option_takes_is_named_by_the_id(capsys: pytest.CaptureFixture[str]) -> None:
    named, _ = asked(capsys, _Directory([ODD]), "odd", "1", "")
    assert named == (ODD.id,)
