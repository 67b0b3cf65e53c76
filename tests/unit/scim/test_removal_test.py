"""How TOTAL takes both forms of a removal is found out with accounts that are gone afterwards."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.diagnostics.verification.group_sync.active_leavers import StillActive, still_active
from total_onboard.engine.journal.entry import ScimTestObjectRequested
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import RemovalTestNotes, is_verified
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.sandbox import SandboxTenant, load_persona
from total_onboard.sandbox.console.state import console_of
from total_onboard.scim.endpoint_errors import ScimEndpointFailed
from total_onboard.scim.patch_forms import Form, address_for, form_of
from total_onboard.scim.removal_test import PREFIX, Effect, FormResult, RemovalTest, _Trial, removal_tester
from total_onboard.scim.removal_verdict import verdict
from total_onboard.scim.responses import ScimUser
from total_onboard.scim.write_client import ScimWriteClient

YES, REFUSED = Effect.YES, Effect.REFUSED
PATCHES = {"host": "total", "method": "PATCH", "times": 0}


def deletions(status: int) -> dict[str, Any]:
    return {"kind": "status", "host": "total", "method": "DELETE", "path": "/scim/.*", "status": status, "times": 0}


class _EmptyGroups:
    async def members(self, _: str) -> list[Member]:
        return []


_NOBODY = cast("TenantClient", SimpleNamespace(groups=_EmptyGroups()))
"""A tenant whose groups have no members."""


class Scene:
    """A running TOTAL, and somebody who tests it."""

    def __init__(self, tenant: SandboxTenant, journal: Journal) -> None:
        self.tenant, self.notes = tenant, RemovalTestNotes(journal)
        values = tenant.sheet_values
        self.scim = ScimEndpoint(url=values.scim_url, token=SecretText(values.scim_token))

    def test(self) -> RemovalTest:
        trust = ssl.create_default_context(cafile=self.tenant.ca_bundle)
        return asyncio.run(_made(removal_tester(self.scim, trust, self.notes)))

    def creates(self, name: str, how: str = "create_user") -> str:
        """Create another person's account or group, and return its ID."""

        async def created() -> Any:
            async with ScimWriteClient(self.scim, ssl.create_default_context(cafile=self.tenant.ca_bundle)) as client:
                return await getattr(client, how)(name, str(uuid4()))

        return str(asyncio.run(created()))

    def still_active(self, journal: Journal) -> tuple[StillActive, ...]:
        """List who is active at TOTAL and in no group, as a machine with this journal sees it."""
        trust = ssl.create_default_context(cafile=self.tenant.ca_bundle)
        return asyncio.run(still_active(_NOBODY, self.scim, trust, journal, ("admins", "TOTAL-Admin"), ()))

    def left_at_total(self) -> list[Any]:
        accounts = console_of(self.tenant.store, self.tenant.addresses.total).accounts
        return [*accounts.people(), *accounts.groups()]


async def _made(test: Any) -> RemovalTest:
    return await test()  # type: ignore[no-any-return]


@pytest.fixture
def journal(tmp_path: Any) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


@contextmanager
def scene(persona: str, journal: Journal, **circumstances: Any) -> Iterator[Scene]:
    chosen = load_persona(persona).model_copy(update=circumstances)
    with SandboxTenant.start(chosen) as tenant:
        yield Scene(tenant, journal)


@pytest.mark.parametrize(
    ("persona", "default", "flag"),
    [
        ("lenient-total", (YES, YES), (YES, YES)),
        ("ready", (REFUSED, REFUSED), (YES, YES)),
        ("removal-text-refused", (REFUSED, YES), (YES, YES)),
        ("removal-by-value-refused", (YES, REFUSED), (YES, YES)),
        ("removal-capital-verbs-refused", (REFUSED, REFUSED), (YES, YES)),
    ],
)
def test_each_form_is_taken_as_the_service_is_strict(
    persona: str,
    default: tuple[Effect, Effect],
    flag: tuple[Effect, Effect],
    journal: Journal,
) -> None:
    with scene(persona, journal) as one:
        found = one.test()
        assert one.left_at_total() == []
    forms = [(found.deactivation[form].effect, found.removal[form].effect) for form in (Form.DEFAULT, Form.FLAG)]
    assert forms == [default, flag]
    assert found.groups.effect is YES
    assert found.left == ()


@pytest.mark.parametrize("refused", ["text", "by-value", "capital-verbs"])
def test_remedy_names_the_address_with_the_flag_and_that_address_works(refused: str, journal: Journal) -> None:
    with scene(f"removal-{refused}-refused", journal) as one:
        judged = verdict(one.test(), one.scim.url)
        cured = f"{one.scim.url}?aadOptscim062020"
        assert judged.good is False
        assert cured in judged.remedy
        one.scim = one.scim.model_copy(update={"url": cured})
        assert verdict(one.test(), cured).good is True


def test_group_as_microsoft_creates_it_is_refused_and_named(journal: Journal) -> None:
    with scene("groups-of-unknown-schema-refused", journal) as one:
        judged = verdict(one.test(), one.scim.url)
        assert one.left_at_total() == []
    assert (judged.good, "HTTP 400" in judged.found, "schema" in judged.remedy) == (False, True, True)


def test_refused_group_does_not_hide_a_refused_removal() -> None:
    tried = {Form.DEFAULT: FormResult(REFUSED, "HTTP 400"), Form.FLAG: FormResult(YES)}
    judged = verdict(RemovalTest(tried, tried, FormResult(REFUSED)), "https://total.example/scim/v2")
    assert "A group as Microsoft creates it is refused" in judged.found
    assert "removing a group member is refused" in judged.found
    assert judged.remedy.endswith("https://total.example/scim/v2?aadOptscim062020")


def test_two_who_want_it_at_the_same_time_get_one_test(journal: Journal) -> None:
    async def both(test: Any) -> tuple[RemovalTest, RemovalTest]:
        first, second = await asyncio.gather(_made(test), _made(test))
        return first, second

    with scene("ready", journal) as one:
        trust = ssl.create_default_context(cafile=one.tenant.ca_bundle)
        first, second = asyncio.run(both(removal_tester(one.scim, trust, one.notes)))
        created = [request.path for request in one.tenant.requests if request.method == "POST"]
    assert first is second
    assert len([path for path in created if path.endswith("/Users")]) == 2


def test_service_that_answers_with_success_and_does_nothing_is_seen(journal: Journal) -> None:
    with scene("lenient-total", journal) as one:
        one.tenant.faults.add({"kind": "status", "path": "/scim/v2/Users/.*", "status": 200, **PATCHES})
        found = one.test()
        assert {tried.effect for tried in found.deactivation.values()} == {Effect.IGNORED}
        assert verdict(found, one.scim.url).good is False


def test_service_that_creates_nothing_is_unknown_and_not_good(journal: Journal) -> None:
    with scene("ready", journal) as one:
        one.tenant.faults.add({"kind": "status", "host": "total", "method": "POST", "path": "/scim/.*", "status": 403})
        judged = verdict(one.test(), one.scim.url)
    assert (judged.good, "HTTP 403" in judged.found) == (None, True)


def test_account_of_a_person_that_a_creation_is_answered_with_is_left_alone(journal: Journal) -> None:
    """A service that finds "the same person" by an address may answer with their account in place of a new one."""
    with scene("ready", journal) as one:
        ada = one.creates("ada@contoso.com")
        before = len(one.tenant.requests)
        answer = {"kind": "status", "host": "total", "method": "POST", "path": "/scim/v2/Users", "status": 201}
        one.tenant.faults.add({**answer, "body": json.dumps({"id": ada}), "times": 0})
        found = one.test()
        written = [f"{r.method} {r.path}" for r in one.tenant.requests[before:] if r.method in ("PATCH", "DELETE")]
        assert written == []
        assert [account.active for account in one.left_at_total()] == [True]
    assert "with another account" in found.why_unknown
    assert verdict(found, one.scim.url).good is None


def test_group_of_people_that_a_creation_is_answered_with_is_left_alone(journal: Journal) -> None:
    with scene("ready", journal) as one:
        group = one.creates("Admins", "create_group")
        before = len(one.tenant.requests)
        answer = {"kind": "status", "host": "total", "method": "POST", "path": "/scim/v2/Groups", "status": 201}
        one.tenant.faults.add({**answer, "body": json.dumps({"id": group}), "times": 0})
        judged = verdict(one.test(), one.scim.url)
        written = [r.path for r in one.tenant.requests[before:] if r.method in ("PATCH", "DELETE")]
        assert not any(group in path for path in written)
    assert judged.good is False
    assert "with another group" in judged.found


class _Renaming:
    """A service that has one account, and gives it the name of whichever is to be created."""

    url = "https://total.example/scim/v2"

    def __init__(self) -> None:
        self.name, self.writes = "ada@contoso.com", list[str]()

    async def users(self) -> list[ScimUser]:
        return [await self.user("ada")]

    async def user(self, _: str) -> ScimUser:
        return ScimUser(id="ada", username=self.name, active=True)

    async def create_user(self, name: str, _: str) -> str:
        self.name = name
        return "ada"

    async def ids_named(self, name: str) -> list[str]:
        return ["/Users/ada"] if name == self.name else []

    async def delete(self, path: str) -> bool:
        self.writes.append(path)
        return True

    async def patch(self, path: str, _: object) -> None:
        self.writes.append(path)


def test_account_that_was_listed_before_is_left_alone_under_the_new_name(journal: Journal) -> None:
    client = _Renaming()
    notes = RemovalTestNotes(journal)
    found = asyncio.run(_Trial(cast("ScimWriteClient", client), notes).run())
    assert client.writes == []
    assert client.name not in notes.begun(client.url), "a later test would delete it"
    assert "with another account" in found.why_unknown
    assert found.left == (client.name,)


def test_failure_in_the_middle_leaves_nothing_at_total(journal: Journal) -> None:
    with scene("ready", journal) as one:
        one.tenant.faults.add({"kind": "status", "path": "/scim/v2/Groups/.*", "status": 503, **PATCHES, "times": 1})
        with pytest.raises(ScimEndpointFailed):
            one.test()
        assert one.left_at_total() == []
        assert one.notes.begun(one.scim.url) == ()


@pytest.mark.parametrize("kind", ["cut-after", "cut-before"])
def test_lost_answer_to_a_creation_leaves_nothing_at_total(kind: str, journal: Journal) -> None:
    with scene("ready", journal) as one:
        one.tenant.faults.add({"kind": kind, "host": "total", "method": "POST", "path": "/scim/v2/Users"})
        with pytest.raises(ScimEndpointFailed):
            one.test()
        assert one.left_at_total() == []


def test_interrupted_test_deletes_what_it_created(journal: Journal) -> None:
    with scene("ready", journal) as one:
        trust = ssl.create_default_context(cafile=one.tenant.ca_bundle)

        async def interrupted() -> None:
            begun = asyncio.create_task(_made(removal_tester(one.scim, trust, one.notes)))
            while not one.left_at_total():
                await asyncio.sleep(0.005)
            begun.cancel()
            with pytest.raises(asyncio.CancelledError):
                await begun

        asyncio.run(interrupted())
        assert one.left_at_total() == []


def test_next_test_deletes_what_a_killed_one_left_at_the_same_address(journal: Journal) -> None:
    with scene("ready", journal) as one:
        one.tenant.faults.add(
            {"kind": "status", "host": "total", "method": "DELETE", "path": "/scim/.*", "status": 503, "times": 0}
        )
        assert len(one.test().left) == len(one.left_at_total()) == 4
        assert {e.name.startswith(PREFIX) for e in journal.entries() if isinstance(e, ScimTestObjectRequested)} == {
            True
        }
        one.tenant.faults.clear()
        assert one.notes.begun("https://another.example/scim/v2") == ()
        assert one.test().left == ()
        assert one.left_at_total() == []


def test_what_cannot_be_deleted_is_disabled_and_named(journal: Journal) -> None:
    with scene("ready", journal) as one:
        one.tenant.faults.add(
            {"kind": "status", "host": "total", "method": "DELETE", "path": "/scim/.*", "status": 405, "times": 0}
        )
        judged = verdict(found := one.test(), one.scim.url)
        assert {account.active for account in one.left_at_total() if hasattr(account, "active")} == {False}
    assert judged.good is True
    assert all(name in judged.remedy for name in found.left)


def test_accounts_that_a_test_left_are_known_by_the_journal_alone(journal: Journal, tmp_path: Path) -> None:
    with scene("ready", journal) as one:
        for method, status in (("DELETE", 405), ("PATCH", 403)):
            one.tenant.faults.add(
                {"kind": "status", "host": "total", "method": method, "path": "/scim/.*", "status": status, "times": 0}
            )
        one.test()
        assert one.still_active(journal) == ()
        named = one.still_active(Journal(tmp_path / "another.jsonl"))
        assert [account.user_name.startswith(PREFIX) for account in named] == [True, True]


def test_flag_is_added_to_and_removed_from_any_address() -> None:
    for plain in ("https://t.example/scim/v2", "https://t.example/scim/v2?a=b"):
        flagged = address_for(plain, Form.FLAG)
        assert (form_of(plain), form_of(flagged)) == (Form.DEFAULT, Form.FLAG)
        assert address_for(flagged, Form.DEFAULT) == plain
        assert address_for(flagged, Form.FLAG) == flagged


def test_flag_that_spoils_what_works_is_to_be_left_out() -> None:
    taken, refused = dict.fromkeys(Form, FormResult(YES)), FormResult(REFUSED, "HTTP 400")
    found = RemovalTest({**taken, Form.FLAG: refused}, taken, FormResult(YES))
    judged = verdict(found, "https://t.example/scim/v2?aadOptscim062020")
    assert (judged.good, judged.remedy.endswith("https://t.example/scim/v2")) == (False, True)


def test_removal_that_empties_the_group_is_not_good() -> None:
    taken = dict.fromkeys(Form, FormResult(YES))
    found = RemovalTest(taken, dict.fromkeys(Form, FormResult(Effect.TOO_MUCH)), FormResult(YES))
    assert verdict(found, "https://t.example/scim/v2").good is False


def test_last_judgment_of_an_address_counts(journal: Journal) -> None:
    notes = RemovalTestNotes(journal)
    assert not is_verified(journal.entries(), None)
    notes.judge("https://t.example/a", good=True)
    assert is_verified(journal.entries(), "https://t.example/a")
    assert is_verified(journal.entries(), None)
    assert not is_verified(journal.entries(), "https://t.example/b")
    notes.judge("https://t.example/a", good=False)
    assert not is_verified(journal.entries(), None)
