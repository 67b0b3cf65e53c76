"""What an administrator builds in the portal from nothing but the guide is what TOTAL needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.clients.exported_setup import comparable
from tests.integration.guide.guided_admin import GuidedAdmin, values_in
from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.support.cli_runner import CliResult
from total_onboard.engine.export.declared_request import SCIM_TOKEN

NAMES: Final = (
    *("--application-name", "TOTAL Nordic"),
    *("--group", "TOTAL-Admin=admin", "--group", "TOTAL-Analyst=analyst"),
)
MORE: Final = (
    *("--attributes", "minimal", "--secret-months", "6"),
    *("--notification-email", "it@contoso.com", "--notification-email", "soc@contoso.com"),
)
SAYS_WHO_MADE_IT: Final = {"applications": ("notes",), "groups": ("description", "isAssignableToRole")}
"""Setup says so in notes and descriptions; and it leaves out what the portal answers with No."""


class Built:
    """A tenant that was built with the guide for some names and other values."""

    def __init__(self, home: Path, names: Sequence[str], more: Sequence[str]) -> None:
        self.session = AdminSession(home, session_with_rare_cycles())
        self.names, self.more = names, more
        self.markdown = self.guide().out
        self.admin = GuidedAdmin(self.session, self.markdown)
        self.admin.follows_the_guide()

    def guide(self, *words: str) -> CliResult:
        """Run the command, which asks nobody."""
        values = self.session.tenant.sheet_values
        given = ("--redirect-uri", values.redirect_uri, "--scim-url", values.scim_url, "--admin", "ada@contoso.com")
        before = len(self.session.tenant.requests)
        ended = self.session.types("guide", *given, *self.names, *self.more, *words)
        assert (ended.status, len(self.session.tenant.requests)) == (0, before), ended.err
        return ended

    def runs(self, *words: str) -> Any:
        """Run a command for what was built, with its client secret, and return its document."""
        secret = {"TOTAL_ONBOARD_CLIENT_SECRET": self.admin.secret}
        return self.session.runs(*words, *self.names, *self.admin.ids, "--output", "json", **secret).document

    def adopts(self) -> Any:
        """Run the second command at the end of the guide."""
        return self.runs("setup", "--keep-secret", self.admin.secret_id, *self.more)


@pytest.fixture(scope="module", params=[((), ()), (NAMES, MORE)], ids=["defaults", "many-values"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A tenant that was built with the guide alone."""
    made = Built(tmp_path_factory.mktemp("built"), *request.param)
    yield made
    made.session.tenant.stop()


@pytest.fixture
def built_anew(tmp_path: Path) -> Iterator[Built]:
    """Another one, with the default values."""
    made = Built(tmp_path, (), ())
    yield made
    made.session.tenant.stop()


def test_status_of_what_the_guide_builds_reports_only_that_it_isnt_adopted(built: Built) -> None:
    drift = built.runs("status")["drift"]
    assert {(one["step"], one["sentence"].split()[0]) for one in drift} == {
        ("application", "Adopt"),
        ("groups", "Adopt"),
    }


def test_verify_of_what_the_guide_builds_passes_with_the_client_secret(built: Built) -> None:
    found = built.runs("verify", "--test-removal")
    assert (found["exit_code"], {one["outcome"] for one in found["verifications"]}) == (0, {"verified"})


def test_status_after_the_adoption_finds_no_difference(built_anew: Built) -> None:
    assert built_anew.adopts()["exit_code"] == 0
    found = built_anew.runs("status")
    assert (found["exit_code"], found["drift"]) == (0, [])


def test_adopted_tenant_equals_that_of_setup(built_anew: Built, tmp_path: Path) -> None:
    built_anew.adopts()
    (home := tmp_path / "set-up").mkdir()
    session = AdminSession(home, session_with_rare_cycles())
    try:
        session.sets_up()
        assert without_origin(comparable(built_anew.session)) == without_origin(comparable(session))
    finally:
        session.tenant.stop()


def without_origin(dump: Any) -> Any:
    """Leave out what says who made the objects, which differs on purpose, and the order of scopes."""
    for kind, names in SAYS_WHO_MADE_IT.items():
        dump[kind] = [{key: value for key, value in one.items() if key not in names} for one in dump[kind]]
    for grant in dump["oauth2PermissionGrants"]:
        grant["scope"] = sorted(grant["scope"].split())
    return {kind: shelf for kind, shelf in dump.items() if kind != "owners"}


def test_guide_as_html_has_the_same_values(built: Built) -> None:
    page = _Page()
    page.feed(built.guide("--format", "html").out)
    expected = [pair for pairs in values_in(built.markdown).values() for pair in pairs]
    assert (page.pairs, len(expected) > 25) == (expected, True)


@pytest.mark.parametrize("words", [(), ("--format", "html"), ("--output", "json")])
def test_guide_contains_no_secret(built: Built, words: Sequence[str]) -> None:
    token = built.session.tenant.sheet_values.scim_token
    shown = built.guide(*words)
    assert "Secret Token" in shown.out
    assert [one for one in (token, built.admin.secret, SCIM_TOKEN) if one in shown.out + shown.err] == []


def test_guide_out_writes_a_new_file_alone(built: Built, tmp_path: Path) -> None:
    file = tmp_path / "guide.md"
    document = built.guide("--out", str(file), "--output", "json").document
    assert (file.read_text("utf-8"), document["files"]) == (built.markdown, {"guide": str(file)})
    again = built.session.types("guide", "--redirect-uri", "https://other.example/", "--out", str(file))
    assert (again.status, file.read_text("utf-8")) == (2, built.markdown)


class _Page(HTMLParser):
    """The labels and values of a page, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._open, self._label = "", ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"dt", "dd", "p"}:
            self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open == "dt" and data.strip():
            self._label = data
        elif self._open == "dd" and data.strip():
            self.pairs.append((self._label, data))
