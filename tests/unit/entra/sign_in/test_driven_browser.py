"""A browser that never answers; how one that does is driven is shown by tests/integration/verify/test_identity.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from total_onboard.entra.sign_in.browser import controlled_browser as automated_browser
from total_onboard.entra.sign_in.browser.controlled_browser import AutomatedBrowser, Entered, NotSignedIn

TOTAL, MICROSOFT = "https://app.example.test", "https://login.example.test"


class Nobody:
    """Presses nothing, so that TOTAL's page stays as it is."""

    def __init__(self, *, is_watched: bool) -> None:
        self.is_watched = is_watched

    async def press_sign_in(self, page: Any) -> None: ...

    async def answer_microsoft(self, page: Any) -> None: ...


class Page:
    """TOTAL's, in a browser that may stop answering at one of its verbs."""

    def __init__(self, stuck_at: str) -> None:
        self.stuck_at = stuck_at

    def on(self, event: str, hear: Any) -> None: ...

    async def goto(self, address: str) -> None:
        await self.answers("goto")

    async def wait_for_load_state(self, state: str) -> None:
        await self.answers("wait")

    async def inner_text(self, selector: str) -> str:
        return "Welcome"

    async def close(self) -> None:
        await self.answers("close")

    async def new_page(self) -> Page:
        await self.answers("new_page")
        return self

    async def answers(self, verb: str) -> None:
        if verb in self.stuck_at:
            await asyncio.Event().wait()


async def no_pins() -> Sequence[str]:
    return ()


def all_entered(
    browsers: list[Page], times: int, monkeypatch: pytest.MonkeyPatch, *, is_watched: bool
) -> list[Entered]:
    """What comes of so many sign-ins at once, where these browsers open one after the other."""
    for name, seconds in (("_SECONDS_TO_OPEN", 1.0), ("_SECONDS_TO_CLOSE", 0.05)):
        monkeypatch.setattr(automated_browser, name, seconds)

    async def opened(_: AutomatedBrowser) -> Any:
        return browsers.pop(0)

    async def enter() -> list[Entered]:
        async with AutomatedBrowser(Nobody(is_watched=is_watched), 0.05, no_pins) as window:
            return await asyncio.gather(
                *(window.enter(TOTAL, MICROSOFT, f"{TOTAL}/callback") for _ in range(times)),
            )

    monkeypatch.setattr(AutomatedBrowser, "_opened", opened)
    return asyncio.run(asyncio.wait_for(enter(), timeout=20))


def entered(browsers: list[Page], monkeypatch: pytest.MonkeyPatch, *, is_watched: bool = False) -> Entered:
    """What comes of one sign-in."""
    return all_entered(browsers, 1, monkeypatch, is_watched=is_watched)[0]


@pytest.mark.parametrize("verbs", ["new_page", "goto", "wait", "goto close"])
def test_another_browser_is_opened_for_one_that_does_not_answer(verbs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert entered([Page(verbs), Page("")], monkeypatch).text == "Welcome"


def test_one_that_only_cannot_be_closed_is_good_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert entered([Page("close")], monkeypatch).text == "Welcome"


def test_two_that_do_not_answer_are_told_and_no_third_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotSignedIn, match="didn't respond"):
        entered([Page("goto"), Page("goto")], monkeypatch)


def test_no_human_being_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    browsers = [Page("goto"), Page("")]
    with pytest.raises(NotSignedIn, match="didn't respond"):
        entered(browsers, monkeypatch, is_watched=True)
    assert len(browsers) == 1


def test_the_time_in_which_another_signs_in_counts_against_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    browsers = [Page("goto"), Page("")]
    both = all_entered(browsers, 2, monkeypatch, is_watched=False)
    assert [one.text for one in both] == ["Welcome", "Welcome"]
