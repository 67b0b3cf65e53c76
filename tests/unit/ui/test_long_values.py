"""Foreign values without an end: what people read is cut value by value, JSON keeps them whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.support.admin_session import AdminSession, session_with_rare_cycles
from tests.unit.ui.conftest import Terminal, console
from total_onboard.core.known_secrets import KNOWN_SECRETS, LONGEST_TEXT
from total_onboard.core.text.long_values import LONG_VALUES, LONGEST_NAME
from total_onboard.core.text.visible_text import csv_cell, json_text, shown
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.sign_in.token_claims import claims_of
from total_onboard.scim.responses import ScimUser
from total_onboard.ui import symbols
from total_onboard.ui.layout import print_line, symbol_line

SIZE: Final = 100_000
IN_A_TENANT: Final = 4_000
"""A token carries the name, and h11 takes no head of more than 64 KiB."""
LONG: Final = "Ada " + "L" * SIZE


def group(name: str) -> Group:
    return Group.model_validate({"id": "1", "displayName": name})


def test_name_as_long_as_graph_allows_is_whole() -> None:
    name = "n" * LONGEST_NAME
    assert shown(f"The group {group(name).display_name} exists") == f"The group {name} exists"


@pytest.mark.parametrize(
    "value",
    [
        lambda name: group(name).display_name,
        lambda name: ScimUser.model_validate({"userName": name}).username,
        lambda name: str(ScimUser.model_validate({"externalId": name}).external_id),
    ],
)
def test_long_name_is_cut_where_people_read_it(value: Any) -> None:
    text = shown(f"The group {value(LONG)} exists; so does {value(LONG)}.")
    cut = f"{LONG[:LONGEST_NAME]}…"
    assert text == f"The group {cut} exists; so does {cut}."


def test_long_name_of_a_token_is_cut() -> None:
    from tests.unit.entra.sign_in.microsoft import token

    assert len(shown(f"Signed in as {claims_of(token(name=LONG))['name']}")) < 300


def test_list_of_many_names_is_not_cut() -> None:
    """Every member counts: the names after a long one stay."""
    names = [group(f"{number} {'x' * 200}").display_name for number in range(500)]
    text = shown(", ".join([group(LONG).display_name, *names]))
    assert text == ", ".join([f"{LONG[:LONGEST_NAME]}…", *names])


def test_long_names_with_one_beginning_are_cut_each() -> None:
    names = [LONG + "a" * number for number in range(3)]
    for name in names:
        group(name)
    assert len(shown(" and ".join(names))) == 3 * (LONGEST_NAME + 1) + 10


def test_message_may_be_longer_than_a_name() -> None:
    LONG_VALUES.remember("message", "m" * LONGEST_TEXT)
    assert shown("m" * LONGEST_TEXT) == "m" * LONGEST_TEXT
    LONG_VALUES.remember("message", "m" * (LONGEST_TEXT + 1))
    assert shown("m" * (LONGEST_TEXT + 1)) == "m" * LONGEST_TEXT + "…"


def test_json_and_csv_keep_a_long_name_whole() -> None:
    name = group(LONG).display_name
    assert json.loads(json_text({"name": name})) == {"name": LONG}
    assert csv_cell(name) == LONG


def test_cut_name_shows_no_part_of_a_secret() -> None:
    secret = "s3cr" * 20
    KNOWN_SECRETS.remember(secret)
    text = shown(group("n" * (LONGEST_NAME - 10) + secret + "n" * 500).display_name)
    assert "s3cr" not in text


def test_cut_name_has_its_unseen_characters_escaped() -> None:
    assert shown(group("\x1b" * SIZE).display_name) == "\\x1b" * LONGEST_NAME + "…"


def test_long_name_does_not_fill_the_terminal() -> None:
    sentence = f"The group {group(LONG).display_name} exists"
    stream = Terminal()
    screen = console(stream, 80)
    print_line(screen, symbol_line(screen, symbols.CAUTION, sentence))
    assert len(stream.getvalue()) < 400


def make_endless(store_body: Any) -> int:
    """Let every name of every object have thousands of characters more."""
    if isinstance(store_body, list):
        return sum(make_endless(one) for one in store_body)
    if not isinstance(store_body, dict):
        return 0
    changed = 0
    for name, value in store_body.items():
        if name in ("displayName", "jobTitle", "department") and value not in (None, "User", "msiam_access"):
            store_body[name] = value + "L" * IN_A_TENANT
            changed += 1
        else:
            changed += make_endless(value)
    return changed


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdminSession]:
    admin_session = AdminSession(tmp_path_factory.mktemp("home"), session_with_rare_cycles())
    admin_session.sets_up()
    bodies = [body for shelf in admin_session.tenant.store.shelves.values() for body in shelf.all_current()]
    assert make_endless(bodies) > 10
    yield admin_session
    admin_session.tenant.stop()


@pytest.mark.journey
@pytest.mark.parametrize(
    "words",
    [
        ("status", "--who", "--report", "status.html"),
        ("check-prereqs",),
        ("admins", "list"),
        ("verify",),
        ("setup", "--dry-run"),
        ("setup", "--dry-run", "--application-name", "Other"),
        ("teardown", "--dry-run", "--groups"),
    ],
    ids=" ".join,
)
def test_endless_names_of_a_tenant_do_not_flood_the_screen(endless: AdminSession, words: tuple[str, ...]) -> None:
    end = endless.runs(*words, "--verbose", "--log-file", "run.log")
    assert end.status in (0, 3, 5, 7), end.err
    assert "Traceback" not in end.err
    texts = [end.out, end.err, *(file.read_text("utf-8") for file in endless.home.glob("*.[hl][to][mg]*"))]
    assert not [text for text in texts if re.search("L{300}", re.sub(r"\s", "", text))]


@pytest.mark.journey
def test_json_of_a_tenant_with_endless_names_keeps_them(endless: AdminSession) -> None:
    people = json.loads(endless.runs("admins", "list", "--output", "json").out)["admins"]
    assert any("L" * IN_A_TENANT in str(one) for one in people)


@pytest.mark.parametrize(
    ("name", "squeezed"),
    [
        ("Ada" + " " * 70 + "! Owner: Eve", "Ada ! Owner: Eve"),
        ("Ada" + "\u3000\u2003" * 40 + "! Owner: Eve", "Ada ! Owner: Eve"),
        ("Ada" + " \u034f" * 40 + "! Owner: Eve", "Ada ! Owner: Eve"),
        (" " * 70 + "! Owner: Eve", "! Owner: Eve"),
    ],
)
def test_run_of_blanks_in_a_name_forges_no_row(name: str, squeezed: str) -> None:
    """Layout keeps its blanks, and JSON the whole value."""
    assert shown(f"  Owner: {group(name).display_name} (guest)   id") == f"  Owner: {squeezed} (guest)   id"
    assert json.loads(json_text({"name": name}))["name"] == name
