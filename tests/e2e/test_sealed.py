"""What is sealed is nowhere in plain: the client secret on its way to TOTAL, the SCIM token on its way to the admin."""

from __future__ import annotations

import os

import pytest

from tests.e2e.conftest import OpenTenant
from tests.e2e.loop import Loop
from tests.support.canaries import secrets_of
from tests.support.cli_runner import CliResult

pytestmark = [pytest.mark.journey, pytest.mark.sweep]


@pytest.fixture
def loop(at: OpenTenant) -> Loop:
    return Loop(at("ready"))


def nowhere_in_plain(loop: Loop, ended: CliResult) -> None:
    made = [secret for secret, name in secrets_of(loop.admin.tenant).items() if name == "secretText"]
    assert made
    for secret in made:
        assert secret not in ended.out + ended.err
        assert [path for path, text in loop.everything_written() if secret in text] == []


def test_with_a_sealed_hand_off_the_secret_is_nowhere_in_plain(loop: Loop) -> None:
    loop.makes_a_sheet()
    done = loop.sets_up("--verbose", "--log-file", "setup.log")
    shown = loop.types("handoff", "show", "contoso.totalhandoff")
    secret = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json").document["handoff"][
        "client_secret"
    ]
    assert len(secret) > 20
    assert secret not in done.out + done.err + shown.out + shown.err
    assert [path for path, text in loop.everything_written() if secret in text] == []


def test_a_sealed_hand_off_is_sealed_in_the_clipboard_too(loop: Loop) -> None:
    loop.makes_a_sheet()
    xclip = loop.home / "bin" / "xclip"
    xclip.parent.mkdir()
    xclip.write_text(f"#!/bin/sh\ncat > {loop.home}/copied.totalhandoff\n", encoding="utf-8")
    xclip.chmod(0o755)
    where = {"PATH": f"{xclip.parent}:{os.environ['PATH']}", "DISPLAY": ":0"}
    done = loop.types("setup", "--sheet", "contoso.totalsheet", "--clipboard", "--output", "json", **where)
    assert done.status == 0, done.err
    nowhere_in_plain(loop, done)
    opened = loop.types("handoff", "open", "copied.totalhandoff", "--verify", "--output", "json").document["handoff"]
    assert opened["credentials"] == "work"


def test_setup_that_fails_at_a_malformed_answer_leaves_no_secret_in_plain(loop: Loop) -> None:
    loop.makes_a_sheet()
    nonsense = {"kind": "status", "status": 200, "method": "GET", "path": ".*/schema", "times": 0}
    loop.admin.tenant.faults.add(nonsense | {"body": '{"synchronizationRules": 7}'})
    broken = loop.sets_up("--verbose", "--log-file", "run.log")
    assert broken.document["problems"][0]["code"] == "graph-failed"
    assert list(loop.home.rglob("last-failure.json"))
    nowhere_in_plain(loop, broken)


def test_a_later_hand_off_is_sealed_too_without_the_sheet(loop: Loop) -> None:
    """Somebody deletes the client secret; the repair makes another, and knows from the journal whom it is for."""
    loop.makes_a_sheet()
    resources = loop.sets_up().document["resources"]
    store = loop.admin.tenant.store
    next(iter(store.applications.all_current()))["passwordCredentials"].clear()
    again = loop.types(
        "setup", "--handoff", "new.totalhandoff", "--output", "json",
        TOTAL_ONBOARD_REDIRECT_URI=loop.admin.tenant.sheet_values.redirect_uri,
    )  # fmt: skip
    assert again.document["handoff"]["sealed"] is True, again.err
    opened = loop.types("handoff", "open", "new.totalhandoff", "--output", "json").document["handoff"]
    assert opened["client_id"] == resources["client_id"]
    assert opened["client_secret"]


def test_a_token_that_is_sealed_to_the_admins_key_needs_no_passphrase_of_the_sheet(loop: Loop) -> None:
    loop.makes_keys()
    at_the_admins = {
        "TOTAL_ONBOARD_STATE_DIR": str(loop.home / "admin"),
        "TOTAL_ONBOARD_KEY_PASSPHRASE": "of the admin",
    }
    assert loop.types("keys", "create", "--name", "ada", **at_the_admins).status == 0
    public = loop.types("keys", "show", "ada", "--public", **at_the_admins)
    (loop.home / "ada.jwk").write_text(public.out, encoding="utf-8")
    values = loop.admin.tenant.sheet_values
    made = loop.types(
        "value-sheet", "create", "--customer", "Contoso", "--redirect-uri", values.redirect_uri, "--scim-url",
        values.scim_url, "--admin-key", "ada.jwk", "--out", "contoso.totalsheet",
        TOTAL_ONBOARD_SCIM_TOKEN=values.scim_token,
    )  # fmt: skip
    assert made.status == 0, made.err
    assert "passphrase" not in made.err
    shown = loop.types("keys", "show", "ada", "--output", "json", **at_the_admins).document["keys"]
    assert shown[0]["handoff_fingerprint"] in made.err
    elsewhere = loop.types("setup", "--sheet", "contoso.totalsheet", "--output", "json")
    assert (elsewhere.status, loop.admin.writes) == (2, [])
    assert "sealed to a key that isn't on this computer" in elsewhere.document["problems"][0]["message"]
    at_the_admins["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = ""
    done = loop.types(
        "setup", "--sheet", "contoso.totalsheet", "--handoff", "contoso.totalhandoff", "--output", "json",
        **at_the_admins,
    )  # fmt: skip
    assert done.status == 0, done.err
    assert loop.types("handoff", "open", "contoso.totalhandoff", "--verify").status == 0


def test_a_rotated_secret_answers_the_same_sheet_and_the_ledger_holds_its_end(loop: Loop) -> None:
    loop.makes_a_sheet()
    assert loop.sets_up().status == 0
    rotated = loop.types("rotate-secret", "--handoff", "new.totalhandoff", "--yes", "--output", "json")
    assert rotated.status in {0, 5}, rotated.err
    nowhere_in_plain(loop, rotated)
    opened = [
        loop.types("handoff", "open", name, "--output", "json").document["handoff"]
        for name in ("new.totalhandoff", "contoso.totalhandoff", "new.totalhandoff")
    ]
    assert {one["answers_issued_sheet"] for one in opened} == {"yes"}
    (line,) = loop.types("value-sheet", "list", "--output", "json").document["sheets"]
    known = [one["secret_key_id"] for one in line["handoffs"]]
    assert known == [opened[1]["client_secret_key_id"], opened[0]["client_secret_key_id"]]
    assert line["waiting"] is None
