"""Users of a browser window that this program opened: a human being, or a person of the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page


@dataclass(frozen=True)
class InteractiveUser:
    """A human who does everything; ``show`` displays the instructions."""

    show: Callable[[str], None]
    is_watched: bool = True

    async def press_sign_in(self, page: Page) -> None:  # noqa: ARG002
        """Leave this to the person, because TOTAL's page is unknown."""
        self.show(
            "A browser window opened. Press “Sign in with Microsoft” there, and sign in as an administrator of TOTAL."
        )

    async def answer_microsoft(self, page: Page) -> None:
        """Leave this to the person; Microsoft asks nothing if it knows the person from a minute ago."""
        self.show(f"Sign in in the browser window: {page.url.partition('?')[0]}")


@dataclass(frozen=True)
class SandboxUser:
    """Person of the sandbox, whose pages have a button for everything and ask for no password."""

    user_principal_name: str
    is_watched: bool = False

    async def press_sign_in(self, page: Page) -> None:
        """Press the one button of TOTAL's page."""
        await page.get_by_text("Sign in with Microsoft").first.click()

    async def answer_microsoft(self, page: Page) -> None:
        """Choose the account, and approve."""
        if await page.get_by_role("button", name="Approve").count():
            await page.locator(f'input[name="account"][value="{self.user_principal_name}"]').check()
            await page.get_by_role("button", name="Approve").click()
