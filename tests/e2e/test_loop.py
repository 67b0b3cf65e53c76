"""The lines that users type, from the representative's keys to the opened hand-off, against the sandbox."""

from __future__ import annotations

import json
import stat

import pytest

from tests.e2e.conftest import OpenTenant
from tests.e2e.loop import Loop

pytestmark = pytest.mark.journey


@pytest.fixture
def loop(at: OpenTenant) -> Loop:
    return Loop(at("ready"))


def test_the_lines_of_the_documentation_work_as_they_stand(loop: Loop) -> None:
    assert loop.makes_a_sheet().status == 0
    assert loop.types("value-sheet", "check", "contoso.totalsheet").status == 0
    assert loop.types("check-prereqs", "--sheet", "contoso.totalsheet").status == 0
    done = loop.sets_up()
    assert done.status == 0, done.err
    opened = loop.types("handoff", "open", "contoso.totalhandoff", "--verify", "--output", "json")
    assert opened.status == 0, opened.err
    handoff = opened.document["handoff"]
    assert handoff["client_id"] == done.document["resources"]["client_id"]
    assert handoff["credentials"] == "work"
    assert handoff["answers_issued_sheet"] == "yes"
    assert [group["name"] for group in handoff["groups"]] == ["TOTAL-Admin"]
    assert done.document["handoff"]["sealed"] is True


@pytest.mark.sweep
def test_a_command_gets_the_values_in_its_environment_and_none_of_our_passphrases(loop: Loop) -> None:
    loop.makes_a_sheet()
    tenant_id = loop.sets_up().document["resources"]["tenant_id"]
    printed = loop.types("handoff", "open", "contoso.totalhandoff", "--run", "--", "env")
    names = dict(line.partition("=")[::2] for line in printed.out.splitlines())
    assert names["TOTAL_TENANT_ID"] == tenant_id
    assert json.loads(names["TOTAL_GROUPS"])[0]["name"] == "TOTAL-Admin"
    assert names["TOTAL_CLIENT_SECRET"]
    assert not any(name.startswith("TOTAL_ONBOARD_") for name in names)


@pytest.mark.sweep
def test_private_halves_and_passphrases_are_read_by_their_owner_alone(loop: Loop) -> None:
    loop.makes_a_sheet()
    private = loop.home / "state" / "keys" / "total-emea.key"
    for file in (private, loop.home / "contoso.totalsheet.passphrase"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.sweep
def test_without_its_passphrase_a_sealed_token_is_asked_for_by_name(loop: Loop) -> None:
    loop.makes_a_sheet()
    ended = loop.types(
        "setup", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_SHEET_PASSPHRASE=None
    )
    assert ended.status == 2
    assert "TOTAL_ONBOARD_SHEET_PASSPHRASE" in ended.document["problems"][0]["remedy"]


@pytest.mark.sweep
def test_nothing_that_is_there_is_overwritten(loop: Loop) -> None:
    loop.makes_a_sheet()
    before = {path: text for path, text in loop.everything_written() if path.name != "last-failure.json"}
    assert loop.makes_a_sheet().status == 2
    assert loop.types("keys", "create", "--name", "total-emea").status == 2
    assert {path: text for path, text in loop.everything_written() if path.name != "last-failure.json"} == before


@pytest.mark.sweep
def test_an_answer_to_no_sheet_of_ours_is_refused(loop: Loop) -> None:
    loop.makes_a_sheet()
    loop.sets_up()
    elsewhere = {"XDG_DATA_HOME": str(loop.home / "elsewhere")}
    unknown = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json", **elsewhere)
    assert unknown.document["handoff"]["answers_issued_sheet"] == "not checked"
    loop.makes_a_sheet(out="another.totalsheet")
    (loop.home / ".local/share/total-onboard/ledger.sqlite3").rename(loop.home / "old")
    loop.makes_a_sheet(out="third.totalsheet")
    refused = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json")
    assert refused.status == 6
    assert "sheet_id" in refused.document["problems"][0]["message"]
    opened = loop.types("handoff", "open", "contoso.totalhandoff", "--any-sheet", "--output", "json")
    assert opened.document["handoff"]["answers_issued_sheet"] == "no"


@pytest.mark.sweep
def test_a_hand_off_that_was_sealed_to_another_key_is_refused_by_name(loop: Loop) -> None:
    loop.makes_a_sheet()
    loop.sets_up()
    refused = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json", TOTAL_ONBOARD_STATE_DIR="other")
    assert refused.status == 6
    assert "no key on this computer opens it" in refused.document["problems"][0]["message"]


@pytest.mark.sweep
def test_who_only_looks_needs_no_passphrase(loop: Loop) -> None:
    loop.makes_a_sheet()
    loop.sets_up()
    looked = loop.types(
        "status", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_SHEET_PASSPHRASE=None
    )
    assert looked.status == 0, looked.out
    assert looked.document["drift"] == []


@pytest.mark.sweep
def test_a_sheet_may_name_the_tenant_by_its_id_where_the_admin_names_its_domain(loop: Loop) -> None:
    loop.makes_keys()
    assert loop.makes_a_sheet("--tenant", loop.admin.tenant.store.tenant_id).status == 0
    ended = loop.types("check-prereqs", "--sheet", "contoso.totalsheet", TOTAL_ONBOARD_TENANT="contoso.com")
    assert ended.status == 0, ended.err
