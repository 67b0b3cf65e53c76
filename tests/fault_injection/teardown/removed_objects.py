"""Set-ups, teardowns and somebody at work by hand, in any order: what is made by hand is there after each."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.fault_injection.histories.any_history import LAG, AnyHistory
from tests.fault_injection.setup.case import MISHAPS, Mishap, Place

_ON_HAND = ("adds_a_redirect_address", "makes_a_secret", "adds_a_member", "pauses_provisioning", "renames_both")
_BESIDE = ("--app-id", "new", "--group-id", "TOTAL-Admin=new")


class Takings(AnyHistory):
    """One tenant. ``applications`` and ``groups`` are made by hand: an address or a member of each, by its id."""

    count: ClassVar[dict[str, int]] = {"histories": 0, "set-ups": 0, "teardowns": 0, "mishaps": 0, "by hand": 0}

    def __init__(self) -> None:
        super().__init__()
        self.admin = Place(self.tenant, self.home, ("setup", "--output", "json"))
        self.leaving = Place(self.tenant, self.home, ("teardown", "--yes", "--output", "json"))
        self.people = self.tenant.dump()["users"]
        self.applications: dict[str, tuple[str, str]] = {}
        self.groups: dict[str, str] = {}
        self.journal_is_lost = False

    @rule(name=st.sampled_from(["TOTAL", "Payroll"]))
    def other_admin_makes_an_application(self, name: str) -> None:
        self.count["by hand"] += 1
        does, app = self.other.portal.does, self.other.portal.create_application_in_portal(name)
        time.sleep(2 * LAG)  # until it is known everywhere
        uri = f"https://by-hand.example/{len(self.applications)}"
        does("PATCH", f"applications/{app['id']}", {"web": {"redirectUris": [uri]}})
        secret = {"passwordCredential": {"displayName": "TOTAL integration"}}
        made = does("POST", f"applications/{app['id']}/addPassword", secret)
        self.applications[app["id"]] = (uri, made["keyId"])

    @rule(name=st.sampled_from(["TOTAL-Admin", "Interns"]))
    def other_admin_makes_a_group(self, name: str) -> None:
        self.count["by hand"] += 1
        group = self.other.portal.create_group_in_portal(name, ["cleo@contoso.com"])
        self.groups[group["id"]] = self.tenant.store.members[group["id"]][0]

    @rule(outcome=st.sampled_from(_ON_HAND))
    def other_admin_works_on_known_objects(self, outcome: str) -> None:
        self.count["by hand"] += 1
        getattr(self.other, outcome)()

    @rule(words=st.sampled_from([("--adopt",), _BESIDE]))
    def the_admin_runs_setup(self, words: tuple[str, ...]) -> None:
        self.count["set-ups"] += 1
        status = self.admin.runs(*words).status
        assert status in (0, 1, 3, 5)
        self.journal_is_lost = self.journal_is_lost and status != 0

    @rule(groups=st.booleans(), purge=st.booleans(), elsewhere=st.booleans())
    def the_admin_runs_teardown(self, groups: bool, purge: bool, elsewhere: bool) -> None:
        """Perhaps without a journal: then alone what is not known is refused, and nothing changes."""
        self.count["teardowns"] += 1
        if elsewhere:
            self.journal_is_lost = True
            for state in self.home.rglob("*.jsonl"):
                state.unlink()
        words = [word for word, said in (("--groups", groups), ("--purge", purge)) if said]
        before = self.tenant.dump()
        end = self.leaving.runs(*words)
        assert end.status in (0, 5, 3 if self.journal_is_lost else 0), end.said
        if end.status == 3:
            after = self.tenant.dump()
            assert all(
                after[kind] == before[kind] for kind in ("applications", "servicePrincipals", "groups", "members")
            )

    @rule(mishap=st.sampled_from(MISHAPS), k=st.integers(0, 200))
    def a_teardown_goes_wrong(self, mishap: Mishap, k: int) -> None:
        self.count["mishaps"] += 1
        self.leaving.runs_into(mishap, self.requests[k % len(self.requests)])

    @invariant()
    def what_is_made_by_hand_is_there(self) -> None:
        store = self.tenant.store
        apps = {app["id"]: app for app in store.shelves["applications"].all_current()}
        principals = {one["appId"] for one in store.shelves["servicePrincipals"].all_current()}
        for one, (uri, key) in self.applications.items():
            assert uri in apps[one]["web"]["redirectUris"]
            assert key in _keys(apps[one])
            assert apps[one]["appId"] in principals
        groups = {group["id"] for group in store.shelves["groups"].all_current()}
        for one, member in self.groups.items():
            assert one in groups
            assert member in store.members[one]

    @invariant()
    def what_was_added_by_hand_to_it_is_there(self) -> None:
        """What was added to an object of ours goes with it, as is said beforehand."""
        store = self.tenant.store
        apps = {app["id"]: app for app in store.shelves["applications"].all_current()}
        for app, uri in self.other.uris:
            assert app not in self.applications or uri in apps[app]["web"]["redirectUris"]
        for app, key in self.other.secrets:
            assert app not in self.applications or key in _keys(apps[app])
        for group, member in self.other.members:
            assert group not in self.groups or member in store.members[group]

    @invariant()
    def nobody_is_touched(self) -> None:
        assert self.tenant.dump()["users"] == self.people


def _keys(app: Any) -> set[str]:
    return {one["keyId"] for one in app["passwordCredentials"]}
