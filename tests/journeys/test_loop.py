"""The lines that users type, from the representative's keys to the opened hand-off, against the practice tenant."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import Admin, Ended, OpenTenant

pytestmark = pytest.mark.journey

ONLY_THE_SHEET = dict.fromkeys(f"TOTAL_ONBOARD_{name}" for name in ("REDIRECT_URI", "SCIM_URL", "SCIM_TOKEN", "ADMIN"))
PASSPHRASE = "a passphrase of the representative"


class Loop:
    """The representative and the admin at one shell, as in a practice session."""

    def __init__(self, admin: Admin) -> None:
        self.admin = admin
        self.home = admin.home
        self.environment: dict[str, str | None] = {
            **ONLY_THE_SHEET,
            "TOTAL_ONBOARD_KEY_PASSPHRASE": PASSPHRASE,
            "TOTAL_ONBOARD_STATE_DIR": str(admin.home / "state"),
            "TOTAL_ONBOARD_TRUSTED_KEYS": "total-emea.jwk",
        }

    def types(self, *words: str, **environment: str | None) -> Ended:
        return self.admin.runs(*words, **{**self.environment, **environment})

    def makes_a_sheet(self, *more: str, out: str = "contoso.totalsheet") -> Ended:
        """Keys, their public halves, and a sheet whose passphrase the admin is told."""
        values = self.admin.tenant.sheet_values
        (self.home / "token.txt").write_text(values.scim_token + "\n", encoding="utf-8")
        if not (self.home / "total-emea.jwk").exists():
            self.makes_keys()
        words = ("--customer", "Contoso", "--tenant", "contoso.com", "--key", "total-emea")
        where = ("--redirect-uri", values.redirect_uri, "--scim-url", values.scim_url, "--scim-token-file", "token.txt")
        files = ("--out", out, "--passphrase-file", f"{out}.passphrase")
        made = self.types("value-sheet", "create", *words, *where, *files, *more)
        if made.status == 0:
            told = (self.home / f"{out}.passphrase").read_text(encoding="utf-8").strip()
            self.environment["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = told
        return made

    def makes_keys(self) -> None:
        assert self.types("keys", "create", "--name", "total-emea").status == 0
        public = self.types("keys", "show", "total-emea", "--public", TOTAL_ONBOARD_TRUSTED_KEYS=None)
        (self.home / "total-emea.jwk").write_text(public.out, encoding="utf-8")

    def sets_up(self, *more: str) -> Ended:
        words = ("--sheet", "contoso.totalsheet", "--admin", "ada@contoso.com", "--handoff", "contoso.totalhandoff")
        return self.types("setup", *words, "--output", "json", *more)

    def everything_written(self) -> Iterator[tuple[Path, str]]:
        for path in self.home.rglob("*"):
            if path.is_file():
                yield path, path.read_text(encoding="utf-8", errors="replace")


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


def test_a_later_hand_off_is_sealed_too_without_the_sheet(loop: Loop) -> None:
    """Somebody deletes the client secret; the repair makes another, and knows from the journal whom it is for."""
    loop.makes_a_sheet()
    resources = loop.sets_up().document["resources"]
    store = loop.admin.tenant.store
    next(iter(store.applications.all_true()))["passwordCredentials"].clear()
    again = loop.types(
        "setup", "--handoff", "new.totalhandoff", "--output", "json",
        TOTAL_ONBOARD_REDIRECT_URI=loop.admin.tenant.sheet_values.redirect_uri,
    )  # fmt: skip
    assert again.document["handoff"]["sealed"] is True, again.err
    opened = loop.types("handoff", "open", "new.totalhandoff", "--output", "json").document["handoff"]
    assert opened["client_id"] == resources["client_id"]
    assert opened["client_secret"]


def test_a_command_gets_the_values_in_its_environment_and_none_of_our_passphrases(loop: Loop) -> None:
    loop.makes_a_sheet()
    tenant_id = loop.sets_up().document["resources"]["tenant_id"]
    printed = loop.types("handoff", "open", "contoso.totalhandoff", "--run", "--", "env")
    names = dict(line.partition("=")[::2] for line in printed.out.splitlines())
    assert names["TOTAL_TENANT_ID"] == tenant_id
    assert json.loads(names["TOTAL_GROUPS"])[0]["name"] == "TOTAL-Admin"
    assert names["TOTAL_CLIENT_SECRET"]
    assert not any(name.startswith("TOTAL_ONBOARD_") for name in names)


def test_private_halves_and_passphrases_are_read_by_their_owner_alone(loop: Loop) -> None:
    loop.makes_a_sheet()
    private = loop.home / "state" / "keys" / "total-emea.key"
    for file in (private, loop.home / "contoso.totalsheet.passphrase"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "environment", "field"),
    [
        ((), {"TOTAL_ONBOARD_TENANT": "fabrikam.com"}, "tenant"),
        ((), {"TOTAL_ONBOARD_TENANT": "11111111-2222-3333-4444-555555555555"}, "tenant"),
        ((), {"TOTAL_ONBOARD_TRUSTED_KEYS": None}, "kid"),
    ],
)
def test_a_sheet_that_is_not_believed_stops_everything_before_the_tenant_is_read(
    loop: Loop, words: tuple[str, ...], environment: dict[str, str | None], field: str
) -> None:
    loop.makes_a_sheet()
    for command in ("setup", "check-prereqs"):
        ended = loop.types(command, "--sheet", "contoso.totalsheet", "--output", "json", *words, **environment)
        assert ended.status == 6, ended.err
        assert f": {field}: " in ended.document["problems"][0]["message"]
    assert [request for request in loop.admin.tenant.requests if request.host == "graph"] == []


def test_a_sheet_for_another_tenant_is_refused_when_nothing_else_names_one(loop: Loop) -> None:
    loop.makes_keys()
    loop.makes_a_sheet("--tenant", "fabrikam.com")
    ended = loop.types("setup", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_TENANT=None)
    assert ended.status == 6, ended.err
    assert "tenant: this sheet is for fabrikam.com" in ended.document["problems"][0]["message"]


def test_without_its_passphrase_a_sealed_token_is_asked_for_by_name(loop: Loop) -> None:
    loop.makes_a_sheet()
    ended = loop.types(
        "setup", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_SHEET_PASSPHRASE=None
    )
    assert ended.status == 2
    assert "TOTAL_ONBOARD_SHEET_PASSPHRASE" in ended.document["problems"][0]["remedy"]


def test_a_plain_sheet_is_refused_and_the_flag_named_that_takes_it(loop: Loop) -> None:
    uri = loop.admin.tenant.sheet_values.redirect_uri
    plain = {"format": "total-value-sheet/v1", "customer": "Contoso", "redirect_uris": [uri]}
    (loop.home / "plain.json").write_text(json.dumps(plain), encoding="utf-8")
    for words in (("value-sheet", "check", "plain.json"), ("setup", "--sheet", "plain.json")):
        refused = loop.types(*words, "--output", "json", TOTAL_ONBOARD_TRUSTED_KEYS=None)
        assert refused.status == 6
        assert "--allow-unsigned" in refused.document["problems"][0]["remedy"]
    taken = loop.types("value-sheet", "check", "plain.json", "--allow-unsigned", TOTAL_ONBOARD_TRUSTED_KEYS=None)
    assert taken.status == 0
    assert "not signed" in taken.err


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
    assert "sealed to a key that is not here" in elsewhere.document["problems"][0]["message"]
    at_the_admins["TOTAL_ONBOARD_SHEET_PASSPHRASE"] = ""
    done = loop.types(
        "setup", "--sheet", "contoso.totalsheet", "--handoff", "contoso.totalhandoff", "--output", "json",
        **at_the_admins,
    )  # fmt: skip
    assert done.status == 0, done.err
    assert loop.types("handoff", "open", "contoso.totalhandoff", "--verify").status == 0


def test_nothing_that_is_there_is_overwritten(loop: Loop) -> None:
    loop.makes_a_sheet()
    before = {path: text for path, text in loop.everything_written() if path.name != "last-failure.json"}
    assert loop.makes_a_sheet().status == 2
    assert loop.types("keys", "create", "--name", "total-emea").status == 2
    assert {path: text for path, text in loop.everything_written() if path.name != "last-failure.json"} == before


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


def test_a_hand_off_that_was_sealed_to_another_key_is_refused_by_name(loop: Loop) -> None:
    loop.makes_a_sheet()
    loop.sets_up()
    refused = loop.types("handoff", "open", "contoso.totalhandoff", "--output", "json", TOTAL_ONBOARD_STATE_DIR="other")
    assert refused.status == 6
    assert "no key here opens it" in refused.document["problems"][0]["message"]


def test_who_only_looks_needs_no_passphrase(loop: Loop) -> None:
    loop.makes_a_sheet()
    loop.sets_up()
    looked = loop.types(
        "status", "--sheet", "contoso.totalsheet", "--output", "json", TOTAL_ONBOARD_SHEET_PASSPHRASE=None
    )
    assert looked.status == 0, looked.out
    assert looked.document["drift"] == []


def test_a_sheet_may_name_the_tenant_by_its_id_where_the_admin_names_its_domain(loop: Loop) -> None:
    loop.makes_keys()
    assert loop.makes_a_sheet("--tenant", loop.admin.tenant.store.tenant_id).status == 0
    ended = loop.types("check-prereqs", "--sheet", "contoso.totalsheet", TOTAL_ONBOARD_TENANT="contoso.com")
    assert ended.status == 0, ended.err
