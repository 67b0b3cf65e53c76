"""A representative with a key, a ledger and a dashboard; and their browser, signed in or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

from tests.unit.exchange.samples import KEYS
from total_onboard.core.secret import SecretText
from total_onboard.dashboard.access.sessions import Sessions
from total_onboard.dashboard.app import SIGN_IN, dashboard_app
from total_onboard.dashboard.services import Services
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.ledger.team.team_ledger import TeamLedger
from total_onboard.settings import Settings

AUTHORITY = "127.0.0.1:8440"
ORIGIN = {"origin": f"http://{AUTHORITY}"}
BASE = "/a-path-that-nobody-guesses"
PASSPHRASE = "a passphrase of the representative"
NOWHERE = {"cloud": "custom", "authority_url": "https://127.0.0.1:9", "graph_url": "https://127.0.0.1:9"}
"""Where nothing answers: domains of tenants aren't resolved, as on a computer without a network."""


@dataclass
class Dashboard:
    """The application on a ledger, without a server."""

    home: Path
    url: str = ""
    user: str = "ada"
    reach: dict[str, Any] = field(default_factory=lambda: NOWHERE)
    sessions: Sessions = field(default_factory=Sessions)

    def __post_init__(self) -> None:
        state = self.home / "state"
        state.mkdir(exist_ok=True)
        self.settings = Settings(**{**self.reach, "state_dir": state, "trusted_keys": self._own_keys(state)})
        ledger = self.url or f"sqlite:///{self.home / 'ledger.sqlite3'}"
        self.ledger = TeamLedger.open(SecretText(ledger))
        self.services = Services(self.settings, self.ledger, BASE, user=self.user)
        self.app = dashboard_app(self.services, self.sessions, AUTHORITY)

    @staticmethod
    def _own_keys(state: Path) -> Path:
        folder = KeyFolder.of(state)
        if "total-emea" not in folder.names():
            folder.save(KEYS, SecretText(PASSPHRASE))
        return state / "keys" / "total-emea.jwk"

    def browser(self) -> TestClient:
        """A browser that isn't signed in."""
        return TestClient(self.app, base_url=f"http://{AUTHORITY}", follow_redirects=False)

    def signed_in(self) -> Browser:
        """A browser that used the address of the terminal."""
        client = self.browser()
        answer = client.get(f"{BASE}{SIGN_IN}", params={"token": self.sessions.token})
        assert answer.status_code == 303
        return Browser(client)


@dataclass
class Browser:
    """Loads pages, and sends their forms."""

    client: TestClient

    def get(self, path: str, **headers: str) -> Response:
        answer: Response = self.client.get(f"{BASE}{path}", headers=headers)
        return answer

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, page: str, **sent: Any) -> Response:
        """Send a form with what ``page`` puts into it."""
        data = {"csrf": token_of(self.page(page)), **sent.pop("data", {})}
        answer: Response = self.client.post(f"{BASE}{path}", data=data, headers=ORIGIN, **sent)
        return answer

    def sends(self, path: str, page: str, **sent: Any) -> str:
        """Send a form that leads to another page, and return that page's path."""
        answer = self.post(path, page, **sent)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).removeprefix(BASE)


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([\w-]+)"', page)
    assert found
    return found[1]


def form_of(page: str) -> dict[str, str]:
    """What a browser sends if the fields of a page's forms stay as they are; buttons and files aside."""
    form = _Form()
    form.feed(page)
    return form.fields


class _Form(HTMLParser):
    """Gathers inputs, text areas and the chosen entries of lists."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in {"checkbox", "file"}:
            self.fields[name] = given.get("value", "")
        elif tag in {"textarea", "select"}:
            self.fields[name], self._open = "", name
        elif tag == "option" and "selected" in given:
            self.fields[self._open] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._open:
            self.fields[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self._open = ""
