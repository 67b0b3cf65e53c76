"""The summary for a ticket: foreign values stay text in Markdown, and no secret is in it."""

from __future__ import annotations

import re
import shlex
import stat
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.unit.report.report_inputs import known_from
from tests.unit.report.test_report import CASES, WHOLE
from tests.unit.ui.test_gate import bounded, foreign, unseen
from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.core.text.visible_text import shown
from total_onboard.report.call_receipt import CallReceipt, ReceiptLine
from total_onboard.ui.output.call_receipt import write_receipt
from total_onboard.ui.output.markdown_escaping import markdown_code, markdown_text
from total_onboard.ui.output.ticket_summary import ticket_summary, write_summary

RENDERER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ALLOWED: Final = {"paragraph", "inline", "text", "code_inline", "heading", "bullet_list", "list_item", "strong"}
LINK: Final = re.compile(r"://|www\.|\w@\w|(?:^|\W)[@#]\w|\w\.[a-z]|[<>\[\]`*_~|\\]", re.IGNORECASE)
"""What GitHub, GitLab, Azure DevOps or Jira make a link, a mention or markup of."""
SETUPS: Final = [name for name, case in CASES.items() if "status" not in case]
HOSTILE: Final = {
    "link": "[log in](https://evil.example)",
    "image": "![x](https://evil.example/x.png)",
    "reference": "[x]: https://evil.example",
    "bare-link": "see https://evil.example/login or www.evil.example",
    "mention": "@everyone #123 ada@contoso.com owner/repo#1",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; <https://evil.example>",
    "table": "a | b |\n|---|---|\n| c | d",
    "backtick": "`` ` ``` `x",
    "backslash": "\\` \\[x](y) \\",
    "heading": "\n# Approved\n\n- [x] done\n> quote\n---",
    "emphasis": "**Result:** __connected__ ~~no~~ $x$",
    "list": "1. one - two + three",
    "unseen": "x\u202ey\u200bz\x1b[2J",
    "math": "$`x`$ :smile: {{x}} {color:red}x{color}",
}


def tokens_of(text: str) -> Iterator[Token]:
    for token in RENDERER.parse(text):
        yield token
        yield from token.children or ()


def texts_of(text: str) -> list[str]:
    return [token.content for token in tokens_of(text) if token.type in ("text", "code_inline") and token.content]


def faults_of(text: str) -> list[str]:
    """Everything in a page but plain words, code, headings, lists and bold labels."""
    found = [token.type for token in tokens_of(text) if re.sub(r"_(open|close)$", "", token.type) not in ALLOWED]
    found += [token.content for token in tokens_of(text) if token.type == "text" and LINK.search(token.content)]
    return found + sorted(unseen(text))


@bounded
@given(foreign)
@example("`")
@example("a``b`")
def test_code_span_shows_the_value_as_it_is(text: str) -> None:
    page = f"- **Label:** {markdown_code(text)} end"
    assert faults_of(page) == []
    assert shown(text).strip() in "".join(texts_of(page))


@bounded
@given(foreign)
def test_markdown_text_is_never_markup(text: str) -> None:
    page = f"- **Label:** {markdown_text(text)} end"
    assert faults_of(page) == []
    assert "".join(shown(text).split()) in re.sub(r"\s", "", "".join(texts_of(page)))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_never_markup(text: str) -> None:
    assert faults_of(f"- **Label:** {markdown_text(text)}") == []


@pytest.mark.parametrize("text", ["TOTAL", "株式会社", "Zoë's group, 24 months (again).", "at 16:36 UTC"])
def test_plain_text_stays_plain(text: str) -> None:
    assert markdown_text(text) == text


COMMANDS: Final = {
    "options": "total-onboard verify --test-removal --scim-url URL --scim-token-file FILE --tenant contoso.com",
    "quoted": "total-onboard setup --application-name 'TOTAL (new)  `id` $(id)' --group 'A=admin'",
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("end", ["", "."], ids=["open", "period"])
def test_command_at_the_end_is_one_code_span(command: str, end: str) -> None:
    page = ticket_summary(known_from(deepcopy(WHOLE)), (f"Removals are not verified. Run: {command}{end}",))
    assert [token.content for token in tokens_of(page) if token.type == "code_inline"].count(command) == 1
    assert f"{markdown_code(command)}{end}\n" in page
    assert faults_of(page) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_command_is_never_markup(text: str) -> None:
    for word in (text, shlex.quote(text)):
        command = markdown_text(f"{text}: total-onboard setup --app-id {word}")
        assert faults_of(f"- **Label:** {command} end") == []


def test_summary_hides_credentials_in_addresses() -> None:
    address = "https://ada:hunter2@total.test/scim?sig=hunter3&aadOptscim062020"
    page = hostile_summary(SETUPS[0], f"stored for {address}. Run: total-onboard verify --scim-url '{address}'")
    assert "hunter" not in page
    assert "--scim-url 'https://…@total.test/scim?sig=…&aadOptscim062020'`" in page


def hostile_summary(case: str, value: str) -> str:
    """Everything that others can choose is this value."""
    known = known_from(deepcopy(CASES[case]), journal=value)
    identity, observed = known.state.identity, known.state.observed
    identity.organization = identity.organization.model_copy(update={"display_name": value})
    if observed.application:
        observed.application = observed.application.model_copy(update={"display_name": value})
    error = OnboardError(value, remedy=value, request_id=value)
    ended = known.setup
    assert ended
    verifications = tuple(one.model_copy(update={"found": value, "remedy": value}) for one in ended.verifications)
    blocked = tuple(one.model_copy(update={"sentence": value, "remedy": value}) for one in ended.blocked)
    changed = known.__class__(
        **{
            **vars(known),
            "account": value,
            "ended": ended.__class__(
                ended.plan, ended.dry_run, ended.done, verifications=verifications, blocked=blocked, problems=(error,)
            ),
        }
    )
    return ticket_summary(changed, (value,))


@pytest.mark.parametrize("case", SETUPS)
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_summary_of_a_hostile_tenant_has_no_markup_of_the_tenant(case: str, value: str) -> None:
    page, plain = hostile_summary(case, value), hostile_summary(case, "Contoso")
    assert faults_of(page) == []
    headings = [token.content for token in RENDERER.parse(plain) if token.type == "inline" and token.level == 1]
    found = [token.content for token in RENDERER.parse(page) if token.type == "inline" and token.level == 1]
    assert found[1:] == headings[1:]
    assert page.count("\n") == plain.count("\n")


def test_summary_of_a_setup_names_what_a_ticket_needs() -> None:
    page = ticket_summary(known_from(deepcopy(WHOLE)), ("Send the hand-off.",))
    for text in ("Contoso", "ada@contoso.com", "## Changes", "## Verifications", "## Expiry dates", "## IDs"):
        assert text in page
    assert "- **Result:** connected" in page
    assert "- **Next:** Send the hand-off." in page
    assert "**Created:** Enterprise application" in page
    assert len(page.splitlines()) <= 60


@pytest.mark.parametrize("name", SETUPS)
def test_summary_of_each_setup_is_made_of_plain_words(name: str) -> None:
    assert faults_of(ticket_summary(known_from(deepcopy(CASES[name])))) == []


def test_summary_file_is_private_and_no_link_is_followed(tmp_path: Path) -> None:
    write_summary(tmp_path / "ticket.md", "x\n")
    assert stat.S_IMODE((tmp_path / "ticket.md").stat().st_mode) == 0o600
    (tmp_path / "link.md").symlink_to(tmp_path / "ticket.md")
    with pytest.raises(BadValue, match="symbolic link") as caught:
        write_summary(tmp_path / "link.md", "y\n")
    assert "--summary" in caught.value.remedy
    assert (tmp_path / "ticket.md").read_text("utf-8") == "x\n"


def test_receipt_escapes_foreign_values_in_every_cell(tmp_path: Path) -> None:
    """A path comes from the address of a next page, which a server names."""
    foreign = "/v1.0/a|b`c<img src=x>"
    line = ReceiptLine(
        at=datetime(2026, 11, 3, tzinfo=UTC),
        method="GET",
        path=foreign,
        purpose="![x](https://evil.example)",
        status=200,
        scope="User.Read",
        role="<b>",
        request_id=None,
    )
    write_receipt(tmp_path / "receipt.md", CallReceipt(command="setup", scopes=(), calls=(line,)))
    (row,) = [one for one in (tmp_path / "receipt.md").read_text(encoding="utf-8").splitlines() if "GET" in one]
    assert len(re.split(r"(?<!\\)\|", row)) == 8
    assert "`![x](https://evil.example)`" in row
    assert "`<b>`" in row
