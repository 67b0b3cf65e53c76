"""What a representative types becomes an order; what is missing is asked for at a terminal, and told elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from total_onboard.commands.value_sheet.prompts import SheetOptions, ask_sheet_request
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.settings import Settings, load_settings
from total_onboard.ui import prompts
from total_onboard.ui.console import STYLES, Screen
from total_onboard.ui.sanitized_rich import Console

URI = "https://app.yourtotal.com/auth/oidc/callback"
SCIM = "https://scim.yourtotal.com/contoso/scim/v2"
TYPED = SheetOptions(customer="Contoso", tenant="contoso.com", redirect_uri=(URI,))


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return load_settings({})


def screen(*, interactive: bool = False) -> Screen:
    console = Console(file=StringIO(), width=100, theme=STYLES)
    return Screen(console, console, interactive=interactive)


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> Iterator[str]:
    left = iter(given)
    monkeypatch.setattr(prompts, "ask", lambda *_: next(left))
    monkeypatch.setattr(prompts, "ask_secret", lambda *_: SecretText(next(left)))
    return left


def test_what_was_typed_is_ordered(settings: Settings) -> None:
    order = ask_sheet_request(screen(), settings, replace(TYPED, group=("TOTAL-Admin=admin", "Analysts=analyst")))
    assert (order.customer, order.tenant, order.redirect_uris) == ("Contoso", "contoso.com", (URI,))
    assert order.groups == (
        DesiredGroup(name="TOTAL-Admin", role="admin"),
        DesiredGroup(name="Analysts", role="analyst"),
    )
    assert order.scim_token is None


def test_the_token_may_come_from_a_file_or_the_environment_and_the_file_wins(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "token.txt").write_text("from-a-file\n", encoding="utf-8")
    told = settings.model_copy(update={"scim_token": SecretText("from-the-environment")})
    options = replace(TYPED, scim_url=SCIM)
    assert ask_sheet_request(screen(), told, options).scim_token == SecretText("from-the-environment")
    both = replace(options, scim_token_file=tmp_path / "token.txt")
    assert ask_sheet_request(screen(), told, both).scim_token == SecretText("from-a-file")


def test_a_token_of_the_environment_goes_into_no_sheet_without_a_scim_address(settings: Settings) -> None:
    told = settings.model_copy(update={"scim_token": SecretText("of-another-customer")})
    assert ask_sheet_request(screen(), told, TYPED).scim_token is None


@pytest.mark.parametrize(
    ("options", "option"),
    [(replace(TYPED, customer=None), "--customer"), (replace(TYPED, redirect_uri=()), "--redirect-uri")],
)
def test_where_nobody_can_be_asked_the_missing_option_is_named(
    settings: Settings, options: SheetOptions, option: str
) -> None:
    with pytest.raises(BadValue) as refusal:
        ask_sheet_request(screen(), settings, options)
    assert option in refusal.value.remedy


def test_at_a_terminal_everything_is_asked_for_by_the_rules_of_the_admins_side(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = answers(monkeypatch, "Contoso", "no domain", "contoso.com", "http://insecure", URI, "", "Ada")
    order = ask_sheet_request(screen(interactive=True), settings, SheetOptions())
    assert (order.customer, order.tenant, order.redirect_uris) == ("Contoso", "contoso.com", (URI,))
    assert (order.scim_url, order.scim_token, order.contact) == (None, None, "Ada")
    assert next(left, None) is None


def test_a_token_that_cannot_be_one_is_asked_for_again_and_may_be_left_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(TYPED, scim_url=SCIM)
    answers(monkeypatch, "Bearer abc", "t0ken")
    assert ask_sheet_request(screen(interactive=True), settings, options).scim_token == SecretText("t0ken")
    answers(monkeypatch, "")
    assert ask_sheet_request(screen(interactive=True), settings, options).scim_token is None


def test_a_cloud_that_is_none_is_refused_with_those_that_there_are(settings: Settings) -> None:
    with pytest.raises(BadValue, match="global, usgov"):
        ask_sheet_request(screen(), settings, replace(TYPED, cloud="moon"))


def test_who_typed_the_customer_is_not_asked_for_what_may_be_left_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch)
    order = ask_sheet_request(screen(interactive=True), settings, replace(TYPED, tenant=None))
    assert (order.tenant, order.scim_url) == (None, None)
