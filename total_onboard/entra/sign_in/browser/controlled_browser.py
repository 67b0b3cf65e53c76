"""A Chromium that this program opens, watches and closes, with a profile that is gone afterwards.

It is how a sign-in through the enterprise application is seen although Microsoft sends people back to TOTAL, not here
(docs/decisions/0035).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.child_environment import child_environment, hide_own_variables
from total_onboard.core.platforms.extras import Extra, install_remedy

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, BrowserType, Page, Request, Response, Route

T = TypeVar("T")

_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_CHANNELS: Final = ("msedge", "chrome")
_REFUSAL: Final = re.compile(r"AADSTS\d+[^\n]*")
_SEEN: Final = "<!doctype html><title>Seen</title><p>Sign-in recorded. This window closes automatically.</p>"
_AGAIN: Final = "Run the same command again."
_SECONDS_BETWEEN_LOOKS: Final = 0.1
_SECONDS_TO_OPEN: Final = 60.0
_SECONDS_TO_CLOSE: Final = 20.0


class NoBrowser(OnboardError):
    """There is no Chromium on this machine, or nothing to drive it with."""

    code = "no-browser"
    exit_status = ExitStatus.INCOMPLETE


class NotSignedIn(OnboardError):
    """The sign-in did not come to its end: the window was closed, or the time is over."""

    code = "not-signed-in"


class RefusedByMicrosoft(OnboardError):
    """Microsoft's page says why nobody gets in; the message is what it says."""

    code = "sign-in-refused"


class Person(Protocol):
    """Person at the window."""

    @property
    def is_watched(self) -> bool:
        """Whether it is a human being, who sees what a page says and may try again."""

    async def press_sign_in(self, page: Page) -> None:
        """Begin, at TOTAL's page."""

    async def answer_microsoft(self, page: Page) -> None:
        """Say who it is, at Microsoft's page."""


@dataclass(frozen=True)
class Entered:
    """Result of signing in at TOTAL's own page.

    ``client_id`` is the application that TOTAL asked Microsoft for, empty if it asked for none; ``status`` and
    ``text`` are the page that TOTAL answered with in the end.
    """

    client_id: str
    status: int
    text: str


@dataclass
class AutomatedBrowser:
    """One window, opened on first use, for one sign-in at a time. Each sign-in can take ``limit`` seconds, and a
    minute more if the browser itself is slow.

    ``key_pins`` lists the keys of certificates to trust although the system does not know their issuer.
    Use as an asynchronous context manager. Both verbs raise NoBrowser, NotSignedIn, RefusedByMicrosoft.
    """

    person: Person
    limit: float
    key_pins: Callable[[], Awaitable[Sequence[str]]]
    _at_the_end: AsyncExitStack = field(default_factory=AsyncExitStack)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _context: BrowserContext | None = None

    async def __aenter__(self) -> AutomatedBrowser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._at_the_end.aclose()

    async def answer_to(self, address: str, redirect_uri: str) -> dict[str, str]:
        """Return what Microsoft's page posts to the redirect URI; it is kept here and never goes out to TOTAL.

        ``address`` asks for ``response_mode=form_post``, for a redirection could not be held back.
        """
        return await self._tried(partial(self._answer_to, address, redirect_uri))

    async def enter(self, sign_in_page: str, authority: str, redirect_uri: str) -> Entered:
        """Sign in at TOTAL's page, as people will."""
        return await self._tried(partial(self._enter, sign_in_page, authority, redirect_uri))

    async def _tried(self, sign_in: Callable[[], Awaitable[T]]) -> T:
        """Try twice, because Chromium on a busy machine sometimes never answers. No human is asked twice."""
        async with self._turn:
            if not self.person.is_watched:
                with suppress(TimeoutError):
                    return await self._in_time(sign_in)
            try:
                return await self._in_time(sign_in)
            except TimeoutError as error:
                raise NotSignedIn("The browser didn't respond within the time limit.", remedy=_AGAIN) from error

    async def _in_time(self, sign_in: Callable[[], Awaitable[T]]) -> T:
        """Sign in within the limit. Raises TimeoutError, and forgets the browser that did not answer."""
        try:
            async with asyncio.timeout(self.limit + _SECONDS_TO_OPEN):
                return await sign_in()
        except TimeoutError:
            self._context = None
            raise

    async def _answer_to(self, address: str, redirect_uri: str) -> dict[str, str]:
        posted: list[dict[str, str]] = []

        async def hold(route: Route) -> None:
            posted.append(dict(parse_qsl(route.request.post_data or "")))
            await route.fulfill(body=_SEEN, content_type="text/html")

        async with self._page() as page:
            await page.route(lambda url: url.partition("?")[0] == redirect_uri, hold)
            await page.goto(address)
            await self._until(page, posted)
        return posted[0]

    async def _enter(self, sign_in_page: str, authority: str, redirect_uri: str) -> Entered:
        asked: list[str] = []
        back: list[str] = []
        statuses = [0]

        def hear(request: Request) -> None:
            url = urlsplit(request.url)
            if request.url.startswith(f"{authority}/") and url.path.endswith("/authorize"):
                asked.append(dict(parse_qsl(url.query)).get("client_id", ""))
            if request.url.partition("?")[0] == redirect_uri:
                back.append(request.url)

        def note(response: Response) -> None:
            if response.request.is_navigation_request():
                statuses.append(response.status)

        async with self._page() as page:
            page.on("request", hear)
            page.on("response", note)
            await page.goto(sign_in_page)
            await self.person.press_sign_in(page)
            await page.wait_for_load_state("networkidle")
            if asked or self.person.is_watched:
                await self._until(page, back)
                await page.wait_for_load_state("networkidle")
            return Entered(asked[-1] if asked else "", statuses[-1], (await page.inner_text("body")).strip())

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[Page]:
        self._context = self._context or await self._opened()
        page = await self._context.new_page()
        try:
            yield page
        except _playwright_error() as error:
            why = str(error).partition("\n")[0]
            raise NotSignedIn(f"The browser couldn't finish the sign-in: {why}", remedy=_AGAIN) from error
        finally:
            await _closed(page.close)

    async def _opened(self) -> BrowserContext:
        """Open a context, visible if a human signs in; controlled through a pipe, so that nobody else here can."""
        try:
            from playwright.async_api import async_playwright
        except ImportError as error:
            raise NoBrowser(
                "The package that controls a browser isn't installed.",
                remedy=f"{install_remedy(Extra.BROWSER)} Chromium, Chrome or Edge is also required.",
            ) from error
        with hide_own_variables():
            playwright = await async_playwright().start()
        self._at_the_end.push_async_callback(_closed, playwright.stop)
        browser = await _launched(playwright.chromium, not self.person.is_watched, await self.key_pins())
        self._at_the_end.push_async_callback(_closed, browser.close)
        return await browser.new_context()

    async def _until(self, page: Page, came: Sequence[object]) -> None:
        clock = asyncio.get_running_loop()
        end, refusal = clock.time() + self.limit, ""
        if not came:
            await self.person.answer_microsoft(page)
        while not came:
            refusal = await _refusal_on(page) or refusal
            if refusal and not self.person.is_watched:
                raise RefusedByMicrosoft(refusal, remedy=_AGAIN)
            if page.is_closed() or clock.time() > end:
                raise (
                    RefusedByMicrosoft(refusal, remedy=_AGAIN) if refusal else NotSignedIn(_nobody(page), remedy=_AGAIN)
                )
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


def _nobody(page: Page) -> str:
    return (
        "The window was closed before the sign-in." if page.is_closed() else ("Nobody signed in within the time limit.")
    )


def _playwright_error() -> type[Exception]:
    from playwright.async_api import Error

    return Error


async def _refusal_on(page: Page) -> str:
    """Return what Microsoft's page says against it; empty between two pages."""
    try:
        found = _REFUSAL.search(await page.inner_text("body", timeout=1000))
    except _playwright_error():
        return ""
    return found[0].strip() if found else ""


async def _launched(chromium: BrowserType, headless: bool, key_pins: Sequence[str]) -> Browser:
    """Return the first of the browsers that may be there. Raises NoBrowser."""
    pins = [f"--ignore-certificate-errors-spki-list={','.join(key_pins)}"] if key_pins else []
    programs = [path for name in _PROGRAMS if (path := shutil.which(name))]
    ways: list[dict[str, str]] = [{"executable_path": path} for path in programs]
    for way in [*ways, *({"channel": channel} for channel in _CHANNELS)]:
        with suppress(_playwright_error()):
            return await chromium.launch(
                headless=headless,
                env={**child_environment()},
                args=pins,
                chromium_sandbox=_can_be_fenced(),
                timeout=_SECONDS_TO_OPEN * 1000,
                **way,  # type: ignore[arg-type]
            )
    raise NoBrowser(
        "No Chromium, Chrome or Edge was found on this machine.",
        remedy="Install one of them, or run the command on a machine that has one and a screen.",
    )


async def _closed(close: Callable[[], Awaitable[None]]) -> None:
    """Close a window, ignoring one that is closed already; one that does not answer stays until the program exits."""
    with suppress(_playwright_error(), TimeoutError):
        async with asyncio.timeout(_SECONDS_TO_CLOSE):
            await close()


def _can_be_fenced() -> bool:
    """Return whether Chromium can use its own sandbox, which it refuses to root."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0
